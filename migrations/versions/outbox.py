"""An outbox for mail, the addresses it goes to, and what these do not want."""

import sqlalchemy as sa
from alembic import op

revision = "outbox"
down_revision = "looks_to_audit"
branch_labels = None
depends_on = None

PAUSED = sa.text("paused_at IS NOT NULL")
OPEN = sa.text("ended_at IS NULL")
CAUSES = ("bounced", "complained")
STATES = ("waiting", "sending", "deferred", "sent", "failed", "paused", "withdrawn")


def upgrade() -> None:
    make_addresses()
    make_unsubscriptions()
    make_mails()


def make_addresses() -> None:
    causes = sa.Enum(*CAUSES, name="pausecause", native_enum=False, length=20)
    op.create_table(
        "mail_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_because", causes, nullable=True),
        sa.CheckConstraint(
            "paused_because IN ('bounced', 'complained')",
            name=op.f("ck_mail_address_pausecause"),
        ),
        member_of("mail_address"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_address")),
        sa.UniqueConstraint("address", name=op.f("uq_mail_address_address")),
    )
    op.create_index(op.f("ix_mail_address_member_id"), "mail_address", ["member_id"])
    op.create_index(
        "ix_mail_address_paused_at",
        "mail_address",
        ["paused_at"],
        sqlite_where=PAUSED,
        postgresql_where=PAUSED,
    )


def make_unsubscriptions() -> None:
    op.create_table(
        "mail_unsubscription",
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=False),
        address_of("mail_unsubscription"),
        member_of("mail_unsubscription"),
        sa.PrimaryKeyConstraint("address_id", "kind", name=op.f("pk_mail_unsubscription")),
    )
    op.create_index(op.f("ix_mail_unsubscription_member_id"), "mail_unsubscription", ["member_id"])


def make_mails() -> None:
    states = sa.Enum(*STATES, name="mailstate", native_enum=False, length=20)
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(length=160), nullable=False),
        sa.Column("parents", sa.JSON(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("answer", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            f"state IN ({', '.join(map(repr, STATES))})", name=op.f("ck_mail_mailstate")
        ),
        address_of("mail"),
        member_of("mail"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    for name in ("address_id", "ended_at", "member_id"):
        op.create_index(op.f(f"ix_mail_{name}"), "mail", [name])
    op.create_index("ix_mail_state", "mail", ["state", "id"])
    op.create_index(
        "ix_mail_open", "mail", ["rank", "due_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def member_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["member_id"], ["member.id"], name=op.f(f"fk_{table}_member_id_member"), ondelete="CASCADE"
    )


def address_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["address_id"],
        ["mail_address.id"],
        name=op.f(f"fk_{table}_address_id_mail_address"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    op.drop_table("mail")
    op.drop_table("mail_unsubscription")
    op.drop_table("mail_address")
