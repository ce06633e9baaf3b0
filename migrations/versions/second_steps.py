"""Codes of an app, codes for whoever lost it, passkeys, and sign-ins by two steps."""

import sqlalchemy as sa
from alembic import op

revision = "second_steps"
down_revision = "coming_in"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "totp",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.String(length=300), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("confirmed_at", WHEN, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        member_of("totp"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_totp")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", WHEN, nullable=True),
        member_of("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_member_id"), "recovery_code", ["member_id"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        member_of("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_member_id"), "passkey", ["member_id"])
    strong = sa.Column("is_strong", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("sign_in", strong)


def member_of(table: str) -> sa.ForeignKeyConstraint:
    """The reference to a member, whose rows go with them."""
    name = op.f(f"fk_{table}_member_id_member")
    return sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_column("sign_in", "is_strong")
    for table in ("passkey", "recovery_code", "totp"):
        op.drop_table(table)
