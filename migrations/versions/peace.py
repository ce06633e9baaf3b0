"""Who blocked whom, and who ignores whom."""

import sqlalchemy as sa
from alembic import op

revision = "peace"
down_revision = "desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _between("member_block", "blocker_id", "blocked_id")
    until = sa.Column("until", sa.DateTime(timezone=True), nullable=True)
    _between("member_ignoring", "member_id", "ignored_id", until)


def downgrade() -> None:
    op.drop_table("member_ignoring")
    op.drop_table("member_block")


def _between(table: str, one: str, other: str, *more: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column(one, sa.Integer(), nullable=False),
        sa.Column(other, sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.CheckConstraint(f"{one} <> {other}", name=op.f(f"ck_{table}_others")),
        sa.ForeignKeyConstraint(
            [one], ["member.id"], name=op.f(f"fk_{table}_{one}_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            [other], ["member.id"], name=op.f(f"fk_{table}_{other}_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(one, other, name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_{other}"), table, [other])
