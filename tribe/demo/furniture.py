"""What stands in the house before anyone speaks: its name, its rooms and its charter."""

from typing import Any

from tribe.demo.grammar import read_words
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category
from tribe.forum.policy import Grant
from tribe.members.models import Member
from tribe.settings import services as settings
from tribe.voice import services as voice


def furnish(admin: Member) -> dict[str, Category]:
    """Name the place, word the charter and make the rooms; by the word of their address."""
    words = read_words("place")
    settings.change(words["place"], admin.id)
    for position, value in enumerate(words["charter"], 1):
        voice.add_value(position, value["title"], value["meaning"])
    rooms: dict[str, Category] = {}
    for position, room in enumerate(words["categories"], 1):
        rooms[room["slug"]] = forum.create_category(admin, _draft(room, position, rooms))
    return rooms


def _draft(room: dict[str, Any], position: int, rooms: dict[str, Category]) -> forum.CategoryDraft:
    parent = rooms.get(room.get("parent", ""))
    only = room.get("only")
    return forum.CategoryDraft(
        name=room["name"],
        slug=room["slug"],
        description=room["description"],
        parent_id=parent.id if parent else None,
        position=position,
        hue=room["hue"],
        grants={Audience(only): Grant(True, True, True)} if only else {},
    )
