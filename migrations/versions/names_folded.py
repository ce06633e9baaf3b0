"""A name without its accents, so that who types it without them finds its member."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "names_folded"
down_revision = "sweep_causes"
branch_labels = None
depends_on = None

member = sa.table(
    "member",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("state", sa.String),
    sa.column("name_folded", sa.String),
)


def folded(name: str) -> str:
    """As `tribe.members.shapes.name_folded` was when this was written."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(c for c in bare if unicodedata.category(c) != "Mn")[:120]


def upgrade() -> None:
    op.add_column(
        "member", sa.Column("name_folded", sa.String(120), nullable=False, server_default="")
    )
    connection = op.get_bind()
    chosen = sa.select(member.c.id, member.c.name).where(member.c.state != "left")
    rows = connection.execute(chosen).all()
    if rows:
        change = member.update().where(member.c.id == sa.bindparam("row"))
        named = [{"row": row.id, "name_folded": folded(row.name)} for row in rows]
        connection.execute(change, named)
    with op.batch_alter_table("member") as batch_op:
        batch_op.alter_column("name_folded", server_default=None)
        batch_op.create_index(batch_op.f("ix_member_name_folded"), ["name_folded"])


def downgrade() -> None:
    with op.batch_alter_table("member") as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_name_folded"))
        batch_op.drop_column("name_folded")
