"""Members leave after a pause, take their data along, and may be known from imports."""

import sqlalchemy as sa
from alembic import op

revision = "leaving"
down_revision = "pages"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("member", sa.Column("leaves_at", STAMP, nullable=True))
    op.create_table(
        "departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_for", sa.String(length=20), nullable=False),
        sa.Column("asked_at", STAMP, nullable=False),
        sa.Column("due_at", STAMP, nullable=False),
        sa.CheckConstraint("words IN ('stay', 'go')", name=op.f("ck_departure_words")),
        sa.CheckConstraint(
            "reason_for IN ('nobody', 'keepers', 'all')", name=op.f("ck_departure_reasonfor")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_departure_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
        sa.UniqueConstraint("member_id", name=op.f("uq_departure_member_id")),
    )
    op.create_index(op.f("ix_departure_due_at"), "departure", ["due_at"])
    op.create_table(
        "parting_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parting_word")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=20), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.CheckConstraint("words IN ('stay', 'go')", name=op.f("ck_erasure_words")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_erasure_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("member_id", name=op.f("uq_erasure_member_id")),
    )
    op.create_table(
        "data_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", STAMP, nullable=False),
        sa.Column("made_at", STAMP, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_data_export_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["stored_file.digest"], name=op.f("fk_data_export_digest_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
        sa.UniqueConstraint("member_id", name=op.f("uq_data_export_member_id")),
    )
    op.create_index(op.f("ix_data_export_digest"), "data_export", ["digest"])


def downgrade() -> None:
    op.drop_table("data_export")
    op.drop_table("erasure")
    op.drop_table("parting_word")
    op.drop_table("departure")
    op.drop_column("member", "leaves_at")
