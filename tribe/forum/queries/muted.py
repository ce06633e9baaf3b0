"""Which categories and tags a member left out of what is new to them.

Of categories the nearest choice counts; one tag that is left out is enough.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, bindparam, func, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from tribe.base.db import session
from tribe.forum.models import CategoryMember, Level, Tag, TagMember, Topic, TopicTag
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


def following_tags(
    topic_id: int, level: Level, *, among: Collection[int] | None = None
) -> Select[int]:
    """The members who follow a tag of a topic so, or one that was merged into it.

    With `among` one of these, or what one of them was merged into since.
    """
    of_it = select(TopicTag.tag_id).where(TopicTag.topic_id == topic_id)
    meant = func.coalesce(Tag.merged_into_id, Tag.id)
    chosen = select(TagMember.member_id).join(Tag, Tag.id == TagMember.tag_id)
    standing = select(Tag.id).where(Tag.id.in_(of_it), Tag.gone_at.is_(None))
    if among is not None:
        named = Tag.id.in_(sorted(among))
        standing = standing.where(Tag.id.in_(select(meant).where(named)))
    return chosen.where(TagMember.level == level, meant.in_(standing))


def is_spared() -> ColumnElement[bool]:
    """Whether the reader of a statement muted a tag of its topic."""
    meant = func.coalesce(Tag.merged_into_id, Tag.id)
    muted = (
        select(TagMember.member_id)
        .join(Tag, Tag.id == TagMember.tag_id)
        .join(TopicTag, TopicTag.tag_id == meant)
        .where(
            TagMember.member_id == bindparam("reader"),
            TagMember.level == Level.MUTED,
            TopicTag.topic_id == Topic.id,
        )
    )
    return muted.correlate(Topic).exists()
