"""Which categories a member left out of what is new to them; the nearest choice counts."""

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from tribe.base.db import session
from tribe.forum.models import CategoryMember, Level
from tribe.forum.policy import CategoryTree

_CHOSEN = select(CategoryMember.category_id, CategoryMember.level).where(
    CategoryMember.member_id == bindparam("reader"), CategoryMember.level != Level.NORMAL
)


def muted_category_ids(tree: CategoryTree, member_id: int) -> set[int]:
    """Categories that a member muted, with those within that they chose nothing for. One query."""
    chosen = {row[0]: row[1] for row in session.execute(_CHOSEN, {"reader": member_id})}
    levels: dict[int | None, Level] = {None: Level.NORMAL}
    for node in tree:  # parents before their children
        levels[node.id] = chosen.get(node.id, levels[node.parent_id])
    return {number for number, level in levels.items() if number and level is Level.MUTED}


def muting(around: Sequence[int]) -> CompoundSelect[int] | Select[int]:
    """The members who muted a category, which is the last of those around it."""
    ways = []
    for place, number in enumerate(around):
        nearer = select(CategoryMember.member_id).where(
            CategoryMember.category_id.in_(around[place + 1 :]),
            CategoryMember.level == Level.WATCHING,
        )
        ways.append(
            select(CategoryMember.member_id).where(
                CategoryMember.category_id == number,
                CategoryMember.level == Level.MUTED,
                CategoryMember.member_id.not_in(nearer),
            )
        )
    return union_all(*ways)
