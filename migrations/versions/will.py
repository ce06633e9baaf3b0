"""The wordings of the tribe's will, the keys of the council, and the sealed copy."""

import sqlalchemy as sa
from alembic import op

revision = "will"
down_revision = "guests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "will_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("heirs", sa.Text(), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["member.id"], name=op.f("fk_will_wording_written_by_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_will_wording")),
    )
    op.create_table(
        "council_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=62), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"],
            name=op.f("fk_council_key_member_id_member"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_key")),
        sa.UniqueConstraint("member_id", name=op.f("uq_council_key_member_id")),
        sa.UniqueConstraint("recipient", name=op.f("uq_council_key_recipient")),
    )  # fmt: skip
    op.create_table(
        "sealed_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["stored_file.digest"], name=op.f("fk_sealed_copy_digest_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_copy")),
    )
    op.create_index(op.f("ix_sealed_copy_digest"), "sealed_copy", ["digest"])
    op.create_table(
        "sealed_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=62), nullable=False),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["sealed_copy.id"],
            name=op.f("fk_sealed_share_copy_id_sealed_copy"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"],
            name=op.f("fk_sealed_share_member_id_member"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_share")),
    )  # fmt: skip
    op.create_index(op.f("ix_sealed_share_copy_id"), "sealed_share", ["copy_id"])


def downgrade() -> None:
    op.drop_table("sealed_share")
    op.drop_table("sealed_copy")
    op.drop_table("council_key")
    op.drop_table("will_wording")
