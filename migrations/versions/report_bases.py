"""What each report was made from, so that two reports cannot be subtracted."""

import sqlalchemy as sa
from alembic import op

revision = "report_bases"
down_revision = "avatars_to_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since_week", sa.Integer(), nullable=False),
        sa.Column("until_week", sa.Integer(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.Column("joined", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
            name=op.f("fk_report_basis_snapshot_id_snapshot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_basis")),
        sa.UniqueConstraint("snapshot_id", name=op.f("uq_report_basis_snapshot_id")),
    )
    with op.batch_alter_table("snapshot") as batch_op:
        batch_op.add_column(sa.Column("instead_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_snapshot_instead_id_snapshot"), "snapshot", ["instead_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("snapshot") as batch_op:
        batch_op.drop_constraint(op.f("fk_snapshot_instead_id_snapshot"), type_="foreignkey")
        batch_op.drop_column("instead_id")
    op.drop_table("report_basis")
