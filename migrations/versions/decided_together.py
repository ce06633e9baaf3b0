"""What was decided about an author in one act with what they wrote refers to that decision."""

import sqlalchemy as sa
from alembic import op

revision = "decided_together"
down_revision = "reported_pictures"
branch_labels = None
depends_on = None
KEY = "fk_moderation_decision_together_id_moderation_decision"


def upgrade() -> None:
    with op.batch_alter_table("moderation_decision") as batch:
        batch.add_column(sa.Column("together_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(KEY), "moderation_decision", ["together_id"], ["id"])
    op.create_index(
        op.f("ix_moderation_decision_together_id"), "moderation_decision", ["together_id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_moderation_decision_together_id"), "moderation_decision")
    with op.batch_alter_table("moderation_decision") as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("together_id")
