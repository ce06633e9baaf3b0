"""What members choose of being told, and which acts were mailed to them."""

import sqlalchemy as sa
from alembic import op

revision = "notice_choices"
down_revision = "search_terms"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)
DIGESTS = ("daily", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CAUSE = sa.table(
    "notice_cause",
    sa.column("activity_id", sa.Integer),
    sa.column("told_at", STAMP),
    sa.column("mailed_at", STAMP),
)
ACTIVITY = sa.table("activity", sa.column("id", sa.Integer), sa.column("at", STAMP))


def upgrade() -> None:
    op.create_table(
        "notice_choice",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reach", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "reach IN ('at_once', 'digest', 'page', 'nothing')",
            name=op.f("ck_notice_choice_reach"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_notice_choice_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice_rhythm",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(length=20), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("most_a_day", sa.Integer(), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("muted_until", sa.Date(), nullable=True),
        sa.Column("written_for", STAMP, nullable=True),
        sa.CheckConstraint(f"days IN {DIGESTS}", name=op.f("ck_notice_rhythm_digest")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_notice_rhythm_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_notice_rhythm")),
    )
    with op.batch_alter_table("notice_cause") as batch:
        batch.add_column(sa.Column("told_at", STAMP, nullable=True))
        batch.add_column(sa.Column("mailed_at", STAMP, nullable=True))
    told_at = sa.select(ACTIVITY.c.at).where(ACTIVITY.c.id == CAUSE.c.activity_id)
    # What was told before is no news for the first digest.
    op.execute(
        sa.update(CAUSE).values(
            told_at=told_at.scalar_subquery(), mailed_at=told_at.scalar_subquery()
        )
    )
    with op.batch_alter_table("notice_cause") as batch:
        batch.alter_column("told_at", existing_type=STAMP, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("notice_cause") as batch:
        batch.drop_column("mailed_at")
        batch.drop_column("told_at")
    op.drop_table("notice_rhythm")
    op.drop_table("notice_choice")
