"""Promises as moderation reads them, and what can be done about them."""

from tribe.access import Actor
from tribe.base.db import session
from tribe.speech import Message
from tribe.voice import withdrawing
from tribe.voice.models import Promise
from tribe.voice.subjects import promise_link
from tribe.web.moderated import (
    Choices,
    Details,
    Matter,
    Moderated,
    ModerationAct,
    Restriction,
    Taken,
    in_view,
)


def read_promise(promise_id: int) -> Matter | None:
    """What the brand promised, by whoever spoke for it."""
    promise = session.get(Promise, promise_id)
    if promise is None:
        return None
    address, is_gone = promise_link(promise.id), promise.is_covered
    return Matter(promise.made_by_id, promise.title, address, promise.source, is_gone=is_gone)


def typed_of(promise_id: int) -> list[str]:
    """All that was typed of it."""
    promise = session.get_one(Promise, promise_id)
    return [promise.title, promise.source]


def take_words(actor: Actor, promise_id: int, _choices: Choices) -> Details:
    """Take what was promised from view."""
    return withdrawing.take_words(actor, promise_id)


MODERATED = (Moderated("promise", read_promise, typed=typed_of, is_marked_up=True),)
ACTS = (
    ModerationAct(
        "voice.promise.take_words",
        "promise",
        label=Message("Take what was promised away"),
        done=Message(
            "What you promised in the name of the brand was taken from view. Its day and what "
            "became of it stay, and count."
        ),
        logged=Message("What the brand promised was taken away"),
        apply=take_words,
        undo=withdrawing.give_words_back,
        is_possible=in_view("promise"),
        restriction=Restriction.VISIBILITY,
        taken=Taken.WORDS,
        may_end=True,
        holds_back=True,
        key="e",
    ),
)
