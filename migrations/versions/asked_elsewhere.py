"""What services elsewhere say, where a place asks them: of an address, and of a held text."""

import sqlalchemy as sa
from alembic import op

revision = "asked_elsewhere"
down_revision = "topics_muted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listed_member",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_listed_member_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_listed_member")),
    )
    advice = sa.Column("advice", sa.String(length=20), nullable=False, server_default="")
    op.add_column("held_text", advice)


def downgrade() -> None:
    op.drop_column("held_text", "advice")
    op.drop_table("listed_member")
