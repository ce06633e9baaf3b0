"""Who is in imported texts asks for the account that was made of them."""

import sqlalchemy as sa
from alembic import op

revision = "import_claims"
down_revision = "basis_present"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wish IN ('claim', 'erase')", name=op.f("ck_import_claim_wish")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_import_claim_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_claim")),
        sa.UniqueConstraint("member_id", "email", name=op.f("uq_import_claim_member_id_email")),
    )


def downgrade() -> None:
    op.drop_table("import_claim")
