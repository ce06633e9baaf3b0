"""What members put aside."""

import sqlalchemy as sa
from alembic import op

revision = "bookmarks"
down_revision = "present"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.Column("remind_at", STAMP, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_bookmark_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint(
            "member_id",
            "subject_type",
            "subject_id",
            name=op.f("uq_bookmark_member_id_subject_type_subject_id"),
        ),
    )
    op.create_index("ix_bookmark_member_made", "bookmark", ["member_id", "made_at", "id"])
    op.create_index("ix_bookmark_subject", "bookmark", ["subject_type", "subject_id"])
    op.create_index("ix_bookmark_remind_at", "bookmark", ["remind_at"])


def downgrade() -> None:
    op.drop_table("bookmark")
