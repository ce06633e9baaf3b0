"""Reading categories: the whole tree with its permissions in one query."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import String, cast, exists, func, select

from tribe.access import Actor
from tribe.base.db import list_rows, session
from tribe.forum.models import (
    Audience,
    Category,
    CategoryMember,
    CategoryModerator,
    CategoryPermission,
    Level,
    Topic,
)
from tribe.forum.policy import NOBODY, CategoryNode, CategoryTree, Grant
from tribe.members.models import Member


def get_category_tree() -> CategoryTree:
    """All categories, what each audience may do in them and who moderates them; one query."""
    return _tree(tuple(map(tuple, list_rows(_EVERYTHING))))


@lru_cache(maxsize=8)  # with what it has found about each role
def _tree(rows: Iterable[Sequence[Any]]) -> CategoryTree:
    tree: dict[int, CategoryNode] = {}
    grants: dict[int, dict[Audience, Grant]] = {}
    for row in rows:
        category_id, audience = row[0], row[6]
        own = grants.setdefault(category_id, {})
        if category_id not in tree:
            named = frozenset(map(int, row[10].split(","))) if row[10] else NOBODY
            values: list[Any] = [*row[:6], own, named, bool(row[11])]
            tree[category_id] = CategoryNode(*values)
        if audience is not None:
            own[audience] = Grant(row[7], row[8], row[9])
    return CategoryTree(tree.values())


_MODERATORS = (
    select(func.aggregate_strings(cast(CategoryModerator.member_id, String), ","))
    .where(CategoryModerator.category_id == Category.id)
    .correlate(Category)
    .scalar_subquery()
)
_PINS = exists().where(Topic.category_id == Category.id, Topic.pinned.is_not(None))
_EVERYTHING = (
    select(
        Category.id,
        Category.parent_id,
        Category.slug,
        Category.name,
        Category.description,
        Category.hue,
        CategoryPermission.audience,
        CategoryPermission.may_see,
        CategoryPermission.may_reply,
        CategoryPermission.may_create,
        _MODERATORS,
        _PINS,
    )
    .outerjoin(CategoryPermission, CategoryPermission.category_id == Category.id)
    .order_by(Category.position, Category.name, Category.id)
)


def count_topics_in(category_id: int) -> int:
    """How many topics lie in a category itself; one query."""
    own = select(func.count()).select_from(Topic).where(Topic.category_id == category_id)
    return session.scalar(own) or 0


def list_moderators(category_id: int) -> Sequence[Member]:
    """Who moderates a category itself, without the role, by name; one query."""
    of_category = CategoryModerator.category_id == category_id
    chosen = select(Member).join(CategoryModerator, CategoryModerator.member_id == Member.id)
    return session.scalars(chosen.where(of_category).order_by(Member.name_key)).all()


def list_moderated(member_id: int) -> list[tuple[str, str]]:
    """Slugs and names of the categories that a member moderates without the role; one query."""
    of_member = CategoryModerator.member_id == member_id
    chosen = select(Category.slug, Category.name).join(
        CategoryModerator, CategoryModerator.category_id == Category.id
    )
    return [
        (slug, name)
        for slug, name in session.execute(chosen.where(of_member).order_by(Category.name))
    ]


def get_category_level(member_id: int, category_id: int) -> Level:
    """How closely a member follows a category; one query."""
    own = (CategoryMember.category_id == category_id, CategoryMember.member_id == member_id)
    return session.scalar(select(CategoryMember.level).where(*own)) or Level.NORMAL


def visible_category_ids(actor: Actor) -> set[int]:
    """The categories whose topics a member, or a guest, may see; one query."""
    return get_category_tree().visible_ids(actor)
