"""What a name looks like, so that two names are not told apart by a hair."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "names_shape"
down_revision = "asked_first"
branch_labels = None
depends_on = None

LOOK_ALIKES = {
    "a": "ɑаα4", "b": "вβ8", "c": "с", "d": "ԁ", "e": "еёε3", "g": "ɡ", "h": "н", "i": "ıɩɪіι",
    "j": "ј", "k": "кκ", "l": "1ӏ|", "m": "м", "o": "оο0", "p": "рρ", "q": "ԛ", "s": "ѕ5",
    "t": "тτ7", "u": "μυ", "v": "ν", "w": "ԝ", "x": "хχ", "y": "уγ",
}  # fmt: skip
PLAIN = str.maketrans({seen: letter for letter, all_ in LOOK_ALIKES.items() for seen in all_})
CAPITAL_I = str.maketrans({"I": "l", "І": "l", "Ι": "l"})
member = sa.table(
    "member",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("name_shape", sa.String),
)


def shape(name: str) -> str:
    """As `tribe.members.shapes.name_shape` was when this was written."""
    strokes = unicodedata.normalize("NFKD", name).translate(CAPITAL_I)
    return strokes.casefold().translate(PLAIN)[:80]


def upgrade() -> None:
    op.add_column(
        "member", sa.Column("name_shape", sa.String(80), nullable=False, server_default="")
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(member.c.id, member.c.name)).all()
    if rows:
        change = member.update().where(member.c.id == sa.bindparam("row"))
        named = [{"row": row.id, "name_shape": shape(row.name)} for row in rows]
        connection.execute(change, named)
    with op.batch_alter_table("member") as batch_op:
        batch_op.alter_column("name_shape", server_default=None)
        batch_op.create_index(batch_op.f("ix_member_name_shape"), ["name_shape"])


def downgrade() -> None:
    with op.batch_alter_table("member") as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_name_shape"))
        batch_op.drop_column("name_shape")
