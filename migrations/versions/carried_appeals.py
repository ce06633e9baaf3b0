"""Whether an appeal was made of what a decision took the place of, which leaves one of that."""

import sqlalchemy as sa
from alembic import op

revision = "carried_appeals"
down_revision = "decided_in_place"
branch_labels = None
depends_on = None

ONCE = "uq_moderation_appeal_decision_id_member_id"
OF_EACH = f"{ONCE}_is_carried"
FORMER, NOW = ["decision_id", "member_id"], ["decision_id", "member_id", "is_carried"]


def upgrade() -> None:
    is_carried = sa.Column("is_carried", sa.Boolean(), server_default=sa.false(), nullable=False)
    with op.batch_alter_table("moderation_appeal") as batch:
        batch.add_column(is_carried)
        batch.drop_constraint(op.f(ONCE), type_="unique")
        batch.create_unique_constraint(op.f(OF_EACH), NOW)
    op.execute(
        "UPDATE moderation_appeal SET is_carried = true WHERE made_at < (SELECT made_at FROM "
        "moderation_decision WHERE moderation_decision.id = moderation_appeal.decision_id)"
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM moderation_appeal WHERE is_carried AND EXISTS (SELECT 1 FROM "
        "moderation_appeal AS own WHERE own.decision_id = moderation_appeal.decision_id "
        "AND own.member_id = moderation_appeal.member_id AND NOT own.is_carried)"
    )
    with op.batch_alter_table("moderation_appeal") as batch:
        batch.drop_constraint(op.f(OF_EACH), type_="unique")
        batch.create_unique_constraint(op.f(ONCE), FORMER)
        batch.drop_column("is_carried")
