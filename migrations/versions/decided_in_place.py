"""What took the place of what the program held back until a moderator looked."""

import sqlalchemy as sa
from alembic import op

revision = "decided_in_place"
down_revision = "rules_in_both"
branch_labels = None
depends_on = None
KEY = "fk_moderation_decision_replaced_by_id_moderation_decision"
AT_ONCE = sa.text(
    "UPDATE moderation_decision SET why_undone = '', replaced_by_id = ("
    "SELECT min(d.id) FROM moderation_decision d WHERE d.case_id = moderation_decision.case_id "
    "AND d.id > moderation_decision.id AND d.act <> 'moderation.none' "
    "AND d.decided_by_id = moderation_decision.undone_by_id "
    "AND d.why = moderation_decision.why_undone) "
    "WHERE is_automated AND undone_by_id IS NOT NULL AND EXISTS ("
    "SELECT 1 FROM moderation_decision d WHERE d.case_id = moderation_decision.case_id "
    "AND d.id > moderation_decision.id AND d.act <> 'moderation.none' "
    "AND d.decided_by_id = moderation_decision.undone_by_id "
    "AND d.why = moderation_decision.why_undone)"
)  # both were written in one act, with the same words


def upgrade() -> None:
    with op.batch_alter_table("moderation_decision") as batch:
        batch.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(KEY), "moderation_decision", ["replaced_by_id"], ["id"])
    op.create_index(
        op.f("ix_moderation_decision_replaced_by_id"), "moderation_decision", ["replaced_by_id"]
    )
    op.execute(AT_ONCE)


def downgrade() -> None:
    op.drop_index(op.f("ix_moderation_decision_replaced_by_id"), "moderation_decision")
    with op.batch_alter_table("moderation_decision") as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("replaced_by_id")
