"""Of which moments was reminded, and how long before them members want to be."""

import sqlalchemy as sa
from alembic import op

revision = "reminders"
down_revision = "brand_budget"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("moment", STAMP, nullable=False),
        sa.PrimaryKeyConstraint(
            "kind", "subject_id", "minutes", "moment", name=op.f("pk_reminder")
        ),
    )
    op.create_index("ix_reminder_moment", "reminder", ["moment"])
    op.create_table(
        "reminder_choice",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_reminder_choice_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "kind", "minutes", name=op.f("pk_reminder_choice")),
    )


def downgrade() -> None:
    op.drop_table("reminder_choice")
    op.drop_table("reminder")
