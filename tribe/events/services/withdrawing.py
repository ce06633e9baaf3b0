"""Taking the words of a gathering from view, and giving back exactly what was taken."""

from collections.abc import Mapping
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
COVERED = {"title": COVER, "serves": "", "asks": "", "source": "", "html": "", "text": ""}
TAKEN = {**COVERED, "place": "", "online_url": ""}


def cover_words(actor: Actor, event: Event) -> Details:
    """Take title and description of a gathering from view; it takes place where and when it was to.

    Raises Forbidden.
    """
    event = _lock(actor, event.id)
    details = {
        "words": _cover(event, COVERED),
        "revisions": revisions.set_aside("event", event.id),
    }
    event.updated_at = now()
    session.flush()
    search.changed("event", [event.id])
    return details


def uncover_words(_actor: Actor, event_id: int, details: Details) -> None:
    """Put back of them what was not written anew since.

    Raises NotFound, also where who invited left.
    """
    event = _lock_of_who_is_here(event_id)
    _uncover(event, details)
    event.updated_at = now()
    session.flush()
    search.changed("event", [event.id])


def take_words(actor: Actor, event: Event) -> Details:
    """Take all words of a gathering from view; one that is to come is called off.

    Raises Forbidden.
    """
    event = _lock(actor, event.id)
    is_standing = event.status is not EventStatus.CANCELLED
    moment = now()
    details = {
        "words": _cover(event, TAKEN),
        "why_cancelled": event.why_cancelled,
        "cancelled_by": event.cancelled_by_id,
        "revisions": revisions.set_aside("event", event.id),
        "called_off": is_standing and event.ends_at > moment,
    }
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
    event = _lock_of_who_is_here(event_id)
    is_untouched = event.sequence == details["sequence"]
    _uncover(event, details)
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


def _lock(actor: Actor, event_id: int) -> Event:
    event = queries.lock_event(event_id)
    is_standing = event.status is not EventStatus.CANCELLED
    require(actor, policy.MANAGE if is_standing else policy.REINSTATE, event)
    return event


def _lock_of_who_is_here(event_id: int) -> Event:
    found = session.get(Event, event_id)
    inviter = session.get(Member, found.created_by_id) if found is not None else None
    if inviter is None or inviter.state is State.LEFT:
        raise NotFound("events.no_event")
    return queries.lock_event(event_id)


def _cover(event: Event, covers: Mapping[str, str]) -> dict[str, str]:
    """Put the covers in place of words; the words that stood there."""
    words = {name: getattr(event, name) for name in covers}
    for name, cover in covers.items():
        setattr(event, name, cover)
    return words


def _uncover(event: Event, details: Details) -> None:
    words = details["words"]
    for name in ("title", "place", "online_url"):
        if name in words and getattr(event, name) == TAKEN[name]:
            setattr(event, name, words[name])
    if not event.serves:
        event.serves, event.asks = words.get("serves", ""), words.get("asks", "")
    if not event.source:
        for name in ("source", "html", "text"):
            setattr(event, name, words[name])
    revisions.take_up("event", event.id, details["revisions"])
