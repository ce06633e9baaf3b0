"""Interests that members declare, and what stood beside a post when it was written."""

import sqlalchemy as sa
from alembic import op

revision = "interests"
down_revision = "report_addresses"
branch_labels = None
depends_on = None

KINDS = sa.Enum(
    "brand", "employed", "paid", "gifted", "other",
    name="interestkind", native_enum=False, create_constraint=True, length=20,
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "declared_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"],
            name=op.f("fk_declared_interest_member_id_member"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_interest")),
    )  # fmt: skip
    op.create_index(op.f("ix_declared_interest_member_id"), "declared_interest", ["member_id"])
    op.add_column("post", sa.Column("interest", sa.String(length=20), nullable=True))
    op.add_column(
        "post",
        sa.Column("interest_words", sa.String(length=400), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("post", "interest_words")
    op.drop_column("post", "interest")
    op.drop_table("declared_interest")
