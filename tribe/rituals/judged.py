"""Rites as moderation reads them."""

from tribe.base.db import session
from tribe.rituals.addresses import recap_link
from tribe.rituals.models import Enactment, Ritual
from tribe.web.moderated import Matter, Moderated


def read_ritual(ritual_id: int) -> Matter | None:
    """A rite, by whoever declared it."""
    ritual = session.get(Ritual, ritual_id)
    if ritual is None:
        return None
    address = f"/rituals/{ritual.slug}"
    return Matter(ritual.created_by_id, ritual.name, address, ritual.purpose)


def read_enactment(enactment_id: int) -> Matter | None:
    """What is told of a time that a rite was enacted, by whoever told it last."""
    enactment = session.get(Enactment, enactment_id)
    if enactment is None or not enactment.recap:
        return None
    ritual = session.get_one(Ritual, enactment.ritual_id)
    address = recap_link(ritual.slug, enactment_id)
    return Matter(enactment.recap_by_id, ritual.name, address, enactment.recap)


MODERATED = (Moderated("ritual", read_ritual), Moderated("enactment", read_enactment))
