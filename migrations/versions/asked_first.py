"""Who is asked to host or keep, what shared things were before a change, and own calendars."""

import sqlalchemy as sa
from alembic import op

revision = "asked_first"
down_revision = "activity"
branch_labels = None
depends_on = None


def asked(table: str, thing: str) -> None:
    op.create_table(
        table,
        sa.Column(f"{thing}_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            [f"{thing}_id"],
            [f"{thing}.id"],
            name=op.f(f"fk_{table}_{thing}_id_{thing}"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f(f"fk_{table}_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["member.id"], name=op.f(f"fk_{table}_asked_by_id_member")
        ),
        sa.PrimaryKeyConstraint(f"{thing}_id", "member_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_member_id"), table, ["member_id"])


def upgrade() -> None:
    asked("host_request", "event")
    asked("keeper_request", "ritual")
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["member.id"], name=op.f("fk_revision_editor_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_calendar_feed_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_feed_token")),
    )
    op.create_index("ix_revision_subject", "revision", ["subject_type", "subject_id", "id"])


def downgrade() -> None:
    op.drop_table("calendar_feed")
    op.drop_table("revision")
    op.drop_table("keeper_request")
    op.drop_table("host_request")
