"""Live topics: who asks to hear of a topic hears of it, if they may see it.

A page says `watch` with the name of its room, `topic:<id>`; when a reply is committed the room
hears an event of that same name with the post's number and id, and fetches it by HTTP.
"""

import re
from typing import Any

from flask_socketio import join_room

from tribe.db import end_request, read_only_request
from tribe.forms import LARGEST
from tribe.forum import queries
from tribe.live import socketio
from tribe.members.identity import current_member

_ROOM = re.compile(r"topic:(\d{1,10})\Z")


def watch(message: Any = None, *_more: Any) -> bool:
    """Join the room of a topic; answers whether that was allowed."""
    room = str(message.get("room", "")) if isinstance(message, dict) else ""
    match = _ROOM.match(room)
    if match is None or int(match[1]) > LARGEST:
        return False
    read_only_request()
    try:
        topic = queries.find_topic(int(match[1]))
        may_see = topic is not None and queries.get_rooms().may_see(
            current_member(), topic.category_id
        )
    finally:
        end_request()
    if may_see:
        join_room(room)
    return may_see


socketio.on_event("watch", watch)
