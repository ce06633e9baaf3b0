"""Which words a report and a decision of moderation were about, as a digest."""

import sqlalchemy as sa
from alembic import op

revision = "judged_words"
down_revision = "guest_objections"
branch_labels = None
depends_on = None
TABLES = ("moderation_report", "moderation_decision")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("words_digest", sa.String(64), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("words_digest")
