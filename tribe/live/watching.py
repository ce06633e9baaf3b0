"""What pages may watch: things that features declare as watchable, each by its type and number.

A page says `watch` with the name of a channel, such as `topic:5`; the feature that declared topics
says whether this reader may. What happens to a watchable afterwards is told to its channel as an
event of that same name, with the number of what it was done to and those facts of the activity that
are numbers: what there is to read, each page asks for as any reader does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, request
from flask_login import current_user
from flask_socketio import join_room, leave_room, rooms

from tribe.activity import Happened, Listener
from tribe.activity import register as register_activity
from tribe.base.db import end_request, read_only_request
from tribe.live import channels
from tribe.live.channels import announce, ask_anew, end_sockets, socketio, sockets_of
from tribe.live.presence import PRESENCE
from tribe.web.forms import LARGEST

MOST = 20  # channels of a socket; a page has two or three
MayWatch = Callable[[int], bool]  # whether whoever asks may see the thing of that number
ShownAs = Callable[[int], int | None]  # as whose page the asker's is shown to others there
HERE = ":here"  # after a channel: the room of those who are told who is there
_watchables: dict[str, MayWatch] = {}
_meetings: dict[str, ShownAs] = {}


def register(
    watchables: Mapping[str, MayWatch], meetings: Mapping[str, ShownAs] | None = None
) -> None:
    """Make types of things known that pages may watch, and where members see each other."""
    _watchables.update(watchables)
    _meetings.update(meetings or {})


def watch(message: Any = None, *_more: Any) -> bool:
    """Join the channel of a thing; answers whether that was allowed."""
    channel, kind, number = _named(message)
    may_watch, joined = _watchables.get(kind), rooms()
    if may_watch is None or len(joined) > MOST:
        return False
    read_only_request()
    try:
        is_allowed = may_watch(number)
        member_id = getattr(current_user, "id", None)
    finally:
        end_request()
    if not is_allowed:
        return False
    if member_id is not None and sockets_of(member_id) not in joined:
        join_room(sockets_of(member_id))
    join_room(channel)
    return True


def be_here(message: Any = None, *_more: Any) -> bool:
    """Be shown to those who have a thing open, and be told of them; whether the member agreed."""
    channel, kind, number = _named(message)
    shown_as = _meetings.get(kind)
    if shown_as is None or len(rooms()) > MOST:
        return False
    read_only_request()
    try:
        member_id = shown_as(number)
    finally:
        end_request()
    if member_id is None:
        return False
    if sockets_of(member_id) not in rooms():
        join_room(sockets_of(member_id))
    join_room(channel + HERE)
    sid: str = request.sid  # type: ignore[attr-defined]
    PRESENCE.enter(channel, sid, member_id)
    if channel + HERE not in rooms():  # the page was left meanwhile, and this maybe after it
        PRESENCE.leave(channel, sid)
        return False
    return True


def be_away(message: Any = None, *_more: Any) -> None:
    """Be shown no more, as when nobody looks at the page."""
    channel, _kind, _number = _named(message)
    if channel + HERE in rooms():
        leave_room(channel + HERE)
        PRESENCE.leave(channel, request.sid)  # type: ignore[attr-defined]


def be_writing(message: Any = None, *_more: Any) -> bool:
    """Be shown as writing for some seconds, where one is shown at all."""
    channel, _kind, _number = _named(message)
    return PRESENCE.write(channel, request.sid)  # type: ignore[attr-defined]


def hear(happened: Happened) -> None:
    """Announce an act to the open pages of what it concerns; what lies in the past is not news."""
    watched = happened.kind.watched
    if watched is None or not happened.is_news:
        return
    facts = {name: fact for name, fact in happened.facts.items() if isinstance(fact, int)}
    channel = f"{watched}:{facts.pop(watched, happened.subject_id)}"
    announce(channel, channel, id=happened.subject_id, **facts)


def hear_each(happened: Sequence[Happened]) -> None:
    """Announce an act that is done to many things once to the open pages of each whole thing."""
    watched = happened[0].kind.watched
    if watched is None:
        return
    last = {one.facts.get(watched, one.subject_id): one for one in happened}
    for one in last.values():
        hear(one)


def close_each(happened: Sequence[Happened]) -> None:
    """Ask anew who may hear what, once for all of a type."""
    closing = happened if happened[0].kind.closes == "member" else happened[:1]
    for one in closing:
        close(one)


def close(happened: Happened) -> None:
    """Ask anew who may hear what, where an act changes it."""
    if happened.kind.closes == "member":
        end_sockets(happened.subject_id)
    elif happened.kind.closes is not None:
        ask_anew(happened.kind.closes)


def init_app(app: Flask) -> None:
    """Listen to activity, answer pages that ask to watch, and take announcements."""
    register_activity(
        listeners=[
            Listener(hear, hear_each=hear_each),
            Listener(close, hear_each=close_each),
        ]
    )
    socketio.on_event("watch", watch)
    socketio.on_event("here", be_here)
    socketio.on_event("away", be_away)
    socketio.on_event("writing", be_writing)
    channels.init_app(app)


def _named(message: Any) -> tuple[str, str, int]:
    """The channel that a message names, the type of its thing and its number; no type if none."""
    channel = str(message.get("room", "")) if isinstance(message, dict) else ""
    kind, _colon, digits = channel.partition(":")
    number = _number(digits)
    return (channel, kind, number) if channel == f"{kind}:{number}" else (channel, "", -1)


def _number(digits: str) -> int:
    """The number that is written so; -1 for what is none, or more than a database holds."""
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 10
    return int(digits) if is_number and int(digits) <= LARGEST else -1
