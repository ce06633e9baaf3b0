"""When and where a gathering is, in the reader's words."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from babel.dates import format_date, get_timezone_location
from flask_babel import gettext as _

from tribe.events.models import Mode, Rsvp
from tribe.i18n import reader_language
from tribe.look.words import clock


class Situated(Protocol):
    """What has a time and a place: a gathering, or its row in a list."""

    @property
    def mode(self) -> Mode:
        """In a place, online or both."""

    @property
    def place(self) -> str:
        """Where, in the host's words."""

    @property
    def zone(self) -> str:
        """The IANA name."""

    @property
    def local_start(self) -> datetime:
        """When it starts, there."""

    @property
    def local_end(self) -> datetime:
        """When it ends, there."""


def day(local: datetime) -> str:
    """ "Wednesday 25 November 2026"; the first of a month is "1er" in French."""
    language = reader_language()
    number = "d'er'" if language == "fr" and local.day == 1 else "d"
    return str(format_date(local, f"EEEE {number} MMMM y", locale=language))


def month(local: datetime) -> str:
    """ "November 2026"."""
    return str(format_date(local, "MMMM y", locale=reader_language()))


def when(event: Situated) -> str:
    """ "Wednesday 25 November 2026, 19:00–21:00, Paris time"."""
    start, end = event.local_start, event.local_end
    if start.date() == end.date():
        return f"{day(start)}, {clock(start)}–{clock(end)}, {zone_words(event.zone)}"
    return f"{day(start)}, {clock(start)} – {day(end)}, {clock(end)}, {zone_words(event.zone)}"


def zone_words(zone: str) -> str:
    """ "Brussels time"; a zone that is not a place keeps its name."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    city = get_timezone_location(zone, locale=reader_language(), return_city=True)
    return str(_("%(city)s time", city=city.rpartition("/")[2]))


def where(event: Situated) -> str:
    """The place, or that it is online, or both."""
    if event.mode is Mode.ONLINE:
        return str(_("Online"))
    if event.mode is Mode.BOTH:
        return str(_("%(place)s, and online", place=event.place))
    return event.place


def map_address(place: str) -> str:
    """A search of the place on OpenStreetMap; nothing is fetched from there for the page."""
    return "https://www.openstreetmap.org/search?" + urlencode({"query": place})


def answer_words(status: Rsvp | None) -> str:
    """What the reader answered."""
    words: dict[Rsvp, str] = {
        Rsvp.GOING: _("you are going"),
        Rsvp.INTERESTED: _("you are interested"),
        Rsvp.WAITLISTED: _("you are on the waitlist"),
        Rsvp.NOT_GOING: _("you are not going"),
    }
    return words[status] if status is not None else ""


def sentence(text: str) -> str:
    """With a capital letter, as at the beginning of a sentence; markup stays markup."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., str]] = {
    "event_when": when,
    "event_where": where,
    "event_day": day,
    "event_month": month,
    "answer_words": answer_words,
    "sentence": sentence,
}
