"""Making and changing categories."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import delete, select

from tribe.db import session, take_turns
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import policy
from tribe.forum.models import Audience, Category, CategoryPermission
from tribe.forum.policy import Grant, Rooms
from tribe.forum.queries.rooms import get_rooms
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
    """Make a room of the forum. Raises Forbidden, NotFound, RuleBroken."""
    rooms = _check(member, draft, None)
    category = Category(position=draft.position or len(rooms.by_id))
    session.add(category)
    _fill(category, draft)
    return category


def edit_category(member: Member, category: Category, draft: CategoryDraft) -> Category:
    """Change a room and who may do what in it. Raises Forbidden, NotFound, RuleBroken."""
    _check(member, draft, category)
    session.refresh(category)
    category.position = draft.position
    session.execute(delete(CategoryPermission).where(CategoryPermission.category_id == category.id))
    _fill(category, draft)
    return category


def get_category(member: Member, slug: str) -> Category:
    """A category for an admin to change. Raises Forbidden, NotFound."""
    if not policy.may_arrange(member):
        raise Forbidden(_("Only admins arrange categories."))
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise NotFound(_("There is no such category."))
    return category


def _check(member: Member, draft: CategoryDraft, category: Category | None) -> Rooms:
    if not policy.may_arrange(member):
        raise Forbidden(_("Only admins arrange categories."))
    take_turns("categories")
    rooms = get_rooms()
    if draft.parent_id is not None and draft.parent_id not in rooms.by_id:
        raise NotFound(_("There is no such category."))
    if category is not None and draft.parent_id in rooms.within(rooms.by_id[category.id]):
        raise RuleBroken(_("A category cannot lie within itself."))
    holder = rooms.by_slug.get(_slug(draft))
    if holder is not None and (category is None or holder.id != category.id):
        raise RuleBroken(_("Another category has this address already."))
    return rooms


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
