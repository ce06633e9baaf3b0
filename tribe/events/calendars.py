"""Gatherings as iCalendar (RFC 5545), for the calendars that people already have."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Calendar, TimezoneDaylight, TimezoneStandard
from icalendar import Event as VEvent
from icalendar import Timezone as VTimezone

from tribe.events.models import Event, EventStatus, Mode
from tribe.intent.labels import intent_lines
from tribe.markup import letter_of

PRODUCT = "-//Tribe//Gatherings//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
STRIDE = timedelta(days=7)  # shorter than the time between any two changes of a zone's clocks


def write_calendar(
    events: Sequence[Event],
    address_of: Callable[[Event], str],
    name: str = "",
    shows_way_in: Callable[[Event], bool] = lambda _event: False,
    language: str = "en",
) -> bytes:
    """One calendar of gatherings; the same ones give the same bytes.

    What is ours in it, before the words of its hosts, is in one language for all.

    The address online stands in it only where `shows_way_in`; what all can read has none.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = " ".join(name.split())  # one line of content, whatever was typed
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    for zone, moments in sorted(_moments_by_zone(events).items()):
        calendar.add_component(_timezone(zone, min(moments), max(moments)))
    for event in events:
        calendar.add_component(_entry(event, address_of(event), shows_way_in(event), language))
    return bytes(calendar.to_ical())


def _entry(event: Event, address: str, shows_way_in: bool, language: str) -> VEvent:
    entry = VEvent()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    # Made from what is stored, so that an unchanged gathering is the same text for ever.
    entry.add("dtstamp", event.updated_at.replace(microsecond=0))
    entry.add("created", event.created_at.replace(microsecond=0))
    entry.add("last-modified", event.updated_at.replace(microsecond=0))
    entry.add("summary", event.title)
    entry.add("status", event.status.value.upper())
    if event.why_cancelled:
        entry.add("comment", event.why_cancelled)
    entry.add("transp", "TRANSPARENT" if event.status is EventStatus.CANCELLED else "OPAQUE")
    entry.add("dtstart", _clock(event.local_start))
    entry.add("dtend", _clock(event.local_end))
    where = [event.place] if event.mode is not Mode.ONLINE else []
    if event.mode is not Mode.PLACE:
        where.append(event.online_url if shows_way_in else address)
    entry.add("location", " · ".join(where))
    stated = "\n".join(intent_lines(event, language))
    said = letter_of(event.source, address) if event.source else ""
    if told := "\n\n".join(filter(None, (stated, said))):
        entry.add("description", told)
    entry.add("url", address)
    return entry


def _clock(local: datetime) -> datetime:
    """The local time in its zone, or the moment in UTC where the local time would mislead.

    A time that comes twice means its first occurrence to every calendar, so the second is
    written in UTC.
    """
    local = local.replace(microsecond=0)
    return local.astimezone(UTC) if local.fold or _is_utc(local) else local


def _is_utc(local: datetime) -> bool:
    return str(local.tzinfo) in ("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "UCT")


def _moments_by_zone(events: Iterable[Event]) -> dict[str, list[datetime]]:
    moments = defaultdict(list)
    for event in events:
        for local in (event.local_start, event.local_end):
            if _clock(local).tzinfo is not UTC:
                moments[event.zone].append(local.astimezone(UTC))
    return moments


def _timezone(name: str, first: datetime, last: datetime) -> VTimezone:
    """The zone's clocks from the year of the first moment to that of the last, and no further.

    Written here because icalendar's own generator steps over short seasons (Morocco's Ramadan)
    and gives the jump forward by the clock after it, where RFC 5545 wants the clock before.
    """
    zone = ZoneInfo(name)
    begin = datetime(first.year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    end = datetime(last.year + 1, 1, 2, tzinfo=UTC)
    component = VTimezone()
    component.add("tzid", name)
    component.add_component(_season(zone, begin, begin.astimezone(zone).utcoffset()))
    moment = begin
    while moment < end:
        ahead = moment + STRIDE
        if _state(zone, ahead) != _state(zone, moment):
            change = _find_change(zone, moment, ahead)
            before = (change - timedelta(seconds=1)).astimezone(zone).utcoffset()
            component.add_component(_season(zone, change, before))
        moment = ahead
    return component


def _state(zone: tzinfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _find_change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new clocks, by bisection."""
    state = _state(zone, before)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _state(zone, middle) == state:
            before = middle
        else:
            after = middle
    return after


def _season(
    zone: tzinfo, change: datetime, offset_before: timedelta | None
) -> TimezoneStandard | TimezoneDaylight:
    local = change.astimezone(zone)
    season = TimezoneDaylight() if local.dst() else TimezoneStandard()
    offset_before = offset_before or timedelta()
    season.add("dtstart", (change + offset_before).replace(tzinfo=None))
    season.add("tzoffsetfrom", offset_before)
    season.add("tzoffsetto", local.utcoffset() or timedelta())
    season.add("tzname", local.tzname() or str(zone))
    return season
