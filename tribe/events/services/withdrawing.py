"""Taking the words of a gathering from view, and giving back exactly what was taken."""

from typing import Any

from tribe import search
from tribe.access import Actor, require
from tribe.activity import record
from tribe.base import revisions
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.events import activities, policy, queries
from tribe.events.models import Event, EventStatus
from tribe.events.services.attendance import schedule, unsettle
from tribe.members.models import Member, State

Details = dict[str, Any]
COVER = "[…]"  # in place of the title
TAKEN = {"title": COVER, "source": "", "html": "", "text": "", "place": "", "online_url": ""}


def take_words(actor: Actor, event: Event) -> Details:
    """Take all words of a gathering from view; one that is to come is called off.

    Raises Forbidden.
    """
    event = queries.lock_event(event.id)
    is_standing = event.status is not EventStatus.CANCELLED
    require(actor, policy.MANAGE if is_standing else policy.REINSTATE, event)
    moment = now()
    words = {name: getattr(event, name) for name in TAKEN}
    details = {
        "words": words,
        "why_cancelled": event.why_cancelled,
        "cancelled_by": event.cancelled_by_id,
        "revisions": revisions.set_aside("event", event.id),
        "called_off": is_standing and event.ends_at > moment,
    }
    for name, cover in TAKEN.items():
        setattr(event, name, cover)
    event.why_cancelled, event.cancelled_by_id = "", None
    event.updated_at, event.sequence = moment, event.sequence + 1
    if details["called_off"]:
        event.status = EventStatus.CANCELLED
        undone = unsettle(event)
        record(activities.EVENT_CANCELLED, event.id, actor_id=actor.id, undone=undone)
    session.flush()
    search.changed("event", [event.id])
    return details | {"sequence": event.sequence}


def give_words_back(actor: Actor, event_id: int, details: Details) -> None:
    """Put back of them what was not written anew since; what was called off takes place again.

    What is over, or was called off anew, stays so. Raises NotFound, also where who invited left.
    """
    found = session.get(Event, event_id)
    inviter = session.get(Member, found.created_by_id) if found is not None else None
    if inviter is None or inviter.state is State.LEFT:
        raise NotFound("events.no_event")
    event = queries.lock_event(event_id)
    is_untouched = event.sequence == details["sequence"]
    for name in ("title", "place", "online_url"):
        if getattr(event, name) == TAKEN[name]:
            setattr(event, name, details["words"][name])
    if not event.source:
        for name in ("source", "html", "text"):
            setattr(event, name, details["words"][name])
    revisions.take_up("event", event.id, details["revisions"])
    event.updated_at, event.sequence = now(), event.sequence + 1
    is_off = event.status is EventStatus.CANCELLED
    if is_off and not event.why_cancelled and is_untouched:
        event.why_cancelled = details["why_cancelled"]
        event.cancelled_by_id = details["cancelled_by"]
    session.flush()
    if is_off and details["called_off"] and is_untouched and event.ends_at > event.updated_at:
        event.status = EventStatus.CONFIRMED
        schedule(event)
        session.flush()
        record(activities.EVENT_REINSTATED, event.id, actor_id=actor.id)
    search.changed("event", [event.id])
