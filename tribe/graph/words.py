"""How numbers are said to people, in English and in French."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "fr")
MINUS = "\N{MINUS SIGN}"

_SMALL = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
}
_UNITS = {
    "en": {"minute": ("minute", "minutes"), "hour": ("hour", "hours"), "day": ("day", "days")},
    "fr": {"minute": ("minute", "minutes"), "hour": ("heure", "heures"), "day": ("jour", "jours")},
}


@dataclass(frozen=True)
class Words:
    """One sentence or name, in both languages."""

    en: str
    fr: str

    def __post_init__(self) -> None:
        """French signs that stand off the word before them do not break from it."""
        object.__setattr__(self, "fr", unbroken(self.fr))

    def __str__(self) -> str:
        """The English."""
        return self.en

    def said_in(self, language: str) -> str:
        """The French for ``fr`` (and ``fr_…``), the English for all else."""
        return self.fr if language.startswith("fr") else self.en

    def to_json(self) -> dict[str, str]:
        """Both languages, as the report's JSON carries them."""
        return {"en": self.en, "fr": self.fr}


def unbroken(french: str) -> str:
    """French with narrow no-break spaces before ; ? ! and no-break ones before : and in « ».

    Examples
    --------
    >>> unbroken("Tiens ! Un seul : « moi ».")
    'Tiens\\u202f! Un seul\\xa0: «\\xa0moi\\xa0».'
    """
    for sign in ";?!":
        french = french.replace(f" {sign}", f"\u202f{sign}")
    return french.replace(" :", "\xa0:").replace("« ", "«\xa0").replace(" »", "\xa0»")


def decimal(value: float, language: str, digits: int = 2) -> str:
    """A number with the language's decimal mark and grouping, and a minus sign where it is less."""
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    text = text.replace("-", MINUS)
    if language.startswith("fr"):
        return text.replace(",", "\u202f").replace(".", ",")
    return text


def whole(value: float, language: str) -> str:
    """A count, rounded to the unit."""
    return decimal(value, language, 0)


def in_hundred(share: float, language: str) -> str:
    """A share said as "41 of 100"; small shares keep one decimal."""
    hundredths = 100 * share
    digits = 1 if 0 < abs(hundredths) < 0.95 else 0
    return decimal(hundredths, language, digits)


def span(low: str, high: str) -> str:
    """An interval between two numbers already written out; beside a minus a dash would be lost."""
    return f"{low} … {high}" if MINUS in low + high else f"{low}–{high}"


def between(interval: tuple[float, float] | None, language: str) -> str:
    """An interval of shares in brackets after its value, or nothing."""
    if interval is None:
        return ""
    low, high = interval
    return f" ({span(in_hundred(low, language), in_hundred(high, language))})"


def duration(hours: float, language: str) -> str:
    """A length of time in the unit that people would use for it."""
    unit, value = "hour", hours
    if hours < 1.5:
        unit, value = "minute", hours * 60
    elif hours >= 48:
        unit, value = "day", hours / 24
    rounded = max(1, round(value))
    tongue = "fr" if language.startswith("fr") else "en"
    number = str(rounded) if rounded > 10 else _SMALL[tongue][rounded]
    if tongue == "fr" and rounded == 1 and unit != "day":
        number = "une"
    return f"{number} {_UNITS[tongue][unit][0 if rounded == 1 else 1]}"
