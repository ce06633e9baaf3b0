"""People without an account: who comes by name, who follows by mail, and what they ask."""

import sqlalchemy as sa
from alembic import op

revision = "guests"
down_revision = "mail_replies"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    welcomes = sa.Column("welcomes_guests", sa.Boolean(), nullable=False, server_default=sa.false())
    with op.batch_alter_table("event") as batch:
        batch.add_column(welcomes)
    with op.batch_alter_table("event") as batch:
        batch.alter_column("welcomes_guests", server_default=None)
    op.create_table(
        "guest_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_at", STAMP, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_guest_seat_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_seat")),
        sa.UniqueConstraint("digest", name=op.f("uq_guest_seat_digest")),
    )
    op.create_index(op.f("ix_guest_seat_event_id"), "guest_seat", ["event_id"])
    op.create_table(
        "guest_follower",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("told_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_follower")),
        sa.UniqueConstraint("email", name=op.f("uq_guest_follower_email")),
    )
    op.create_table(
        "guest_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("asked_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_question")),
    )
    op.create_index(op.f("ix_guest_question_asked_at"), "guest_question", ["asked_at", "id"])


def downgrade() -> None:
    op.drop_table("guest_question")
    op.drop_table("guest_follower")
    op.drop_table("guest_seat")
    with op.batch_alter_table("event") as batch:
        batch.drop_column("welcomes_guests")
