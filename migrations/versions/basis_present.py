"""What a report was made from: where members wrote, and where they went, as well.

Bases of before are made anew from the data, when the next report is compared with them.
"""

import sqlalchemy as sa
from alembic import op

revision = "basis_present"
down_revision = "accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM report_basis")
    with op.batch_alter_table("report_basis") as batch_op:
        batch_op.add_column(sa.Column("present", sa.LargeBinary(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("report_basis") as batch_op:
        batch_op.drop_column("present")
