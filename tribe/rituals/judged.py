"""Rites and recaps as moderation reads them, and what can be done about them."""

from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.rituals.addresses import recap_link
from tribe.rituals.models import Enactment, Ritual, RitualStep
from tribe.rituals.services import withdrawing
from tribe.speech import Message
from tribe.web.moderated import Choices, Details, Matter, Moderated, ModerationAct, Restriction


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


def take_words(actor: Actor, ritual_id: int, _choices: Choices) -> Details:
    """Take what is said of a rite from view."""
    return withdrawing.take_words(actor, ritual_id)


def take_recap(actor: Actor, enactment_id: int, _choices: Choices) -> Details:
    """Take what is told of a time from view."""
    return withdrawing.take_recap(actor, enactment_id)


def _has_words(ritual_id: int) -> bool:
    ritual = session.get(Ritual, ritual_id)
    return ritual is not None and ritual.name != withdrawing.COVER


def _is_told(enactment_id: int) -> bool:
    enactment = session.get(Enactment, enactment_id)
    return enactment is not None and bool(enactment.recap)


MODERATED = (
    Moderated("ritual", read_ritual, typed=typed_of_ritual),
    Moderated("enactment", read_enactment, typed=typed_of_recap),
)
ACTS = (
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
        holds_back=True,
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
    ),
)
