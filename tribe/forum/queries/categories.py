"""Reading categories: the whole tree with its permissions in one query."""

from sqlalchemy import func, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.forum.models import Audience, Category, CategoryMember, CategoryPermission, Level, Topic
from tribe.forum.policy import CategoryNode, CategoryTree, Grant


def get_category_tree() -> CategoryTree:
    """All categories and what each audience may do in them; one query."""
    tree: dict[int, CategoryNode] = {}
    grants: dict[int, dict[Audience, Grant]] = {}
    for row in session.execute(_EVERYTHING):
        category_id, audience = row[0], row[6]
        own = grants.setdefault(category_id, {})
        if category_id not in tree:
            tree[category_id] = CategoryNode(*row[:6], own)
        if audience is not None:
            own[audience] = Grant(row[7], row[8], row[9])
    return CategoryTree(tree.values())


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
    )
    .outerjoin(CategoryPermission, CategoryPermission.category_id == Category.id)
    .order_by(Category.position, Category.name, Category.id)
)


def count_topics_in(category_id: int) -> int:
    """How many topics lie in a category itself; one query."""
    own = select(func.count()).select_from(Topic).where(Topic.category_id == category_id)
    return session.scalar(own) or 0


def get_category_level(member_id: int, category_id: int) -> Level:
    """How closely a member follows a category; one query."""
    own = (CategoryMember.category_id == category_id, CategoryMember.member_id == member_id)
    return session.scalar(select(CategoryMember.level).where(*own)) or Level.NORMAL


def visible_category_ids(actor: Actor) -> set[int]:
    """The categories whose topics a member, or a guest, may see; one query."""
    return get_category_tree().visible_ids(actor)
