"""Who moderates a category, and a mark of theirs on the account."""

import sqlalchemy as sa
from alembic import op

revision = "category_moderators"
down_revision = "cancelled_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_moderator",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"],
            name=op.f("fk_category_moderator_category_id_category"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"],
            name=op.f("fk_category_moderator_member_id_member"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("category_id", "member_id", name=op.f("pk_category_moderator")),
    )  # fmt: skip
    op.create_index(op.f("ix_category_moderator_member_id"), "category_moderator", ["member_id"])
    op.add_column(
        "member",
        sa.Column("is_category_moderator", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("member", "is_category_moderator")
    op.drop_table("category_moderator")
