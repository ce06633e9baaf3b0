"""Reading categories: the whole tree with its permissions in one query."""

from sqlalchemy import select

from tribe.db import session
from tribe.forum.models import Audience, Category, CategoryPermission
from tribe.forum.policy import Grant, Room, Rooms
from tribe.members.models import Member


def get_rooms() -> Rooms:
    """All categories and what each audience may do in them; one query."""
    rooms: dict[int, Room] = {}
    grants: dict[int, dict[Audience, Grant]] = {}
    for row in session.execute(_EVERYTHING):
        room_id, audience = row[0], row[6]
        own = grants.setdefault(room_id, {})
        if room_id not in rooms:
            rooms[room_id] = Room(*row[:6], own)
        if audience is not None:
            own[audience] = Grant(row[7], row[8], row[9])
    return Rooms(rooms.values())


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


def visible_category_ids(member: Member | None) -> set[int]:
    """The categories whose topics a member, or a guest, may see; one query."""
    return get_rooms().visible_ids(member)
