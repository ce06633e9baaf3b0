"""What was typed into a form: cleaned values, and what is wrong with them in words."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from flask_babel import gettext as _

_KEPT = {"\n", "\t"}
_CONTROLS = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in _KEPT)
MOST_MARKS = 30
LARGEST = 2**31 - 1


def clean(text: str) -> str:
    """NFC text with plain line ends and without control characters or stray surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.translate(_CONTROLS)
    return unicodedata.normalize("NFC", "".join(_fit(text)))


def _fit(text: str) -> Iterator[str]:
    """The characters that may stay.

    A letter keeps thirty marks, as in Unicode's stream-safe text (UAX 15), for bringing marks into
    their order takes the square of how many there are.
    """
    marks = 0
    for c in text:
        kind = unicodedata.category(c)
        if kind in ("Cc", "Cs") and c not in _KEPT:
            continue
        marks = marks + 1 if kind[0] == "M" else 0
        if marks <= MOST_MARKS:
            yield c


class Form:
    """One submitted form; each reader method records its errors and keeps what was typed."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        self.data = data or {}
        self.values: dict[str, str] = {name: clean(value) for name, value in self.data.items()}
        self.errors: dict[str, list[str]] = {}

    @property
    def is_valid(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.errors

    def fail(self, name: str, message: str) -> None:
        """Record what is wrong with a field."""
        self.errors.setdefault(name, []).append(message)

    def text(self, name: str, *, maximum: int, required: bool = True, minimum: int = 0) -> str:
        """A trimmed text; one line or many is for the page to say."""
        value = self.values.get(name, "").strip()
        if required and not value:
            self.fail(name, _("Please fill this in."))
        elif value and len(value) < minimum:
            self.fail(name, _("Please write at least %(count)s characters.", count=minimum))
        elif len(value) > maximum:
            self.fail(
                name,
                _(
                    "Please write at most %(count)s characters; there are %(length)s.",
                    count=maximum,
                    length=len(value),
                ),
            )
        return value

    def line(
        self, name: str, *, maximum: int = 200, required: bool = True, minimum: int = 0
    ) -> str:
        """A text of one line: breaks and runs of space become one space."""
        if name in self.values:
            self.values[name] = " ".join(self.values[name].split())
        return self.text(name, maximum=maximum, required=required, minimum=minimum)

    def flag(self, name: str) -> bool:
        """A ticked box."""
        return self.values.get(name, "") not in ("", "0", "false")

    def choice(self, name: str, options: Iterable[str], default: str | None = None) -> str:
        """One of the values offered."""
        value = self.values.get(name, "") or (default or "")
        if value not in set(options):
            self.fail(name, _("Please choose one of the values offered."))
            return default or ""
        return value

    def integer(
        self, name: str, *, minimum: int = 0, maximum: int = LARGEST, required: bool = False
    ) -> int | None:
        """A whole number within bounds, or None when left empty."""
        value = self.values.get(name, "").strip()
        if not value:
            if required:
                self.fail(name, _("Please fill this in."))
            return None
        digits = value.removeprefix("-")
        number = int(value) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
        if number is None or not minimum <= number <= maximum:
            self.fail(
                name,
                _(
                    "Please give a whole number from %(minimum)s to %(maximum)s.",
                    minimum=minimum,
                    maximum=maximum,
                ),
            )
            return None
        return number

    def local_datetime(self, name: str, *, required: bool = True) -> datetime | None:
        """A naive local moment, as `datetime-local` sends it."""
        value = self.values.get(name, "").strip()
        if not value:
            if required:
                self.fail(name, _("Please fill this in."))
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None or not 1970 < moment.year < 2200:
            self.fail(name, _("Please give a date and a time, such as 2026-11-22T19:30."))
            return None
        return moment
