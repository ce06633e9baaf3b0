"""What a moderator takes from members until it ends, and pictures taken away."""

import sqlalchemy as sa
from alembic import op

revision = "restraints"
down_revision = "asked_elsewhere"
branch_labels = None
depends_on = None

SUSPENDED = """
INSERT INTO restraint (member_id, kind, made_at)
SELECT id, 'suspension', CURRENT_TIMESTAMP FROM member WHERE state = 'suspended'
"""


def upgrade() -> None:
    op.create_table(
        "restraint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "silence",
                "suspension",
                "ban",
                "name_lock",
                "name_taken",
                name="restraintkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.String(length=60), nullable=True),
        sa.Column("name_shape", sa.String(length=80), nullable=True),
        sa.Column("address_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_restraint_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restraint")),
    )
    for column in ("member_id", "name_key", "name_shape", "address_digest"):
        op.create_index(op.f(f"ix_restraint_{column}"), "restraint", [column])
    op.create_table(
        "taken_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_taken_picture_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["stored_file.digest"], name=op.f("fk_taken_picture_digest_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_picture")),
    )
    for column in ("member_id", "digest"):
        op.create_index(op.f(f"ix_taken_picture_{column}"), "taken_picture", [column])
    op.add_column("member", sa.Column("silenced_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "moderation_appeal", sa.Column("late_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(SUSPENDED)


def downgrade() -> None:
    with op.batch_alter_table("moderation_appeal") as batch:
        batch.drop_column("late_at")
    with op.batch_alter_table("member") as batch:
        batch.drop_column("silenced_until")
    op.drop_table("taken_picture")
    op.drop_table("restraint")
