"""When and where a gathering is, in the reader's words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tribe.base.i18n import date_locale, local_time, reader_language, reader_zone
from tribe.base.i18n import gettext as _
from tribe.events.models import Mode, Rsvp
from tribe.speech import Message
from tribe.web.design.labels import clock, written, zone_words


class Zoned(Protocol):
    """What begins at a local time of its own zone."""

    @property
    def zone(self) -> str:
        """The IANA name."""

    @property
    def local_start(self) -> datetime:
        """When it starts, there."""


class Placed(Protocol):
    """What has a place."""

    @property
    def mode(self) -> Mode:
        """In a place, online or both."""

    @property
    def place(self) -> str:
        """Where, in the host's words."""


class Situated(Placed, Protocol):
    """What has a time and a place: a gathering, or its row in a list."""

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
    return written(local.date(), f"EEEE {_number(local)} MMMM y", date_locale())


def _number(local: datetime) -> str:
    return "d'er'" if reader_language() == "fr" and local.day == 1 else "d"


def month(local: datetime) -> str:
    """ "November 2026"."""
    return written(local.date(), "MMMM y", date_locale())


def when(event: Situated) -> str:
    """ "Wednesday 25 November 2026, 19:00–21:00, Paris time"."""
    start, end = event.local_start, event.local_end
    if start.date() == end.date():
        return f"{day(start)}, {hour(start)}–{hour(end)}, {zone_words(event.zone)}"
    return f"{day(start)}, {hour(start)} – {day(end)}, {hour(end)}, {zone_words(event.zone)}"


def hour(local: datetime) -> str:
    """ "19:00"; said of the night when the clocks go back which of two equal hours it is."""
    return str(_("%(time)s (the second time)", time=clock(local))) if local.fold else clock(local)


LABELS = {  # of the fields of a gathering
    "title": Message("What is it called?"),
    "serves": Message("Whom it serves"),
    "asks": Message("What it asks of members"),
    "description": Message("What will you do together?"),
    "mode": Message("Where do people meet?"),
    "place": Message("The place"),
    "online_url": Message("The address online"),
    "zone": Message("Time zone"),
    "starts_at": Message("Starts"),
    "ends_at": Message("Ends"),
    "capacity": Message("Places"),
    "welcomes_guests": Message("People without an account may come by name"),
    "status": Message("Whether it takes place"),
}


def field_labels() -> dict[str, str]:
    """What the fields of a gathering are called."""
    language = reader_language()
    return {name: label.said_in(language) for name, label in LABELS.items()}


def field_words(name: str, state: Mapping[str, Any]) -> str:
    """What a field of a state of a gathering says."""
    value: Any = state.get(name)
    if name in ("starts_at", "ends_at") and value:
        local = datetime.fromisoformat(value).astimezone(ZoneInfo(state["zone"]))
        return f"{day(local)}, {hour(local)}"
    if name == "mode":
        modes: dict[Mode, str] = {
            Mode.PLACE: _("In a place"),
            Mode.ONLINE: _("Online"),
            Mode.BOTH: _("In a place, and online"),
        }
        return modes[Mode(value)]
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return "" if value is None else str(value)


def elsewhere(event: Zoned) -> str:
    """ "Brussels time" where its clocks show another hour than the reader's, else nothing."""
    return zone_words(event.zone) if _own_clock(event) is not None else ""


def own_hour(event: Zoned) -> str:
    """ "13:00 for you (New York time)", with its day when it is another one; else nothing."""
    own = _own_clock(event)
    if own is None:
        return ""
    time = hour(own)
    if own.date() != event.local_start.date():
        time = f"{day(own)}, {time}"
    return str(_("%(time)s for you (%(zone)s)", time=time, zone=zone_words(reader_zone())))


def _own_clock(event: Zoned) -> datetime | None:
    """The start on the reader's clocks, where they show another hour."""
    own = event.local_start.astimezone(ZoneInfo(reader_zone()))
    return own if own.utcoffset() != event.local_start.utcoffset() else None


def moved(title: str, moments: Sequence[datetime]) -> str:
    """When a gathering is by the reader's clocks, after its start, end, and both before."""
    start, end, start_before, end_before = map(local_time, moments)
    if start != start_before:
        at, was = at_hour(start), _was(start_before, start)
        return str(_("“%(title)s” is now on %(at)s (was %(was)s)", title=title, at=at, was=was))
    at, was = at_hour(end), _was(end_before, end)
    return str(_("“%(title)s” now ends on %(at)s (was %(was)s)", title=title, at=at, was=was))


def _was(before: datetime, now: datetime) -> str:
    return hour(before) if before.date() == now.date() else at_hour(before)


def at_hour(local: datetime) -> str:
    """ "Tuesday 1 December at 17:00"."""
    date = written(local.date(), f"EEEE {_number(local)} MMMM", date_locale())
    return str(_("%(day)s at %(time)s", day=date, time=hour(local)))


def off(title: str, local: datetime) -> str:
    """That a gathering is cancelled, and when it would have been."""
    return str(_("Cancelled: “%(title)s”, %(at)s", title=title, at=at_hour(local)))


def where(event: Placed) -> str:
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
    match status:
        case Rsvp.GOING:
            return str(_("you are going"))
        case Rsvp.INTERESTED:
            return str(_("you are interested"))
        case Rsvp.WAITLISTED:
            return str(_("you are on the waitlist"))
        case Rsvp.NOT_GOING:
            return str(_("you are not going"))
        case None:
            return ""


def sentence(text: str) -> str:
    """With a capital letter, as at the beginning of a sentence; markup stays markup."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., str]] = {
    "event_when": when,
    "event_where": where,
    "event_day": day,
    "event_month": month,
    "event_elsewhere": elsewhere,
    "event_own_hour": own_hour,
    "answer_words": answer_words,
    "sentence": sentence,
}
