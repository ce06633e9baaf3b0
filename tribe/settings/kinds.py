"""What a setting can be: how each kind is typed, shown again and judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.base import zones
from tribe.web.design.accent import is_colour, parse_hex, to_hex

T = TypeVar("T")


class Unfit(ValueError):
    """What was typed cannot be a value of this kind; the message says why, in words."""


class Kind(Protocol[T]):
    """How the values of a setting are typed, shown and judged."""

    @property
    def control(self) -> str:
        """The control of a form: text, lines, url, colour, number, choice or choices."""

    def parse(self, typed: str) -> T:
        """The value that was typed; raises Unfit."""

    def spell(self, value: T) -> str:
        """The value as one would type it."""

    def is_fit(self, value: object) -> bool:
        """Whether a stored value is one of this kind."""


@dataclass(frozen=True)
class Text:
    """Words of one line, at most `maximum` characters; they may be missing unless `required`."""

    maximum: int
    required: bool = False
    control: str = "text"

    def parse(self, typed: str) -> str:
        """The words without space around them; raises Unfit."""
        value = " ".join(typed.split())
        if self.required and not value:
            raise Unfit(_("Please fill this in."))
        if len(value) > self.maximum:
            raise Unfit(_("Please keep to %(count)s characters.", count=self.maximum))
        return value

    def spell(self, value: str) -> str:
        """The words themselves."""
        return value

    def is_fit(self, value: object) -> bool:
        """Whether these are words, and not too many."""
        return (
            isinstance(value, str)
            and len(value) <= self.maximum
            and (bool(value) or not self.required)
        )


@dataclass(frozen=True)
class Url(Text):
    """A whole web address, or nothing."""

    maximum: int = 300
    control: str = "url"

    def parse(self, typed: str) -> str:
        """The address; raises Unfit."""
        value = super().parse(typed)
        if value and not self.is_fit(value):
            raise Unfit(_("Please give a whole address, such as https://example.org/."))
        return value

    def is_fit(self, value: object) -> bool:
        """Whether it is empty, or leads to a host by http or https."""
        if not super().is_fit(value):
            return False
        try:
            parts = urlsplit(str(value))
            return value == "" or (parts.scheme in ("http", "https") and bool(parts.hostname))
        except ValueError:
            return False


@dataclass(frozen=True)
class Colour:
    """A colour, kept as #rrggbb."""

    control: str = "colour"

    def parse(self, typed: str) -> str:
        """The colour; raises Unfit."""
        if not is_colour(typed):
            raise Unfit(_("Please give a colour such as #1f6b52."))
        return to_hex(parse_hex(typed))

    def spell(self, value: str) -> str:
        """The colour as #rrggbb."""
        return value

    def is_fit(self, value: object) -> bool:
        """Whether it is a colour of hexadecimal digits."""
        return isinstance(value, str) and is_colour(value)


@dataclass(frozen=True)
class Number:
    """A whole number within bounds, both included."""

    minimum: int
    maximum: int
    control: str = "number"

    def parse(self, typed: str) -> int:
        """The number; raises Unfit."""
        digits = typed.strip()
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
        if number is None or not self.is_fit(number):
            raise Unfit(
                _(
                    "Please give a whole number from %(minimum)s to %(maximum)s.",
                    minimum=self.minimum,
                    maximum=self.maximum,
                )
            )
        return number

    def spell(self, value: int) -> str:
        """The number in digits."""
        return str(value)

    def is_fit(self, value: object) -> bool:
        """Whether it is a whole number within the bounds."""
        return type(value) is int and self.minimum <= value <= self.maximum


@dataclass(frozen=True)
class Choice:
    """One of a few values; `labels` are what people read, where that differs."""

    options: tuple[str, ...]
    labels: tuple[str, ...] = ()
    control: str = "choice"

    def parse(self, typed: str) -> str:
        """The value chosen; raises Unfit."""
        if typed.strip() not in self.options:
            raise Unfit(_("Please choose one of: %(values)s.", values=", ".join(self.options)))
        return typed.strip()

    def spell(self, value: str) -> str:
        """The value itself."""
        return value

    def is_fit(self, value: object) -> bool:
        """Whether it is one of the options."""
        return value in self.options


YES, NO = "yes", "no"
YES_OR_NO = Choice((YES, NO), (_l("yes"), _l("no")))


@dataclass(frozen=True)
class Choices:
    """One or more of a few values, in the order of the options."""

    options: tuple[str, ...]
    labels: tuple[str, ...] = ()
    control: str = "choices"

    def parse(self, typed: str) -> list[str]:
        """The values chosen, which stand between spaces or commas; raises Unfit."""
        chosen = set(typed.replace(",", " ").split())
        if not chosen or chosen - set(self.options):
            raise Unfit(_("Please choose among: %(values)s.", values=", ".join(self.options)))
        return [option for option in self.options if option in chosen]

    def spell(self, value: Iterable[str]) -> str:
        """The values between spaces."""
        return " ".join(value)

    def is_fit(self, value: object) -> bool:
        """Whether all are among the options, and there is one at least."""
        return isinstance(value, list) and bool(value) and all(v in self.options for v in value)


@dataclass(frozen=True)
class Zone:
    """A time zone by its IANA name; `suggestions` are those that a form offers."""

    control: str = "zone"

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Places by their IANA names, and UTC."""
        return zones.list_zones()

    def parse(self, typed: str) -> str:
        """The zone in its own spelling; raises Unfit."""
        name = zones.canonical(typed)
        if name is None:
            raise Unfit(_("There is no time zone of this name; try one such as Europe/Paris."))
        return name

    def spell(self, value: str) -> str:
        """The zone's name."""
        return value

    def is_fit(self, value: object) -> bool:
        """Whether there is such a zone."""
        return isinstance(value, str) and zones.canonical(value) == value
