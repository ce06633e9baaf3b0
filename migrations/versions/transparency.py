"""Orders and disputes, and how many members take part in a month."""

import sqlalchemy as sa
from alembic import op

revision = "transparency"
down_revision = "trust"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "order_to_act",
                "order_to_inform",
                "dispute",
                name="outsidekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_matter")),
    )
    op.create_index(op.f("ix_outside_matter_received_on"), "outside_matter", ["received_on"])
    op.create_table(
        "active_month",
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("first_day", name=op.f("pk_active_month")),
    )


def downgrade() -> None:
    op.drop_table("active_month")
    op.drop_table("outside_matter")
