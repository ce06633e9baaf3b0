"""Days in the reader's words."""

from collections.abc import Callable
from datetime import date, datetime

from tribe.base.i18n import long_day


def iso_day(day: date) -> str:
    """A day for the datetime attribute of <time>."""
    return (day.date() if isinstance(day, datetime) else day).isoformat()


FILTERS: dict[str, Callable[..., str]] = {"long_day": long_day, "iso_day": iso_day}
