"""Moments in the reader's words, as template filters; nothing here asks the clock twice."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from babel.dates import format_date, format_timedelta, get_timezone_location

from tribe.base.db import now
from tribe.base.i18n import (
    date_locale,
    dates_of,
    local_time,
    long_day,
    reader_clock,
    reader_language,
    reader_zone,
    with_first_of_month,
)
from tribe.base.i18n import gettext as _
from tribe.base.text import isolated

NEARBY = timedelta(days=7)


def iso(moment: datetime) -> str:
    """For the datetime attribute of <time>."""
    return moment.isoformat(timespec="minutes")


def nearby(moment: datetime) -> str:
    """ "3 hours ago" within a week, else the date, with its year when that is another one."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    present = now()
    distance = moment - present
    if abs(distance) < NEARBY:
        # Rounded to the minute, so that a list needs few different answers.
        return _distance(int(distance.total_seconds() / 60), date_locale()) or _("just now")
    return _far(moment, present.year, *reader_clock())


@lru_cache(maxsize=4096)
def _far(moment: datetime, present: int, language: str, zone: tzinfo) -> str:
    """The date of a moment, with its year when that is not the present one."""
    day = moment.astimezone(zone).date()
    return written(day, "d MMM" if day.year == present else "d MMM y", dates_of(language))


def near_day(moment: datetime) -> str:
    """ "Today", "Yesterday", else the date, on the reader's clock."""
    day, today = local_time(moment).date(), local_time(now()).date()
    if day == today:
        return str(_("Today"))
    return str(_("Yesterday")) if (today - day).days == 1 else long_day(day)


def last_time(moment: datetime) -> str:
    """ "last 3 hours ago" within a week, else "last on 14 Sep"."""
    if abs(moment - now()) < NEARBY:
        return str(_("last %(ago)s", ago=nearby(moment)))
    return str(_("last on %(day)s", day=nearby(moment)))


def long_moment(moment: datetime) -> str:
    """The day and the time, in the reader's zone."""
    local = local_time(moment)
    return f"{_short_day(local.date(), with_year=True)}, {clock(local)}"


def whole_moment(moment: datetime) -> str:
    """ "14 December 2026, 19:00, Paris time": for what is said in a mail and on a page alike."""
    local, zone = local_time(moment), reader_zone()
    return f"{long_day(local.date())}, {clock(local)}, {zone_words(zone)}"


def day_words(moment: datetime) -> str:
    """ "Saturday 12 May", in the moment's own zone."""
    return written(moment.date(), "EEEE d MMMM", date_locale())


def month_name(moment: datetime) -> str:
    """The month, short, in the moment's own zone."""
    return written(moment.date(), "MMM", date_locale())


def weekday_name(moment: datetime) -> str:
    """The day of the week, short, in the moment's own zone."""
    return written(moment.date(), "EEE", date_locale())


def clock(moment: datetime) -> str:
    """The time of day, in the moment's own zone."""
    return f"{moment:%H:%M}"


def zone_words(zone: str) -> str:
    """ "Brussels time"; a zone that is not a place keeps its name."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    told = str(_("%(city)s time", city=_city(zone, date_locale())))
    return _elided(told) if reader_language() == "fr" else told


def _elided(told: str) -> str:
    """French words with what *de* becomes before the name that follows it."""
    told = re.sub(r"\bde Le ", "du ", told)
    told = re.sub(r"\bde Les ", "des ", told)
    return re.sub(r"\bde (?=[AEIOUÀÂÉÈÊËÎÏÔÛÜ])", "d’", told)


def zone_note() -> str:
    """In which zone a page shows its times to this reader."""
    return str(_("Times are those of the zone %(zone)s.", zone=reader_zone()))


@lru_cache(maxsize=4096)
def _distance(minutes: int, language: str) -> str:
    if minutes == 0:
        return ""
    return format_timedelta(
        timedelta(minutes=minutes), add_direction=True, threshold=1, locale=language
    )


def _short_day(day: date, *, with_year: bool) -> str:
    return written(day, "d MMM y" if with_year else "d MMM", date_locale())


@lru_cache(maxsize=4096)
def written(day: date, pattern: str, language: str) -> str:
    """A day as a pattern of CLDR has it; a page writes the same few days again and again."""
    return with_first_of_month(format_date(day, pattern, locale=language), language)


@lru_cache(maxsize=1024)
def _city(zone: str, language: str) -> str:
    city: str = get_timezone_location(zone, locale=language, return_city=True)
    return city.rpartition("/")[2]


FILTERS: dict[str, Callable[..., str]] = {
    "isolated": isolated,
    "iso": iso,
    "nearby": nearby,
    "last_time": last_time,
    "long_moment": long_moment,
    "whole_moment": whole_moment,
    "day_words": day_words,
    "month_name": month_name,
    "weekday_name": weekday_name,
    "clock": clock,
}
