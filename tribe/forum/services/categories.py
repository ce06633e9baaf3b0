"""Making and changing categories."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, or_, select, update

from tribe import audit
from tribe.access import require
from tribe.activity import record
from tribe.base.db import session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy
from tribe.forum.models import Audience, Category, CategoryPermission, Topic
from tribe.forum.policy import CategoryTree, Grant
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.services.moderators import unmark_moderators
from tribe.forum.slugs import make_slug
from tribe.members.models import HUES, Member


@dataclass(frozen=True)
class CategoryDraft:
    """A category as an admin wants it; without grants it does as its parent does."""

    name: str
    slug: str = ""
    description: str = ""
    parent_id: int | None = None
    position: int = 0
    hue: int = 0
    grants: Mapping[Audience, Grant] = field(default_factory=dict)


def create_category(member: Member, draft: CategoryDraft) -> Category:
    """Make a category. Raises Forbidden, NotFound, RuleBroken."""
    tree = _check(member, draft, None)
    category = Category(position=draft.position or len(tree.by_id))
    session.add(category)
    _fill(category, draft)
    record(activities.CATEGORY_CREATED, category.id, actor_id=member.id)
    return category


def edit_category(member: Member, category: Category, draft: CategoryDraft) -> Category:
    """Change a category and who may do what in it. Raises Forbidden, NotFound, RuleBroken."""
    _check(member, draft, category)
    session.refresh(category)
    category.position = draft.position
    session.execute(delete(CategoryPermission).where(CategoryPermission.category_id == category.id))
    _fill(category, draft)
    record(activities.CATEGORY_CHANGED, category.id, actor_id=member.id)
    return category


def remove_category(member: Member, category: Category, into_id: int | None = None) -> None:
    """Merge a category into another one, which takes its topics and those within it; or delete it.

    Only an empty one is deleted without another. Raises Forbidden, NotFound, RuleBroken.
    """
    require(member, policy.ARRANGE)
    take_turns("categories")
    _hold(category)
    tree = get_category_tree()
    if category.id not in tree.by_id or (into_id is not None and into_id not in tree.by_id):
        raise NotFound("forum.no_category")
    if into_id in tree.within(tree.by_id[category.id]):
        raise RuleBroken("forum.category_in_itself")
    if into_id is not None:
        _move_within(category.id, into_id)
    elif not is_empty_category(category):
        raise RuleBroken("forum.category_not_empty")
    session.execute(delete(Category).where(Category.id == category.id))
    unmark_moderators()
    into = into_id or 0  # 0 where it was empty and went
    record(activities.CATEGORY_REMOVED, category.id, actor_id=member.id, into=into)
    facts = {"into": into}
    audit.record("category.removed", "category", category.slug, actor_id=member.id, facts=facts)


def _hold(category: Category) -> None:
    """Let topics that are being written come in first, and none after them.

    On PostgreSQL a topic that refers to a held category waits; SQLite lets one write at a time.
    """
    session.execute(select(Category.id).where(Category.id == category.id).with_for_update())


def is_empty_category(category: Category) -> bool:
    """Whether no topic and no category lies in it; two queries."""
    topics = select(Topic.id).where(Topic.category_id == category.id).exists()
    inner = select(Category.id).where(Category.parent_id == category.id).exists()
    return not session.scalar(select(or_(topics, inner)))


def _move_within(category_id: int, into_id: int) -> None:
    session.execute(
        update(Topic).where(Topic.category_id == category_id).values(category_id=into_id)
    )
    session.execute(
        update(Category).where(Category.parent_id == category_id).values(parent_id=into_id)
    )


def get_category(member: Member, slug: str) -> Category:
    """A category for an admin to change. Raises Forbidden, NotFound."""
    require(member, policy.ARRANGE)
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise NotFound("forum.no_category")
    return category


def _check(member: Member, draft: CategoryDraft, category: Category | None) -> CategoryTree:
    require(member, policy.ARRANGE)
    take_turns("categories")
    tree = get_category_tree()
    if draft.parent_id is not None and draft.parent_id not in tree.by_id:
        raise NotFound("forum.no_category")
    if category is not None and draft.parent_id in tree.within(tree.by_id[category.id]):
        raise RuleBroken("forum.category_in_itself")
    if is_address_taken(tree, draft, category):
        raise RuleBroken("forum.address_taken")
    return tree


def is_address_taken(tree: CategoryTree, draft: CategoryDraft, category: Category | None) -> bool:
    """Whether another category than this one has the address that a draft asks for."""
    holder = tree.by_slug.get(_slug(draft))
    return holder is not None and (category is None or holder.id != category.id)


def _slug(draft: CategoryDraft) -> str:
    return make_slug(draft.slug or draft.name, "category")


def _fill(category: Category, draft: CategoryDraft) -> None:
    category.name, category.slug = draft.name, _slug(draft)
    category.description, category.parent_id = draft.description, draft.parent_id
    category.hue = draft.hue % HUES
    session.flush()
    session.add_all(
        CategoryPermission(category_id=category.id, audience=audience, **grant._asdict())
        for audience, grant in draft.grants.items()
    )
    session.flush()
