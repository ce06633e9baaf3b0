"""What a file writes for a time, read as Unix seconds or refused with the reason."""

from __future__ import annotations

import math
import re
import time
from datetime import UTC, date, datetime

from tribe.speech import Message, Said

DAY = 86_400.0
LATEST = 7_258_118_400.0  # the year 2200: beyond it a number is not in seconds
FINER = (1e3, 1e6, 1e9)  # milliseconds, microseconds, nanoseconds
EARLIEST_FINER = 1e8  # 1973, before which the finer units cannot be told from seconds
_DAY = re.compile(r"(19|20|21)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


class BadLine(Exception):
    """A line that is left out; `words` says why to a person."""

    def __init__(self, words: Said) -> None:
        super().__init__(str(words))
        self.words = words


class Moments:
    """Reads the times of one file.

    Times are Unix seconds (or milliseconds, microseconds, nanoseconds, told by their size), or
    ISO 8601 with a zone, or days (in UTC, from midnight). Where the first number of a file reads
    as a day, 20240115, all its numbers are days. A time later than tomorrow is refused: ties
    fade up to the last act, and one act in 2096 would leave nothing of the others.
    """

    def __init__(self, now: float | None = None) -> None:
        self._latest = (time.time() if now is None else now) + DAY
        self._of_days: bool | None = None

    def read(self, text: str) -> float:
        """Unix seconds; raises BadLine."""
        try:
            seconds = float(text)
        except ValueError:
            return self._bounded(_iso(text))
        if self._of_days is None:
            self._of_days = is_day(text)
        if self._of_days:
            return self._bounded(_day(text))
        if -LATEST <= seconds <= self._latest:
            return seconds
        return self._bounded(in_seconds(seconds))

    def _bounded(self, seconds: float) -> float:
        if math.isnan(seconds):
            raise BadLine(Message("the time is not a number"))
        if abs(seconds) > LATEST:
            raise BadLine(Message("the time lies beyond the year 2200"))
        if seconds > self._latest:
            raise BadLine(Message("the time lies in the future"))
        return seconds


def is_day(text: str) -> bool:
    """Whether a number reads as a day of the years 1900 to 2199, such as 20240115."""
    return _DAY.fullmatch(text) is not None


def in_seconds(number: float) -> float:
    """A number that is too large for seconds, in the finer unit that makes it a time, if any."""
    for parts in FINER:
        if EARLIEST_FINER <= number / parts <= LATEST:
            return number / parts
    return number


def _day(text: str) -> float:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadLine(Message("“%(text)s” is no day such as 20240115", text=text[:40])) from None
    return datetime(found.year, found.month, found.day, tzinfo=UTC).timestamp()


def _iso(text: str) -> float:
    if len(text) == len("2024-01-15"):
        return _day_of_iso(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _no_time(text) from None
    if moment.tzinfo is None:
        raise BadLine(Message("the time has no zone"))
    try:
        return moment.timestamp()
    except (OverflowError, ValueError):
        raise _no_time(text) from None


def _day_of_iso(text: str) -> float:
    try:
        return _day(text)
    except BadLine:
        raise _no_time(text) from None


def _no_time(text: str) -> BadLine:
    return BadLine(Message("“%(text)s” is no time", text=text[:40]))
