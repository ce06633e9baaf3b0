"""Trust of members, texts that wait for a moderator, and sketches of texts."""

import sqlalchemy as sa
from alembic import op

revision = "held_texts"
down_revision = "gone_posts"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
TRUST = "trust IN ('new', 'known', 'trusted')"
# Whoever wrote before is no newcomer on the day of the upgrade; the next night says the rest.
HAS_WRITTEN = """
UPDATE member SET trust = 'known' WHERE EXISTS (
    SELECT 1 FROM post WHERE post.author_id = member.id AND post.deleted_at IS NULL
)
"""


def _author(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_author_id_member")
    return sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    trust = sa.Column("trust", sa.String(length=20), nullable=False, server_default="new")
    with op.batch_alter_table("member") as batch:
        batch.add_column(trust)
        batch.create_check_constraint(batch.f("ck_member_trustlevel"), TRUST)
    op.execute(HAS_WRITTEN)
    op.create_table(
        "held_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("held_at", WHEN, nullable=False),
        sa.Column("changed_at", WHEN, nullable=True),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'declined')", name=op.f("ck_held_text_heldstate")),
        _author("held_text"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_text")),
    )
    op.create_index("ix_held_text_state_held", "held_text", ["state", "held_at", "id"])
    op.create_index("ix_held_text_author_held", "held_text", ["author_id", "held_at", "id"])
    op.create_table(
        "text_sketch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.JSON(), nullable=False),
        *(sa.Column(f"band_{n}", sa.BigInteger(), nullable=False) for n in range(4)),
        sa.Column("at", WHEN, nullable=False),
        _author("text_sketch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_sketch")),
    )
    for column in ("author_id", "band_0", "band_1", "band_2", "band_3", "at"):
        op.create_index(op.f(f"ix_text_sketch_{column}"), "text_sketch", [column])
    with op.batch_alter_table("post_file") as batch:
        batch.add_column(sa.Column("held_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_post_file_held_id_held_text"),
            "held_text",
            ["held_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_index(batch.f("ix_post_file_held_id"), ["held_id"])
    op.drop_index("ix_activity_actor", "activity")
    op.create_index("ix_activity_actor_at", "activity", ["actor_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_activity_actor_at", "activity")
    op.create_index("ix_activity_actor", "activity", ["actor_id"])
    with op.batch_alter_table("post_file") as batch:
        batch.drop_index(batch.f("ix_post_file_held_id"))
        batch.drop_constraint(batch.f("fk_post_file_held_id_held_text"), type_="foreignkey")
        batch.drop_column("held_id")
    op.drop_table("text_sketch")
    op.drop_table("held_text")
    with op.batch_alter_table("member") as batch:
        batch.drop_constraint(batch.f("ck_member_trustlevel"), type_="check")
        batch.drop_column("trust")
