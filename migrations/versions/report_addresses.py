"""The address that was typed into a report."""

import sqlalchemy as sa
from alembic import op

revision = "report_addresses"
down_revision = "transparency"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("address", sa.String(length=500), nullable=False, server_default="")
    op.add_column("moderation_report", column)
    with op.batch_alter_table("moderation_report") as table:
        table.alter_column("address", server_default=None)


def downgrade() -> None:
    op.drop_column("moderation_report", "address")
