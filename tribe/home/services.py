"""What this place is called, as every page needs it."""

from sqlalchemy import select

from tribe.db import session
from tribe.home.models import Place

_PLACE = select(Place).where(Place.id == 1)


def get_place() -> Place:
    """The one row about the tribe, or a nameless place while nobody has written any; one query."""
    return session.scalar(_PLACE) or nameless_place()


def nameless_place() -> Place:
    """A place as it is before anyone has said what it is called; not in the database."""
    return Place(name="Tribe", tagline="", accent="", brand="", attribution="", attribution_url="")
