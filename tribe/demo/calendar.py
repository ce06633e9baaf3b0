"""The hours and days of the demo tribe: when people write, and when things come round."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from babel.dates import format_date

HOURS = (6, 7, 7, 8, 8, 9, 11, 12, 12, 13, 16, 17, 18, 18, 19, 19, 20, 20, 20, 21, 21, 22)
NIGHT = (0, 5)  # hours in which hardly anybody writes


def waking(at: datetime, rng: Random) -> datetime:
    """The same moment, or the next morning when it falls in the night."""
    if NIGHT[0] <= at.hour <= NIGHT[1]:
        return at.replace(hour=6) + timedelta(minutes=rng.randint(0, 150))
    return at


def some_time(rng: Random, start: datetime, end: datetime, growth: float = 0.8) -> datetime:
    """A moment when people write; below 1, `growth` makes later days more likely."""
    day = start + (end - start) * float(rng.random() ** growth)
    moment = day.replace(hour=rng.choice(HOURS), minute=rng.randint(0, 59))
    return min(max(moment, start), end)


def weekdays(start: datetime, end: datetime, weekday: int, every: int) -> list[datetime]:
    """Noon of each such weekday, every so many days, the last of them as late as can be."""
    last = end.replace(hour=12, minute=0, second=0, microsecond=0)
    last -= timedelta(days=(last.weekday() - weekday) % 7)
    if last > end:
        last -= timedelta(days=7)
    days = []
    while last >= start:
        days.append(last)
        last -= timedelta(days=every)
    return days[::-1]


def local(day: datetime, hour: float, zone: str) -> datetime:
    """The moment at which it is this hour there."""
    whole = time(int(hour), round(hour % 1 * 60))
    return datetime.combine(day.date(), whole, ZoneInfo(zone)).astimezone(UTC)


def day_words(day: datetime, language: str) -> str:
    """As in "21 November"; "21 novembre"."""
    return format_date(day, "d MMMM", locale=language)


def month_words(day: datetime, language: str) -> str:
    """As in "November 2026"."""
    return format_date(day, "MMMM yyyy", locale=language)
