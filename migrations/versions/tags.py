"""Tags of topics, and those that a topic had before an edit."""

import sqlalchemy as sa
from alembic import op

revision = "tags"
down_revision = "judged_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.Column("merged_into_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["tag.id"],
            name=op.f("fk_tag_merged_into_id_tag"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("key", name=op.f("uq_tag_key")),
    )
    op.create_index(op.f("ix_tag_merged_into_id"), "tag", ["merged_into_id"])
    op.create_table(
        "topic_tag",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("merged_from_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topic.id"],
            name=op.f("fk_topic_tag_topic_id_topic"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_topic_tag_tag_id_tag"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_from_id"],
            ["tag.id"],
            name=op.f("fk_topic_tag_merged_from_id_tag"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("topic_id", "tag_id", name=op.f("pk_topic_tag")),
    )
    op.create_index(op.f("ix_topic_tag_tag_id"), "topic_tag", ["tag_id"])
    op.add_column("post_revision", sa.Column("tags", sa.String(length=410)))


def downgrade() -> None:
    op.drop_column("post_revision", "tags")
    op.drop_table("topic_tag")
    op.drop_table("tag")
