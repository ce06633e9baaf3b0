"""How many messages of the brand each member takes a month, and those that were counted."""

import sqlalchemy as sa
from alembic import op

revision = "brand_budget"
down_revision = "follows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brand_budget",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("most_a_month", sa.Integer(), nullable=False),
        sa.CheckConstraint("most_a_month >= 0", name=op.f("ck_brand_budget_most_from_zero")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_brand_budget_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "channel", name=op.f("pk_brand_budget")),
    )
    op.create_table(
        "brand_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("nth >= 1", name=op.f("ck_brand_message_nth_from_one")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_brand_message_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_brand_message_activity_id_activity"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_message")),
        sa.UniqueConstraint(
            "member_id", "channel", "month", "activity_id", name="uq_brand_message_activity"
        ),
        sa.UniqueConstraint("member_id", "channel", "month", "nth", name="uq_brand_message_nth"),
    )
    op.create_index("ix_brand_message_activity", "brand_message", ["activity_id"])
    op.create_index("ix_brand_message_month", "brand_message", ["month"])


def downgrade() -> None:
    op.drop_table("brand_message")
    op.drop_table("brand_budget")
