"""Which versions of the rules members agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "agreements"
down_revision = "second_steps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_answer",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_agreed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["key", "number"],
            ["page_version.key", "page_version.number"],
            name=op.f("fk_page_answer_key_number_page_version"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_page_answer_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "key", "number", name=op.f("pk_page_answer")),
    )
    op.add_column("application", sa.Column("rules_number", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("application", "rules_number")
    op.drop_table("page_answer")
