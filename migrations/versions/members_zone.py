"""The time zone that a member chooses to read times in."""

import sqlalchemy as sa
from alembic import op

revision = "members_zone"
down_revision = "forms_sent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("zone", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("member", "zone")
