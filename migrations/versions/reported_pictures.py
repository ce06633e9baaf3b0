"""Pictures as they were when they were reported."""

import sqlalchemy as sa
from alembic import op

revision = "reported_pictures"
down_revision = "carried_appeals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderation_picture",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_picture_case_id_moderation_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moderation_picture_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["stored_file.digest"],
            name=op.f("fk_moderation_picture_digest_stored_file"),
        ),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_moderation_picture")),
    )
    for column in ("member_id", "digest"):
        op.create_index(op.f(f"ix_moderation_picture_{column}"), "moderation_picture", [column])


def downgrade() -> None:
    op.drop_table("moderation_picture")
