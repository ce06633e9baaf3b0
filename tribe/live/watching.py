"""What pages may watch: things that features declare as watchable, each by its type and number.

A page says `watch` with the name of a channel, such as `topic:5`; the feature that declared topics
says whether this reader may. What happens to a watchable afterwards is told to its channel as an
event of that same name, with the number of what it was done to and those facts of the activity that
are numbers: what there is to read, each page asks for as any reader does.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask_login import current_user
from flask_socketio import join_room, rooms

from tribe.activity import Happened, Listener
from tribe.activity import register as register_activity
from tribe.base.db import end_request, read_only_request
from tribe.live import channels
from tribe.live.channels import announce, ask_anew, end_sockets, socketio, sockets_of
from tribe.web.forms import LARGEST

MOST = 20  # channels of a socket; a page has two or three
MayWatch = Callable[[int], bool]  # whether whoever asks may see the thing of that number
_watchables: dict[str, MayWatch] = {}


def register(watchables: Mapping[str, MayWatch]) -> None:
    """Make types of things known that pages may watch."""
    _watchables.update(watchables)


def watch(message: Any = None, *_more: Any) -> bool:
    """Join the channel of a thing; answers whether that was allowed."""
    channel = str(message.get("room", "")) if isinstance(message, dict) else ""
    kind, _colon, digits = channel.partition(":")
    may_watch, joined = _watchables.get(kind), rooms()
    if may_watch is None or channel != f"{kind}:{_number(digits)}" or len(joined) > MOST:
        return False
    read_only_request()
    try:
        is_allowed = may_watch(_number(digits))
        member_id = getattr(current_user, "id", None)
    finally:
        end_request()
    if not is_allowed:
        return False
    if member_id is not None and sockets_of(member_id) not in joined:
        join_room(sockets_of(member_id))
    join_room(channel)
    return True


def hear(happened: Happened) -> None:
    """Announce an act to the open pages of what it concerns; what lies in the past is not news."""
    watched = happened.kind.watched
    if watched is None or not happened.is_news:
        return
    facts = {name: fact for name, fact in happened.facts.items() if isinstance(fact, int)}
    channel = f"{watched}:{facts.pop(watched, happened.subject_id)}"
    announce(channel, channel, id=happened.subject_id, **facts)


def close(happened: Happened) -> None:
    """Ask anew who may hear what, where an act changes it."""
    if happened.kind.closes == "member":
        end_sockets(happened.subject_id)
    elif happened.kind.closes is not None:
        ask_anew(happened.kind.closes)


def init_app(app: Flask) -> None:
    """Listen to activity, answer pages that ask to watch, and take announcements."""
    register_activity(listeners=[Listener(hear), Listener(close)])
    socketio.on_event("watch", watch)
    channels.init_app(app)


def _number(digits: str) -> int:
    """The number that is written so; -1 for what is none, or more than a database holds."""
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 10
    return int(digits) if is_number and int(digits) <= LARGEST else -1
