"""A moderator's change of what others host, and putting back what nobody changed since."""

from datetime import datetime
from typing import Any

from tribe.base import revisions
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.events import queries
from tribe.events.models import Event, Mode
from tribe.events.services.gatherings import EventDraft, change, edit_event, state_of
from tribe.events.services.withdrawing import COVER
from tribe.markup import cook
from tribe.members.models import Member

Details = dict[str, Any]
WORDS = (("title",), ("description",), ("serves", "asks"), ("mode", "place", "online_url"))
FIELDS = (("zone", "starts_at", "ends_at"), ("capacity",), ("welcomes_guests",))


def edit_as_moderator(member: Member, event: Event, draft: EventDraft) -> Details:
    """Change a gathering; raises as `edit_event`, and RuleBroken where nothing is other by it."""
    event = queries.lock_event(event.id)
    last = revisions.last_number("event", event.id)
    edit_event(member, event, draft)
    revision = revisions.last_number("event", event.id)
    if revision == last:
        raise RuleBroken("moderation.no_such_act")
    return {"revision": revision}


def put_back(_actor: object, event_id: int, details: Details) -> None:
    """Let a gathering be what it was before a change, field by field where nobody changed it since.

    Where and when it is go back as a whole each. Words that were taken from view stay away.
    Raises NotFound.
    """
    if session.get(Event, event_id) is None:
        raise NotFound("events.no_event")
    event = queries.lock_event(event_id)
    groups = FIELDS if event.title == COVER else WORDS + FIELDS
    number = details["revision"]
    columns = revisions.take_back("event", event.id, number, state_of(event), groups)
    for name in {"starts_at", "ends_at"} & columns.keys():
        columns[name] = datetime.fromisoformat(columns[name])
    if "mode" in columns:
        columns["mode"] = Mode(columns["mode"])
    if "description" in columns:
        source = columns.pop("description")
        cooked = cook(source)
        columns |= {"source": source, "html": cooked.html, "text": cooked.text}
    change(event, columns, None)


def read_change(event: Event, revision_id: int) -> tuple[revisions.State, revisions.State] | None:
    """What a gathering was before a change, and after; None where its words were taken since."""
    if event.title == COVER:
        return None
    return revisions.read_change("event", event.id, revision_id, state_of(event))
