"""What programs find of rites: a map of them, and what one says of itself."""

from tribe.rituals import queries
from tribe.rituals.models import Ritual
from tribe.web.discovery import Described, MapPart, Mapped, MapSource

LISTED = ("rituals.rituals", "rituals.ritual")


def describe_ritual(ritual: Ritual) -> Described:
    """The page of a rite."""
    return Described(ritual.purpose, "article", f"/cards/ritual/{ritual.id}.png")


def list_rites(number: int) -> list[Mapped]:
    """All rites, alive or at rest."""
    rites = queries.list_names() if number == 1 else []
    return [Mapped(f"/rituals/{slug}") for slug, _name in rites]


MAPPED = (
    MapSource("rites", lambda: [MapPart(1, None)] if queries.is_any_living() else [], list_rites),
)
