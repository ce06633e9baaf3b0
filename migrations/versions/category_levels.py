"""How closely members follow categories."""

import sqlalchemy as sa
from alembic import op

revision = "category_levels"
down_revision = "notices"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)
LEVELS = "level IN ('muted', 'normal', 'tracking', 'watching')"
MARK = sa.table("category_member", sa.column("read_until", STAMP))


def upgrade() -> None:
    level = sa.Column("level", sa.String(length=20), nullable=False, server_default="normal")
    with op.batch_alter_table("category_member") as batch:
        batch.add_column(level)
        batch.alter_column("read_until", existing_type=STAMP, nullable=True)
    with op.batch_alter_table("category_member") as batch:
        batch.alter_column("level", server_default=None)
        batch.create_check_constraint(op.f("ck_category_member_level"), LEVELS)
    op.create_index("ix_category_member_level", "category_member", ["category_id", "level"])


def downgrade() -> None:
    op.execute(sa.delete(MARK).where(MARK.c.read_until.is_(None)))
    op.drop_index("ix_category_member_level", "category_member")
    with op.batch_alter_table("category_member") as batch:
        batch.drop_constraint(op.f("ck_category_member_level"), type_="check")
        batch.drop_column("level")
        batch.alter_column("read_until", existing_type=STAMP, nullable=False)
