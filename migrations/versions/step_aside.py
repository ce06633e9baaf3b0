"""Stepping aside."""

import sqlalchemy as sa
from alembic import op

revision = "step_aside"
down_revision = "peace"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "step_aside",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", STAMP, nullable=False),
        sa.Column("until", STAMP, nullable=True),
        sa.Column("ended_at", STAMP, nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "settled",
                "no_agreement",
                "undone",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_step_aside_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["member.id"], name=op.f("fk_step_aside_moderator_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topic.id"],
            name=op.f("fk_step_aside_topic_id_topic"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_aside")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_step_aside_conversation_id")),
    )
    op.create_index(op.f("ix_step_aside_moderator_id"), "step_aside", ["moderator_id"])
    op.create_index("ix_step_aside_topic", "step_aside", ["topic_id", "ended_at"])
    op.create_table(
        "step_aside_party",
        sa.Column("aside_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("is_ruled", sa.Boolean(), nullable=False),
        sa.Column("lifted_at", STAMP, nullable=True),
        sa.ForeignKeyConstraint(
            ["aside_id"],
            ["step_aside.id"],
            name=op.f("fk_step_aside_party_aside_id_step_aside"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_step_aside_party_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("aside_id", "member_id", name=op.f("pk_step_aside_party")),
    )
    op.create_index(op.f("ix_step_aside_party_member_id"), "step_aside_party", ["member_id"])


def downgrade() -> None:
    op.drop_table("step_aside_party")
    op.drop_table("step_aside")
