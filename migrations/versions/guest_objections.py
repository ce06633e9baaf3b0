"""Objections of guests: by the report that they made, as they have no account."""

import sqlalchemy as sa
from alembic import op

revision = "guest_objections"
down_revision = "passed_on"
branch_labels = None
depends_on = None

OF_GUESTS = "DELETE FROM moderation_appeal WHERE member_id IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("moderation_appeal") as batch:
        batch.alter_column("member_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("report_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_moderation_appeal_report_id_moderation_report"),
            "moderation_report",
            ["report_id"],
            ["id"],
        )
        batch.create_unique_constraint(
            op.f("uq_moderation_appeal_decision_id_report_id"), ["decision_id", "report_id"]
        )
    op.create_index(op.f("ix_moderation_appeal_report_id"), "moderation_appeal", ["report_id"])


def downgrade() -> None:
    op.execute(OF_GUESTS)  # the table of before knows members alone
    op.drop_index(op.f("ix_moderation_appeal_report_id"), "moderation_appeal")
    with op.batch_alter_table("moderation_appeal") as batch:
        batch.drop_constraint(op.f("uq_moderation_appeal_decision_id_report_id"), type_="unique")
        batch.drop_constraint(
            op.f("fk_moderation_appeal_report_id_moderation_report"), type_="foreignkey"
        )
        batch.drop_column("report_id")
        batch.alter_column("member_id", existing_type=sa.Integer(), nullable=False)
