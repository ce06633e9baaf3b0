"""A decision refers to the case of what was reported for which it was done, where not its own."""

import sqlalchemy as sa
from alembic import op

revision = "sweep_causes"
down_revision = "moot_reports"
branch_labels = None
depends_on = None
KEY = "fk_moderation_decision_cause_id_moderation_case"


def upgrade() -> None:
    with op.batch_alter_table("moderation_decision") as batch:
        batch.add_column(sa.Column("cause_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(KEY), "moderation_case", ["cause_id"], ["id"])
    op.create_index(op.f("ix_moderation_decision_cause_id"), "moderation_decision", ["cause_id"])
    op.execute(
        """
        UPDATE moderation_decision SET cause_id = (
            SELECT min(settled.case_id) FROM moderation_settled AS settled
            JOIN moderation_report AS report ON report.case_id = settled.case_id
            WHERE settled.decision_id = moderation_decision.id
            AND report.source IN ('member', 'guest')
        ) WHERE NOT EXISTS (
            SELECT 1 FROM moderation_report AS own
            WHERE own.case_id = moderation_decision.case_id AND own.source IN ('member', 'guest')
        )
        """
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_moderation_decision_cause_id"), "moderation_decision")
    with op.batch_alter_table("moderation_decision") as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("cause_id")
