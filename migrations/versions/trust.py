"""How the trust levels of members change, and why."""

import sqlalchemy as sa
from alembic import op

revision = "trust"
down_revision = "messages"
branch_labels = None
depends_on = None

LEVELS = "IN ('new', 'known', 'trusted')"


def upgrade() -> None:
    op.create_table(
        "trust_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("from_level", sa.String(length=20), nullable=False),
        sa.Column("to_level", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"from_level {LEVELS}", name=op.f("ck_trust_change_from_level")),
        sa.CheckConstraint(f"to_level {LEVELS}", name=op.f("ck_trust_change_to_level")),
        sa.CheckConstraint(
            "why IN ('grown', 'upheld', 'overturned', 'staff')",
            name=op.f("ck_trust_change_because"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_trust_change_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["member.id"], name=op.f("fk_trust_change_set_by_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_change")),
    )
    op.create_index("ix_trust_change_member_at", "trust_change", ["member_id", "at", "id"])
    op.create_index(op.f("ix_trust_change_set_by_id"), "trust_change", ["set_by_id"])


def downgrade() -> None:
    op.drop_table("trust_change")
