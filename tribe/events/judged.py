"""Gatherings as moderation reads them, and what can be done about them."""

from collections.abc import Sequence

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.diffs import compare
from tribe.base.errors import Forbidden, NotFound
from tribe.events.addresses import event_link
from tribe.events.labels import LABELS, field_words
from tribe.events.models import Event, EventStatus
from tribe.events.services import undoing, withdrawing
from tribe.intent.labels import with_intent
from tribe.members.models import Member
from tribe.moderation.queries import list_standing
from tribe.speech import Message
from tribe.web.moderated import (
    Changed,
    Choices,
    Details,
    Matter,
    Moderated,
    ModerationAct,
    Restriction,
    Taken,
)

EDIT, COVERING = "events.event.edit", "events.event.cover_words"


def read_event(event_id: int) -> Matter | None:
    """A gathering, by whoever made it."""
    event = session.get(Event, event_id)
    if event is None:
        return None
    is_gone = event.title == withdrawing.COVER
    return Matter(
        event.created_by_id,
        event.title,
        event_link(event.id),
        with_intent(event, event.text),
        is_gone=is_gone,
    )


def typed_of(event_id: int) -> list[str]:
    """All that its hosts typed of it."""
    event = _event(event_id)
    said = filter(None, (event.serves, event.asks))
    return [event.title, *said, event.source, event.place, event.online_url]


def edit(actor: Actor, event_id: int, choices: Choices) -> Details:
    """Say otherwise what others said of a gathering, or when and where it is."""
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound("events.no_event")
    if not isinstance(actor, Member):
        raise Forbidden("events.not_host")
    return undoing.edit_as_moderator(actor, event, choices["draft"])


def what_changed(event_id: int, details: Details) -> Sequence[Changed]:
    """What a change made other; nothing where its history is gone."""
    event = session.get(Event, event_id)
    found = undoing.read_change(event, details["revision"]) if event is not None else None
    if found is None:
        return ()
    before, after = found
    return [
        Changed(label, compare(field_words(name, before), field_words(name, after)))
        for name, label in LABELS.items()
        if before.get(name) != after.get(name)
    ]


def take_words(actor: Actor, event_id: int, _choices: Choices) -> Details:
    """Take its words from view, and call it off if it is to come."""
    return withdrawing.take_words(actor, _event(event_id))


def cover_words(actor: Actor, event_id: int, _choices: Choices) -> Details:
    """Take title and description from view; it takes place as it was to."""
    return withdrawing.cover_words(actor, _event(event_id))


def _stands(event_id: int) -> bool:
    event = session.get(Event, event_id)
    return event is not None and event.status is not EventStatus.CANCELLED


def _has_words(event_id: int) -> bool:
    event = session.get(Event, event_id)
    return event is not None and event.title != withdrawing.COVER


def _covering(event_id: int) -> Sequence[str]:
    """What was covered can be taken in one act, which takes the place of that."""
    return () if _has_words(event_id) else (COVERING,)


def _has_words_left(event_id: int) -> bool:
    return _has_words(event_id) or bool(list_standing("event", event_id, (COVERING,)))


def _event(event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound("events.no_event")
    return event


MODERATED = (Moderated("event", read_event, typed=typed_of),)
ACTS = (
    ModerationAct(
        EDIT,
        "event",
        label=Message("Change the gathering"),
        done=Message("Your gathering was changed. What it said before stays in its history."),
        logged=Message("A gathering was changed"),
        apply=edit,
        undo=undoing.put_back,
        is_possible=_stands,
        is_offered=False,
        needs_rule=False,
        changes=what_changed,
    ),
    ModerationAct(
        COVERING,
        "event",
        label=Message("Take title and description away"),
        done=Message(
            "The title and the description of your gathering were taken from view. It takes place "
            "where and when it was to."
        ),
        logged=Message("Title and description of a gathering were taken away"),
        apply=cover_words,
        undo=withdrawing.uncover_words,
        is_possible=_has_words,
        restriction=Restriction.VISIBILITY,
        taken=Taken.WORDS,
        may_end=True,
        holds_back=True,
        order=10,
        key="h",
    ),
    ModerationAct(
        "events.event.take_words",
        "event",
        label=Message("Take its words away and call it off"),
        done=Message(
            "The words of your gathering were taken away, and if it was to come it was called off."
        ),
        logged=Message("The words of a gathering were taken away"),
        apply=take_words,
        undo=withdrawing.give_words_back,
        is_possible=_has_words_left,
        replaces=_covering,
        restriction=Restriction.VISIBILITY,
        taken=Taken.WORDS,
        key="e",
        order=20,
    ),
)
