"""Topics that are muted for a while, and how they are followed afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "topics_muted"
down_revision = "step_aside"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("topic_member", sa.Column("mute_ends_at", sa.DateTime(timezone=True)))
    op.add_column("topic_member", sa.Column("level_after", sa.String(length=20)))
    op.create_index(op.f("ix_topic_member_mute_ends_at"), "topic_member", ["mute_ends_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_topic_member_mute_ends_at"), "topic_member")
    op.drop_column("topic_member", "level_after")
    op.drop_column("topic_member", "mute_ends_at")
