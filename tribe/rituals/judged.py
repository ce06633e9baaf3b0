"""Rites and recaps as moderation reads them, and what can be done about them."""

from collections.abc import Sequence

from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.diffs import compare
from tribe.base.errors import Forbidden, NotFound
from tribe.members.models import Member
from tribe.rituals.addresses import recap_link
from tribe.rituals.labels import LABELS, field_words
from tribe.rituals.models import Enactment, Ritual, RitualStep
from tribe.rituals.services import undoing, withdrawing
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

EDIT = "rituals.ritual.edit"
EDIT_RECAP = "rituals.recap.edit"


def read_ritual(ritual_id: int) -> Matter | None:
    """A rite, by whoever declared it."""
    ritual = session.get(Ritual, ritual_id)
    if ritual is None:
        return None
    address = f"/rituals/{ritual.slug}"
    is_gone = ritual.name == withdrawing.COVER
    return Matter(ritual.created_by_id, ritual.name, address, ritual.purpose, is_gone=is_gone)


def read_enactment(enactment_id: int) -> Matter | None:
    """What is told of a time that a rite was enacted, by whoever told it last."""
    enactment = session.get(Enactment, enactment_id)
    if enactment is None or not enactment.recap:
        return None
    ritual = session.get_one(Ritual, enactment.ritual_id)
    address = recap_link(ritual.slug, enactment_id)
    return Matter(enactment.recap_by_id, ritual.name, address, enactment.recap)


def typed_of_ritual(ritual_id: int) -> list[str]:
    """All that its keepers typed of it."""
    ritual = session.get_one(Ritual, ritual_id)
    chosen = select(RitualStep.text).where(RitualStep.ritual_id == ritual_id)
    return [ritual.name, ritual.purpose, *session.scalars(chosen.order_by(RitualStep.position))]


def typed_of_recap(enactment_id: int) -> list[str]:
    """What is told of a time, without the name of its rite."""
    return [session.get_one(Enactment, enactment_id).recap]


def edit(actor: Actor, ritual_id: int, choices: Choices) -> Details:
    """Say otherwise what others said of a rite."""
    ritual = session.get(Ritual, ritual_id)
    if ritual is None:
        raise NotFound("rituals.no_ritual")
    if not isinstance(actor, Member):
        raise Forbidden("rituals.not_keeper")
    return undoing.edit_as_moderator(actor, ritual, choices["draft"])


def what_changed(ritual_id: int, details: Details) -> Sequence[Changed]:
    """What a change made other; nothing where its history is gone."""
    found = undoing.read_change(ritual_id, details["revision"])
    if found is None:
        return ()
    before, after = found
    return [
        Changed(label, compare(field_words(name, before), field_words(name, after)))
        for name, label in LABELS.items()
        if before.get(name) != after.get(name)
    ]


def edit_recap(actor: Actor, enactment_id: int, choices: Choices) -> Details:
    """Say otherwise what another told of a time."""
    if not isinstance(actor, Member):
        raise Forbidden("rituals.took_no_part")
    return undoing.change_recap(actor, enactment_id, choices["recap"])


def what_recap_changed(enactment_id: int, details: Details) -> Sequence[Changed]:
    """What a change made other, as long as it is told so."""
    enactment = session.get(Enactment, enactment_id)
    if enactment is None or not undoing.is_as_changed(enactment, details):
        return ()
    return [Changed(Message("For the chronicle"), compare(details["recap"], enactment.recap))]


def take_words(actor: Actor, ritual_id: int, _choices: Choices) -> Details:
    """Take what is said of a rite from view."""
    return withdrawing.take_words(actor, ritual_id)


def take_recap(actor: Actor, enactment_id: int, _choices: Choices) -> Details:
    """Take what is told of a time from view."""
    return withdrawing.take_recap(actor, enactment_id)


def _is_there(ritual_id: int) -> bool:
    return session.get(Ritual, ritual_id) is not None


def _has_words(ritual_id: int) -> bool:
    ritual = session.get(Ritual, ritual_id)
    return ritual is not None and ritual.name != withdrawing.COVER


def _is_told(enactment_id: int) -> bool:
    enactment = session.get(Enactment, enactment_id)
    return enactment is not None and bool(enactment.recap)


MODERATED = (
    Moderated("ritual", read_ritual, typed=typed_of_ritual, is_marked_up=True),
    Moderated("enactment", read_enactment, typed=typed_of_recap, is_marked_up=True),
)
ACTS = (
    ModerationAct(
        EDIT,
        "ritual",
        label=Message("Change the rite"),
        done=Message("Your rite was changed. What it said before stays in its history."),
        logged=Message("A rite was changed"),
        apply=edit,
        undo=undoing.put_back,
        is_possible=_is_there,
        is_offered=False,
        needs_rule=False,
        changes=what_changed,
    ),
    ModerationAct(
        EDIT_RECAP,
        "enactment",
        label=Message("Change what was told"),
        done=Message("What you told of a rite was changed, and stands under your name still."),
        logged=Message("What was told of a rite was changed"),
        apply=edit_recap,
        undo=undoing.put_recap_back,
        is_possible=_is_told,
        is_offered=False,
        needs_rule=False,
        changes=what_recap_changed,
    ),
    ModerationAct(
        "rituals.ritual.take_words",
        "ritual",
        label=Message("Take its name and words away"),
        done=Message(
            "The name, the purpose and the steps of your rite were taken away. "
            "Its keepers can write others."
        ),
        logged=Message("The name and the words of a rite were taken away"),
        apply=take_words,
        undo=withdrawing.give_words_back,
        is_possible=_has_words,
        restriction=Restriction.VISIBILITY,
        taken=Taken.WORDS,
        holds_back=True,
        key="e",
    ),
    ModerationAct(
        "rituals.recap.take",
        "enactment",
        label=Message("Take the recap away"),
        done=Message("What you told of a rite was taken away. It can be told anew."),
        logged=Message("What was told of a rite was taken away"),
        apply=take_recap,
        undo=withdrawing.give_recap_back,
        is_possible=_is_told,
        restriction=Restriction.VISIBILITY,
        holds_back=True,
        key="e",
    ),
)
