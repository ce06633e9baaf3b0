"""Pictures and documents of posts, and those that came with an answer by mail."""

import sqlalchemy as sa
from alembic import op

revision = "post_files"
down_revision = "provider_accounts"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def _refers(table: str, column: str, to: str, **options: str) -> sa.ForeignKeyConstraint:
    other, key = to.split(".")
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=name, **options)


def upgrade() -> None:
    counted = sa.Column("files_count", sa.Integer(), nullable=False, server_default="0")
    op.add_column("post", counted)
    op.create_table(
        "post_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("preview_digest", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("added_at", WHEN, nullable=False),
        _refers("post_file", "post_id", "post.id", ondelete="CASCADE"),
        _refers("post_file", "member_id", "member.id"),
        _refers("post_file", "digest", "stored_file.digest"),
        _refers("post_file", "preview_digest", "stored_file.digest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_file")),
    )
    for column in ("post_id", "digest", "preview_digest"):
        op.create_index(op.f(f"ix_post_file_{column}"), "post_file", [column])
    op.create_index("ix_post_file_waiting", "post_file", ["member_id", "added_at"])
    op.create_table(
        "mail_reply_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _refers("mail_reply_file", "reply_id", "mail_reply.id", ondelete="CASCADE"),
        _refers("mail_reply_file", "member_id", "member.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reply_file")),
    )
    for column in ("reply_id", "member_id"):
        op.create_index(op.f(f"ix_mail_reply_file_{column}"), "mail_reply_file", [column])


def downgrade() -> None:
    op.drop_table("mail_reply_file")
    op.drop_table("post_file")
    op.drop_column("post", "files_count")
