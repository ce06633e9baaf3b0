"""Whether something of a topic is talked over elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "talked_over"
down_revision = "moderated_topics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    mark = sa.Column("is_talked_over", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("topic", mark)
    open_ones = "SELECT topic_id FROM step_aside WHERE ended_at IS NULL"
    op.execute(f"UPDATE topic SET is_talked_over = true WHERE id IN ({open_ones})")  # noqa: S608


def downgrade() -> None:
    with op.batch_alter_table("topic") as batch:
        batch.drop_column("is_talked_over")
