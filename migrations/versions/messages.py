"""Private conversations."""

import sqlalchemy as sa
from alembic import op

revision = "messages"
down_revision = "held_texts"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "keeping",
            sa.Enum(
                "free",
                "held",
                "kept",
                name="keeping",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("highest_number", sa.Integer(), nullable=False),
        sa.Column("begun_at", STAMP, nullable=False),
        sa.Column("last_written_at", STAMP, nullable=False),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["member.id"], name=op.f("fk_conversation_begun_by_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(op.f("ix_conversation_begun_by_id"), "conversation", ["begun_by_id"])
    op.create_index("ix_conversation_last_written_at", "conversation", ["last_written_at"])
    op.create_table(
        "message_choice",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "who_may_write",
            sa.Enum(
                "everybody",
                "asking",
                "known",
                "nobody",
                name="whomaywrite",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("mails_have_words", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_message_choice_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_message_choice")),
    )
    op.create_table(
        "conversation_member",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "in",
                "asked",
                "declined",
                "left",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("last_read_number", sa.Integer(), nullable=False),
        sa.Column("is_muted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", STAMP, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_member_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_conversation_member_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "conversation_id", "member_id", name=op.f("pk_conversation_member")
        ),
    )
    op.create_index(
        "ix_conversation_member_member", "conversation_member", ["member_id", "standing"]
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cook_version", sa.Integer(), nullable=False),
        sa.Column("written_at", STAMP, nullable=False),
        sa.Column("edited_at", STAMP, nullable=True),
        sa.Column("removed_at", STAMP, nullable=True),
        sa.Column("hidden_at", STAMP, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_message_author_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_message_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "conversation_id", "number", name=op.f("uq_message_conversation_id_number")
        ),
    )
    op.create_index("ix_message_author", "message", ["author_id", "written_at"])


def downgrade() -> None:
    op.drop_table("message")
    op.drop_table("message_choice")
    op.drop_table("conversation_member")
    op.drop_table("conversation")
