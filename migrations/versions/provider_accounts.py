"""Accounts of the brand that let members in, and names for where one is signed in."""

import sqlalchemy as sa
from alembic import op

revision = "provider_accounts"
down_revision = "will"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("shown_as", sa.String(length=254), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_provider_account_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_account_issuer_subject")),
    )
    op.create_index(op.f("ix_provider_account_member_id"), "provider_account", ["member_id"])
    named = sa.Column("name", sa.String(length=60), nullable=False, server_default="")
    op.add_column("sign_in", named)
    with op.batch_alter_table("application") as application:
        application.alter_column(
            "password_hash", existing_type=sa.String(length=200), nullable=True
        )
        application.add_column(sa.Column("identity", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM application WHERE password_hash IS NULL")
    with op.batch_alter_table("application") as application:
        application.drop_column("identity")
        application.alter_column(
            "password_hash", existing_type=sa.String(length=200), nullable=False
        )
    op.drop_column("sign_in", "name")
    op.drop_table("provider_account")
