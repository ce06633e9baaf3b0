"""What a report was made from, between groups of members as well.

Bases of before are made anew from the data, when the next report is compared with them.
"""

import sqlalchemy as sa
from alembic import op

revision = "basis_pairs"
down_revision = "own_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM report_basis")
    with op.batch_alter_table("report_basis") as batch_op:
        batch_op.add_column(sa.Column("pairs", sa.LargeBinary(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("report_basis") as batch_op:
        batch_op.drop_column("pairs")
