"""Whether others who come to a gathering see who comes, and how an answer begins."""

import sqlalchemy as sa
from alembic import op

revision = "hidden_attendance"
down_revision = "restraints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no = {"nullable": False, "server_default": sa.false()}
    op.add_column("member", sa.Column("hides_attendance", sa.Boolean(), **no))
    op.add_column("attendance", sa.Column("is_hidden", sa.Boolean(), **no))


def downgrade() -> None:
    op.drop_column("attendance", "is_hidden")
    op.drop_column("member", "hides_attendance")
