"""Who offers to greet newcomers, and who has seen enough of the first steps."""

import sqlalchemy as sa
from alembic import op

revision = "arrival"
down_revision = "agreements"
branch_labels = None
depends_on = None

TABLES = (("greeter", "since"), ("welcome_closed", "closed_at"))


def upgrade() -> None:
    for table, moment in TABLES:
        op.create_table(
            table,
            sa.Column("member_id", sa.Integer(), nullable=False),
            sa.Column(moment, sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(
                ["member_id"],
                ["member.id"],
                name=op.f(f"fk_{table}_member_id_member"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("member_id", name=op.f(f"pk_{table}")),
        )


def downgrade() -> None:
    for table, _moment in TABLES:
        op.drop_table(table)
