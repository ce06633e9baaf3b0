"""Whose topics a member wants to hear of."""

import sqlalchemy as sa
from alembic import op

revision = "follows"
down_revision = "notice_choices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("followed_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("follower_id <> followed_id", name=op.f("ck_follow_others")),
        sa.ForeignKeyConstraint(
            ["follower_id"],
            ["member.id"],
            name=op.f("fk_follow_follower_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["followed_id"],
            ["member.id"],
            name=op.f("fk_follow_followed_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("follower_id", "followed_id", name=op.f("pk_follow")),
    )
    op.create_index(op.f("ix_follow_followed_id"), "follow", ["followed_id"])


def downgrade() -> None:
    op.drop_table("follow")
