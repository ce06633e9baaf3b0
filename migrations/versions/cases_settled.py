"""What took a thing from view with others settles the case of it that waited."""

import sqlalchemy as sa
from alembic import op

revision = "cases_settled"
down_revision = "stated_intent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderation_settled",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_settled_case_id_moderation_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_moderation_settled_decision_id_moderation_decision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_moderation_settled")),
    )
    op.create_index(
        op.f("ix_moderation_settled_decision_id"), "moderation_settled", ["decision_id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_moderation_settled_decision_id"), "moderation_settled")
    op.drop_table("moderation_settled")
