"""Held texts as moderation judges them: let through, or kept from view for a reason."""

from collections.abc import Collection, Mapping

from tribe.access import Actor
from tribe.activity.holding import held_kinds
from tribe.spam import queries, services
from tribe.spam.models import HeldState, HeldText
from tribe.spam.queries import HELD, PUBLISH
from tribe.speech import Message
from tribe.web.moderated import (
    Choices,
    Details,
    Local,
    Matter,
    Moderated,
    ModerationAct,
    Restriction,
)

DECLINE = "spam.text.decline"


def matter_of(held: HeldText) -> Matter:
    """A held text as moderation reads it."""
    kind = held_kinds().get(held.kind)
    title = held.title or (kind.label() if kind is not None else held.kind)
    is_waiting = held.state is HeldState.WAITING
    return Matter(
        held.author_id,
        title,
        f"/me/held#h-{held.id}",
        held.body,
        is_gone=not is_waiting,
        version=services.version_of(held),
        is_waiting=is_waiting,
    )


def read_held(held_id: int) -> Matter | None:
    """A held text, also one that was declined."""
    held = queries.find_held(held_id)
    return matter_of(held) if held is not None else None


def read_all_held(numbers: Collection[int]) -> Mapping[int, Matter]:
    """Held texts of some numbers; one query."""
    return {held.id: matter_of(held) for held in queries.list_held(sorted(numbers))}


def waits(held_id: int) -> bool:
    """Whether it still waits."""
    held = queries.find_held(held_id)
    return held is not None and held.state is HeldState.WAITING


def publish(actor: Actor, held_id: int, choices: Choices) -> Details:
    """Say it as its author's act, unless they changed it since it was read."""
    _published, details = services.publish(actor, held_id, str(choices.get("seen", "")))
    return details


def unpublish(actor: Actor, _held_id: int, details: Details) -> None:
    """What was made of it goes, and it waits again."""
    services.unpublish(actor, details)


def decline(actor: Actor, held_id: int, choices: Choices) -> Details:
    """Do not publish it, unless it was changed since it was read; the reason is the decision's."""
    reason, seen = str(choices.get("reason", "")), str(choices.get("seen", ""))
    return services.decline(actor, held_id, reason, seen)


def undo_decline(actor: Actor, _held_id: int, details: Details) -> None:
    """It waits again."""
    services.undo_decline(actor, details)


LOCAL = Local(queries.handled_of, queries.list_handlers)
MODERATED = (
    Moderated(HELD, read_held, local=LOCAL, read_all=read_all_held, category=queries.category_of),
)
ACTS = (
    ModerationAct(
        PUBLISH,
        HELD,
        Message("Publish it"),
        Message("Your text was published."),
        publish,
        unpublish,
        logged=Message("A held text was published"),
        is_possible=waits,
        clears=True,
        needs_rule=False,
        lets_through=True,
        order=10,
        key="p",
    ),
    ModerationAct(
        DECLINE,
        HELD,
        Message("Do not publish"),
        Message("Your text was not published."),
        decline,
        undo_decline,
        logged=Message("A held text was not published"),
        is_possible=waits,
        restriction=Restriction.VISIBILITY,
        order=20,
        key="e",
    ),
)
