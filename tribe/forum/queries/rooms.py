"""Reading categories: the whole tree with its permissions in one query."""

from sqlalchemy import select

from tribe.db import session
from tribe.forum.models import Category, CategoryPermission
from tribe.forum.policy import Grant, Room, Rooms
from tribe.members.models import Member


def get_rooms() -> Rooms:
    """All categories and what each audience may do in them; one query."""
    rows = session.execute(
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
    rooms: dict[int, Room] = {}
    for *room, audience, may_see, may_reply, may_create in rows:
        grants = rooms.setdefault(room[0], Room(*room, grants={})).grants
        if audience is not None:
            assert isinstance(grants, dict)
            grants[audience] = Grant(may_see, may_reply, may_create)
    return Rooms(rooms.values())


def visible_category_ids(member: Member | None) -> set[int]:
    """The categories whose topics a member, or a guest, may see; one query."""
    return get_rooms().visible_ids(member)
