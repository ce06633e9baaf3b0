"""What was told of something that is gone is kept, in no notice, until that comes back."""

import sqlalchemy as sa
from alembic import op

revision = "notices_back"
down_revision = "names_folded"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice_cause") as batch:
        batch.alter_column("notice_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM notice_cause WHERE notice_id IS NULL")
    with op.batch_alter_table("notice_cause") as batch:
        batch.drop_column("read_at")
        batch.alter_column("notice_id", existing_type=sa.Integer(), nullable=False)
