"""Where a member stands, worked out by a job for that member alone."""

import sqlalchemy as sa
from alembic import op

revision = "own_places"
down_revision = "report_bases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_place",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_own_place_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_own_place")),
    )


def downgrade() -> None:
    op.drop_table("own_place")
