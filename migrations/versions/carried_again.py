"""Appeals of one person that wait of one decision, as many as were carried over to it."""

import sqlalchemy as sa
from alembic import op

revision = "carried_again"
down_revision = "cases_settled"
branch_labels = None
depends_on = None

OF_EACH = "uq_moderation_appeal_decision_id_member_id_is_carried"
COLUMNS = ["decision_id", "member_id", "is_carried"]
OWN = "uq_moderation_appeal_own"


def upgrade() -> None:
    with op.batch_alter_table("moderation_appeal") as batch:
        batch.drop_constraint(op.f(OF_EACH), type_="unique")
    is_own = sa.text("NOT is_carried")
    op.create_index(
        OWN,
        "moderation_appeal",
        COLUMNS[:2],
        unique=True,
        sqlite_where=is_own,
        postgresql_where=is_own,
    )


def downgrade() -> None:
    """Of several that were carried over to one decision the first keeps the words of all."""
    op.drop_index(OWN, "moderation_appeal")
    appeal = sa.table(
        "moderation_appeal",
        *map(sa.column, ("id", "words")),
        sa.column("decision_id"),
        sa.column("member_id"),
        sa.column("decided_at"),
        sa.column("is_carried", sa.Boolean()),
    )
    carried = sa.select(appeal).where(appeal.c.is_carried, appeal.c.member_id.is_not(None))
    rows = op.get_bind().execute(carried.order_by(appeal.c.decided_at.is_not(None), appeal.c.id))
    first: dict[tuple[int, int], int] = {}
    words: dict[int, list[str]] = {}
    for row in rows.all():  # those that wait first
        kept = first.setdefault((row.decision_id, row.member_id), row.id)
        words.setdefault(kept, []).append(row.words)
        if kept != row.id:
            op.execute(sa.delete(appeal).where(appeal.c.id == row.id))
    for number, said in words.items():
        joined = "\n\n".join(said)
        op.execute(sa.update(appeal).where(appeal.c.id == number).values(words=joined))
    with op.batch_alter_table("moderation_appeal") as batch:
        batch.create_unique_constraint(op.f(OF_EACH), COLUMNS)
