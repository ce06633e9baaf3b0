"""Numbers as each language writes them: its decimal mark, its groups, and a minus sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from babel import Locale, UnknownLocaleError

MINUS = "\N{MINUS SIGN}"


class Sayable(Protocol):
    """What can be said in any language."""

    def said_in(self, language: str) -> str:
        """The text in a language, such as ``fr`` or ``fr_CA``."""


@dataclass(frozen=True)
class Decimal:
    """A number with its digits after the mark."""

    value: float
    digits: int = 2

    def said_in(self, language: str) -> str:
        """The number as the language writes it."""
        return decimal(self.value, language, self.digits)


@dataclass(frozen=True)
class Whole:
    """A count, rounded to the unit and grouped by thousands."""

    value: float

    def said_in(self, language: str) -> str:
        """The count as the language writes it."""
        return decimal(self.value, language, 0)


@dataclass(frozen=True)
class InHundred:
    """A share said as "41 of 100"; small shares keep one decimal."""

    share: float

    def said_in(self, language: str) -> str:
        """The hundredths as the language writes them."""
        hundredths = 100 * self.share
        digits = 1 if 0 < abs(hundredths) < 0.95 else 0
        return decimal(hundredths, language, digits)


@dataclass(frozen=True)
class Span:
    """An interval between two numbers; beside a minus a dash would be lost."""

    low: Sayable | int
    high: Sayable | int

    def said_in(self, language: str) -> str:
        """Both ends and what stands between them."""
        low, high = (
            str(end) if isinstance(end, int) else end.said_in(language)
            for end in (self.low, self.high)
        )
        return span(low, high)


@dataclass(frozen=True)
class Bracketed:
    """An interval in brackets after its value, or nothing; its ends are shares unless told."""

    interval: tuple[float, float] | None
    end: Callable[[float], Sayable | int] = InHundred

    def said_in(self, language: str) -> str:
        """The interval with the space before it."""
        if self.interval is None:
            return ""
        low, high = self.interval
        return f" ({Span(self.end(low), self.end(high)).said_in(language)})"


def span(low: str, high: str) -> str:
    """An interval between two numbers already written out; beside a minus a dash would be lost."""
    return f"{low} … {high}" if MINUS in low + high else f"{low}–{high}"


def decimal(value: float, language: str, digits: int = 2) -> str:
    """A number with the language's decimal mark and grouping, and a minus sign where it is less.

    Examples
    --------
    >>> decimal(-1234.5, "en"), decimal(-1234.5, "de")
    ('−1,234.50', '−1.234,50')
    """
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    group, mark = _signs(language)
    return text.translate({ord("-"): MINUS, ord(","): group, ord("."): mark})


@lru_cache
def _signs(language: str) -> tuple[str, str]:
    """What stands between thousands and before decimals; the English where none is known."""
    try:
        # not the region's: French is written alike wherever it is read
        symbols = Locale.parse(language.replace("-", "_").split("_")[0]).number_symbols["latn"]
    except (UnknownLocaleError, ValueError):
        return ",", "."
    return symbols["group"], symbols["decimal"]
