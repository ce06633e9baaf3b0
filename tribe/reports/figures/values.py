"""Numbers of a report in the reader's words, by the unit of their measure."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.base.i18n import reader_language
from tribe.config import LOCALES
from tribe.speech import Duration, InHundred, decimal

NOTHING = "–"
HUNDREDS = ("share", "difference")  # said of a hundred


def language() -> str:
    """`en` or `fr`."""
    return reader_language()


def said(words: Mapping[str, str]) -> str:
    """A sentence of a report in the reader's language; an older report may know fewer."""
    return words.get(language()) or words[LOCALES[0]]


def shown(value: float | None, unit: str, *, short: bool = False) -> str:
    """A measure's value in its unit; short for an axis."""
    if value is None:
        return NOTHING
    if unit in HUNDREDS:
        hundredths = (
            decimal(100 * value, language(), 0) if short else InHundred(value).said_in(language())
        )
        return hundredths if short else _("%(count)s of 100", count=hundredths)
    if unit == "hours":
        return decimal(value, language(), 0) if short else Duration(value).said_in(language())
    if unit in ("members", "ties", "count", "parts", "patterns"):
        return decimal(value, language(), 0)
    if unit == "tiny":  # a share of which most are far below one in a hundred
        return f"{100 * value:.1g}".replace(".", "," if language() == "fr" else ".")
    if unit == "days":
        return decimal(value, language(), 0 if abs(value - round(value)) < 0.05 else 1)
    if unit == "hundredths":
        if 0 < value < 0.001:
            return str(_("less than %(high)s", high=decimal(0.1, language(), 1)))
        return decimal(100 * value, language(), 0 if value == 0 or value >= 0.1 else 1)
    if unit in ("points", "practices", "gatherings"):
        return decimal(value, language(), 1)
    if not short:
        return decimal(value, language(), 2)
    return decimal(value, language(), next((d for d in (1, 2) if _is_round(value, d)), 3))


def _is_round(value: float, digits: int) -> bool:
    return abs(round(value, digits) - value) < 1e-6


def spread(interval: list[float] | tuple[float, float] | None, unit: str) -> str:
    """An interval in a measure's unit."""
    if interval is None:
        return NOTHING
    low, high = interval
    if unit in HUNDREDS:
        return f"{shown(low, unit, short=True)}–{shown(high, unit, short=True)}"
    return f"{shown(low, unit)} – {shown(high, unit)}"


def chance(p: float | None) -> str:
    """A p-value."""
    if p is None:
        return NOTHING
    return "< " + decimal(0.001, language(), 3) if p < 0.001 else decimal(p, language(), 3)


def amount(difference: float, unit: str) -> str:
    """A difference in a measure's unit."""
    if unit in HUNDREDS:
        return str(_("%(count)s of 100", count=decimal(100 * difference, language(), 0)))
    return shown(difference, unit)
