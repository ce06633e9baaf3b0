"""Up to when members have read what was new, and when an enactment was first told."""

import sqlalchemy as sa
from alembic import op

revision = "reading"
down_revision = "why_cancelled"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reading_mark",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("read_until", STAMP, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_reading_mark_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_reading_mark")),
    )
    op.add_column("enactment", sa.Column("recap_at", STAMP, nullable=True))
    op.create_index(op.f("ix_enactment_recap_at"), "enactment", ["recap_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_enactment_recap_at"), "enactment")
    with op.batch_alter_table("enactment") as batch:
        batch.drop_column("recap_at")
    op.drop_table("reading_mark")
