"""Who cancelled a gathering, whose the words are that say why."""

import sqlalchemy as sa
from alembic import op

revision = "cancelled_by"
down_revision = "push_devices"
branch_labels = None
depends_on = None

WHO = """
UPDATE event SET cancelled_by_id = (
    SELECT activity.actor_id FROM activity
    WHERE activity.kind = 'events.event.cancelled' AND activity.subject_type = 'event'
    AND activity.subject_id = event.id ORDER BY activity.id DESC LIMIT 1
) WHERE why_cancelled != ''
"""


def upgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("cancelled_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_event_cancelled_by_id_member"), "member", ["cancelled_by_id"], ["id"]
        )
        batch.create_index(batch.f("ix_event_cancelled_by_id"), ["cancelled_by_id"])
    op.execute(WHO)


def downgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.drop_index(batch.f("ix_event_cancelled_by_id"))
        batch.drop_constraint(batch.f("fk_event_cancelled_by_id_member"), type_="foreignkey")
        batch.drop_column("cancelled_by_id")
