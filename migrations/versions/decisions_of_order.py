"""Decisions that put things in order where no rule was broken, and who else a decision concerns."""

import sqlalchemy as sa
from alembic import op

revision = "decisions_of_order"
down_revision = "search_at_once"
branch_labels = None
depends_on = None

CHECK = "ck_moderation_decision_ground"


def upgrade() -> None:
    _allow("'rules', 'law', 'none'")
    op.create_table(
        "moderation_concerned",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_moderation_concerned_decision_id_moderation_decision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moderation_concerned_member_id_member")
        ),
        sa.PrimaryKeyConstraint("decision_id", "member_id", name=op.f("pk_moderation_concerned")),
    )
    op.create_index(
        op.f("ix_moderation_concerned_member_id"), "moderation_concerned", ["member_id"]
    )


def downgrade() -> None:
    op.drop_table("moderation_concerned")
    op.execute("UPDATE moderation_decision SET ground = 'rules' WHERE ground = 'none'")
    _allow("'rules', 'law'")


def _allow(grounds: str) -> None:
    with op.batch_alter_table("moderation_decision") as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"ground IN ({grounds})")
