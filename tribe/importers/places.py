"""What an import tells the place itself: a name where there is none, and whom to thank."""

from tribe.db import session
from tribe.home.models import Place

UNNAMED = "Tribe"  # what a place is called while nobody has named it
LONGEST_URL = 300


def credit(name: str, attribution: str, url: str) -> None:
    """Show on each page where imported text comes from; once, however often it is imported."""
    place = session.get(Place, 1)
    if place is None:
        place = Place(id=1)
        session.add(place)
        session.flush()
    if place.name == UNNAMED and name:
        place.name = name[:80]
    if attribution and attribution not in place.attribution:
        place.attribution = " · ".join(filter(None, (place.attribution, attribution)))
        place.attribution_url = place.attribution_url or url[:LONGEST_URL]
    session.flush()
