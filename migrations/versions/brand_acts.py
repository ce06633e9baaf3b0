"""Acts of the brand, which say whom they serve and what they ask before they are published."""

import sqlalchemy as sa
from alembic import op

revision = "brand_acts"
down_revision = "reading"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "brand_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("serves", sa.String(length=500), nullable=False),
        sa.Column("asks", sa.String(length=500), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("grounds_html", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.Column("published_at", STAMP, nullable=True),
        sa.Column("withdrawn_at", STAMP, nullable=True),
        sa.CheckConstraint(
            "published_at IS NULL OR (length(trim(serves)) >= 3 AND length(trim(asks)) >= 3)",
            name=op.f("ck_brand_act_stated_before_published"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR published_at IS NOT NULL",
            name=op.f("ck_brand_act_published_before_withdrawn"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
            name=op.f("fk_brand_act_category_id_category"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topic.id"],
            name=op.f("fk_brand_act_topic_id_topic"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_brand_act_author_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_act")),
        sa.UniqueConstraint("topic_id", name=op.f("uq_brand_act_topic_id")),
    )
    op.create_index(op.f("ix_brand_act_category_id"), "brand_act", ["category_id"])
    op.create_index(op.f("ix_brand_act_author_id"), "brand_act", ["author_id"])
    op.create_index("ix_brand_act_published_at", "brand_act", ["published_at"])


def downgrade() -> None:
    op.drop_table("brand_act")
