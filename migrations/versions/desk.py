"""What moderators put off or did at their desk."""

import sqlalchemy as sa
from alembic import op

revision = "desk"
down_revision = "interests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_mark",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "snoozed",
                "done",
                name="markstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_desk_mark_member_id_member")
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_desk_mark")),
    )
    op.create_index(op.f("ix_desk_mark_member_id"), "desk_mark", ["member_id"])
    op.create_index("ix_desk_mark_state", "desk_mark", ["state", "at"])


def downgrade() -> None:
    op.drop_table("desk_mark")
