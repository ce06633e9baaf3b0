"""Single-use tokens, confirmed addresses, former names, pauses, and when a place was last used."""

import sqlalchemy as sa
from alembic import op

revision = "accounts"
down_revision = "setup"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    make_tokens()
    make_former_names()
    op.add_column("member", sa.Column("email_confirmed_at", WHEN, nullable=True))
    op.add_column("member", sa.Column("away_until", sa.Date(), nullable=True))
    words = sa.Column("away_words", sa.String(length=200), nullable=False, server_default="")
    op.add_column("member", words)
    op.add_column("sign_in", sa.Column("last_seen_on", sa.Date(), nullable=True))
    op.add_column("sign_in", sa.Column("proved_at", WHEN, nullable=True))


def make_tokens() -> None:
    op.create_table(
        "single_use_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("used_at", WHEN, nullable=True),
        sa.Column("withdrawn_at", WHEN, nullable=True),
        member_of("single_use_token"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_use_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_single_use_token_digest")),
    )
    op.create_index(
        "ix_single_use_token_member_id",
        "single_use_token",
        ["member_id", "purpose", "created_at"],
    )
    op.create_index(op.f("ix_single_use_token_expires_at"), "single_use_token", ["expires_at"])


def make_former_names() -> None:
    op.create_table(
        "former_name",
        sa.Column("name_key", sa.String(length=60), nullable=False),
        sa.Column("name_shape", sa.String(length=80), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("given_up_at", WHEN, nullable=False),
        member_of("former_name"),
        sa.PrimaryKeyConstraint("name_key", name=op.f("pk_former_name")),
    )
    op.create_index(op.f("ix_former_name_name_shape"), "former_name", ["name_shape"])
    op.create_index(op.f("ix_former_name_member_id"), "former_name", ["member_id"])


def member_of(table: str) -> sa.ForeignKeyConstraint:
    """The reference to a member, whose rows go with them."""
    name = op.f(f"fk_{table}_member_id_member")
    return sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for column in ("proved_at", "last_seen_on"):
        op.drop_column("sign_in", column)
    for column in ("away_words", "away_until", "email_confirmed_at"):
        op.drop_column("member", column)
    op.drop_table("former_name")
    op.drop_table("single_use_token")
