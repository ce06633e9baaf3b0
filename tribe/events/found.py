"""What programs find of gatherings: a map of them, and what one says of itself."""

from collections.abc import Mapping
from typing import Any

from tribe.events import queries
from tribe.events.addresses import event_link
from tribe.events.models import Event, EventStatus, Mode
from tribe.intent.labels import intent_lines
from tribe.settings import place, value_of
from tribe.web.discovery import Described, MapPart, Mapped, MapSource, whole

LISTED = ("events.events", "events.event")
STATUSES = {
    EventStatus.CONFIRMED: "https://schema.org/EventScheduled",
    EventStatus.CANCELLED: "https://schema.org/EventCancelled",
}
MODES = {
    Mode.PLACE: "https://schema.org/OfflineEventAttendanceMode",
    Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Mode.BOTH: "https://schema.org/MixedEventAttendanceMode",
}


def describe_event(event: Event) -> Described:
    """The page of a gathering."""
    card = f"/cards/event/{event.id}.png"
    return Described(_said(event), "article", card, _gathering(event, whole(card)))


def _said(event: Event) -> str:
    """What is said of it, after whom it serves and what it asks."""
    return " ".join([*(f"{line}." for line in intent_lines(event)), event.text])


def _gathering(event: Event, picture: str) -> Mapping[str, Any]:
    """A gathering in the words of schema.org; the way in online is told to nobody."""
    page = whole(event_link(event.id))
    where: list[dict[str, str]] = []
    if event.mode is not Mode.ONLINE:
        where.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.mode is not Mode.PLACE:
        where.append({"@type": "VirtualLocation", "url": page})
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": page,
        "description": _said(event)[:1000],
        "image": picture,
        "startDate": event.local_start.isoformat(timespec="seconds"),
        "endDate": event.local_end.isoformat(timespec="seconds"),
        "eventStatus": STATUSES[event.status],
        "eventAttendanceMode": MODES[event.mode],
        "location": where,
        "organizer": {
            "@type": "Organization",
            "name": value_of(place.NAME),
            "url": whole("/"),
        },
    }


def list_parts() -> list[MapPart]:
    """The maps of gatherings."""
    return [MapPart(number, changed_at) for number, changed_at in queries.list_spans()]


def list_gatherings(number: int) -> list[Mapped]:
    """The gatherings of one map."""
    return [Mapped(event_link(row[0]), row[1]) for row in queries.list_span(number)]


MAPPED = (MapSource("gatherings", list_parts, list_gatherings),)
