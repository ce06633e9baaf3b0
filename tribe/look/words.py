"""Moments in the reader's words, as template filters; nothing here asks the clock twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date, format_time, format_timedelta
from flask_babel import get_locale, to_user_timezone
from flask_babel import gettext as _

from tribe.db import now

NEARBY = timedelta(days=7)


def _language() -> str:
    locale = get_locale()
    language = locale.language if locale is not None else "en"
    return {"en": "en_GB"}.get(language, language)  # the day before the month, 24 hours


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
        return _distance(int(distance.total_seconds() / 60), _language()) or _("just now")
    local = to_user_timezone(moment)
    return _day(local.year, local.month, local.day, local.year != present.year, _language())


def long_moment(moment: datetime) -> str:
    """The day and the time, in the reader's zone."""
    local = to_user_timezone(moment)
    language = _language()
    return f"{_day(local.year, local.month, local.day, True, language)}, {clock(local)}"


def day_words(moment: datetime) -> str:
    """ "Saturday 12 May", in the moment's own zone."""
    return format_date(moment, "EEEE d MMMM", locale=_language())


def month_name(moment: datetime) -> str:
    """The month, short, in the moment's own zone."""
    return format_date(moment, "MMM", locale=_language())


def weekday_name(moment: datetime) -> str:
    """The day of the week, short, in the moment's own zone."""
    return format_date(moment, "EEE", locale=_language())


def clock(moment: datetime) -> str:
    """The time of day, in the moment's own zone."""
    return format_time(moment, "HH:mm", locale=_language())


@lru_cache(maxsize=4096)
def _distance(minutes: int, language: str) -> str:
    if minutes == 0:
        return ""
    return format_timedelta(
        timedelta(minutes=minutes), add_direction=True, threshold=1, locale=language
    )


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int, with_year: bool, language: str) -> str:
    pattern = "d MMM y" if with_year else "d MMM"
    return format_date(date(year, month, day), pattern, locale=language)


FILTERS: dict[str, Callable[[datetime], str]] = {
    "iso": iso,
    "nearby": nearby,
    "long_moment": long_moment,
    "day_words": day_words,
    "month_name": month_name,
    "weekday_name": weekday_name,
    "clock": clock,
}
