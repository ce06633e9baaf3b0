"""Messages: an English text of the catalogues with its values, said when a language is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tribe import config
from tribe.speech.catalogues import SOURCE, translations
from tribe.speech.numbers import Decimal, Sayable

Value = Sayable | str | int


class Said:
    """What all messages can do."""

    def said_in(self, language: str) -> str:
        """The text in a language; the English where that has no catalogue."""
        raise NotImplementedError

    def __str__(self) -> str:
        """The English."""
        return self.said_in(SOURCE)

    def __add__(self, after: Sayable) -> Said:
        """One text directly after another."""
        return Listed((self, after), "")

    def to_json(self) -> dict[str, str]:
        """By language, as reports carry it."""
        return in_every_language(self)


@dataclass(frozen=True, init=False)
class Message(Said):
    """A text with named places, ``%(share)s``, and what stands in them.

    Examples
    --------
    >>> str(Message("%(count)s of 100 ties are returned.", count=41))
    '41 of 100 ties are returned.'
    """

    text: str
    values: Mapping[str, Value]

    def __init__(self, text: str, /, **values: Value) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", values)

    def said_in(self, language: str) -> str:
        """The text in a language, its values written as that language writes them."""
        spoken, catalogue = translations(language)
        return catalogue.ugettext(self.text) % _written(self.values, spoken)


@dataclass(frozen=True, init=False)
class Counted(Said):
    """A text that a count decides the form of; the count stands at ``%(num)s``.

    Examples
    --------
    >>> str(Counted("one rite", "%(num)s rites", 3))
    '3 rites'
    """

    one: str
    many: str
    num: int
    values: Mapping[str, Value]

    def __init__(self, one: str, many: str, num: int, /, **values: Value) -> None:
        object.__setattr__(self, "one", one)
        object.__setattr__(self, "many", many)
        object.__setattr__(self, "num", num)
        object.__setattr__(self, "values", values)

    def said_in(self, language: str) -> str:
        """The form that the language has for the count."""
        spoken, catalogue = translations(language)
        text = catalogue.ungettext(self.one, self.many, self.num)
        return text % _written({"num": self.num, **self.values}, spoken)


@dataclass(frozen=True)
class Listed(Said):
    """Texts one after another, with what a language puts between them."""

    parts: Sequence[Sayable]
    between: Value = ", "

    def said_in(self, language: str) -> str:
        """All parts in a language."""
        return _said(self.between, language).join(part.said_in(language) for part in self.parts)


@dataclass(frozen=True)
class Capitalised(Said):
    """A text that begins a sentence."""

    text: Sayable

    def said_in(self, language: str) -> str:
        """The text with a capital where the script has them."""
        said = self.text.said_in(language)
        return said[:1].upper() + said[1:]


_NUMBERS = {
    2: Message("two"),
    3: Message("three"),
    4: Message("four"),
    5: Message("five"),
    6: Message("six"),
    7: Message("seven"),
    8: Message("eight"),
    9: Message("nine"),
    10: Message("ten"),
}


@dataclass(frozen=True)
class Duration(Said):
    """A length of time in the unit that people would use for it."""

    hours: float

    def said_in(self, language: str) -> str:
        """Minutes, hours or days; whole ones in words up to ten."""
        if self.hours < 2:
            said = _minutes(max(1, round(self.hours * 60)))
        elif self.hours < 48:
            said = _hours(self.hours)
        else:
            said = _days(self.hours / 24)
        return said.said_in(language)


def _minutes(count: int) -> Said:
    if count == 1:
        return Message("one minute")
    number = _NUMBERS.get(count, count)
    return Counted("%(number)s minute", "%(number)s minutes", count, number=number)


def _hours(hours: float) -> Said:
    count, number = _told(hours)
    return Counted("%(number)s hour", "%(number)s hours", count, number=number)


def _days(days: float) -> Said:
    count, number = _told(days)
    return Counted("%(number)s day", "%(number)s days", count, number=number)


def _told(length: float) -> tuple[int, Value]:
    """The count that decides the form, and what is said: what takes 5.4 is not done within five."""
    count = round(length)
    if length < 9.95 and abs(length - count) >= 0.05:
        return max(count, 2), Decimal(length, 1)
    return count, _NUMBERS.get(count, count)


def in_every_language(said: Sayable) -> dict[str, str]:
    """By language, each that Tribe has."""
    return {language: said.said_in(language) for language in config.LOCALES}


def _written(values: Mapping[str, Value], language: str) -> dict[str, Any]:
    return {name: _said(value, language) for name, value in values.items()}


def _said(value: Value, language: str) -> str:
    return str(value) if isinstance(value, (str, int)) else value.said_in(language)
