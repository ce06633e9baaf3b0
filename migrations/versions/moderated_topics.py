"""What moderators do with topics: removed, unlisted, pinned, slowed, split and merged."""

import sqlalchemy as sa
from alembic import op

revision = "moderated_topics"
down_revision = "hidden_attendance"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
PINS = sa.Enum(
    "category",
    "everywhere",
    name="pin",
    native_enum=False,
    create_constraint=True,
    length=20,
)
MOMENTS = ("closes_at", "removed_at", "unlisted_at", "pinned_until", "slow_until", "moved_at")

TAKEN = """
UPDATE topic SET slug = slug || '-topic' WHERE slug IN ('closing', 'list', 'merge', 'move', 'pin',
'quicken', 'remove', 'restore', 'slow', 'slower', 'split', 'unlist', 'unpin')
"""  # they are pages under a topic from now on


def upgrade() -> None:
    op.execute(TAKEN)
    with op.batch_alter_table("topic") as batch:
        for name in MOMENTS:
            batch.add_column(sa.Column(name, WHEN, nullable=True))
        batch.add_column(sa.Column("pinned", PINS, nullable=True))
        batch.add_column(sa.Column("slow_minutes", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_topic_merged_into_id_topic"), "topic", ["merged_into_id"], ["id"]
        )
        batch.create_index(batch.f("ix_topic_merged_into_id"), ["merged_into_id"])
    op.create_index(
        "ix_topic_pinned",
        "topic",
        ["category_id", "pinned"],
        sqlite_where=sa.text("pinned IS NOT NULL"),
        postgresql_where=sa.text("pinned IS NOT NULL"),
    )
    make_moves()
    make_requests()


def make_moves() -> None:
    op.create_table(
        "post_move",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        refers("post_move", "topic_id", "topic"),
        refers("post_move", "post_id", "post"),
        sa.PrimaryKeyConstraint("topic_id", "number", name=op.f("pk_post_move")),
    )
    op.create_index(op.f("ix_post_move_post_id"), "post_move", ["post_id"])


def make_requests() -> None:
    op.create_table(
        "slow_request",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        refers("slow_request", "topic_id", "topic"),
        refers("slow_request", "member_id", "member"),
        sa.PrimaryKeyConstraint("topic_id", "member_id", name=op.f("pk_slow_request")),
    )
    op.create_index(op.f("ix_slow_request_member_id"), "slow_request", ["member_id"])


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A reference whose rows go with what they refer to."""
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("slow_request")
    op.drop_table("post_move")
    op.drop_index("ix_topic_pinned", "topic")
    with op.batch_alter_table("topic") as batch:
        batch.drop_index(batch.f("ix_topic_merged_into_id"))
        batch.drop_constraint(batch.f("fk_topic_merged_into_id_topic"), type_="foreignkey")
        batch.drop_constraint(batch.f("ck_topic_pin"), type_="check")
        for name in (*MOMENTS, "pinned", "slow_minutes", "merged_into_id"):
            batch.drop_column(name)
