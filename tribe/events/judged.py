"""Gatherings as moderation reads them, and what can be done about them."""

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.events.addresses import event_link
from tribe.events.models import Event
from tribe.events.services import withdrawing
from tribe.speech import Message
from tribe.web.moderated import Choices, Details, Matter, Moderated, ModerationAct, Restriction


def read_event(event_id: int) -> Matter | None:
    """A gathering, by whoever made it."""
    event = session.get(Event, event_id)
    if event is None:
        return None
    is_gone = event.title == withdrawing.COVER
    return Matter(
        event.created_by_id, event.title, event_link(event.id), event.text, is_gone=is_gone
    )


def typed_of(event_id: int) -> list[str]:
    """All that its hosts typed of it."""
    event = _event(event_id)
    return [event.title, event.source, event.place, event.online_url]


def take_words(actor: Actor, event_id: int, _choices: Choices) -> Details:
    """Take its words from view, and call it off if it is to come."""
    return withdrawing.take_words(actor, _event(event_id))


def cover_words(actor: Actor, event_id: int, _choices: Choices) -> Details:
    """Take title and description from view; it takes place as it was to."""
    return withdrawing.cover_words(actor, _event(event_id))


def _has_words(event_id: int) -> bool:
    event = session.get(Event, event_id)
    return event is not None and event.title != withdrawing.COVER


def _event(event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound("events.no_event")
    return event


MODERATED = (Moderated("event", read_event, typed=typed_of),)
ACTS = (
    ModerationAct(
        "events.event.cover_words",
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
        may_end=True,
        holds_back=True,
        order=40,
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
        is_possible=_has_words,
        restriction=Restriction.VISIBILITY,
    ),
)
