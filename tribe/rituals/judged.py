"""Rites as moderation reads them."""

from tribe.base.db import session
from tribe.rituals.models import Ritual
from tribe.web.moderated import Matter, Moderated


def read_ritual(ritual_id: int) -> Matter | None:
    """A rite, by whoever declared it."""
    ritual = session.get(Ritual, ritual_id)
    if ritual is None:
        return None
    address = f"/rituals/{ritual.slug}"
    return Matter(ritual.created_by_id, ritual.name, address, ritual.purpose)


MODERATED = (Moderated("ritual", read_ritual),)
