"""How members follow tags."""

import sqlalchemy as sa
from alembic import op

revision = "tags_followed"
down_revision = "tags"
branch_labels = None
depends_on = None

LEVELS = "level IN ('muted', 'normal', 'tracking', 'watching')"


def upgrade() -> None:
    op.create_table(
        "tag_member",
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.CheckConstraint(LEVELS, name=op.f("ck_tag_member_level")),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_tag_member_tag_id_tag"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_tag_member_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tag_id", "member_id", name=op.f("pk_tag_member")),
    )
    op.create_index("ix_tag_member_level", "tag_member", ["tag_id", "level"])
    op.create_index(op.f("ix_tag_member_member_id"), "tag_member", ["member_id"])


def downgrade() -> None:
    op.drop_table("tag_member")
