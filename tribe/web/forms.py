"""What was typed into a form: cleaned values, and what is wrong with them in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from flask_babel import gettext as _

from tribe.base.paging import LARGEST as LARGEST
from tribe.base.text import clean, is_web_address, visible
from tribe.markup import words_of
from tribe.web.again import is_drawn_again, said_again

UNTICKED = ("0", "false")


def over(stands: Mapping[str, str], sent: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """What was sent, and of what was not as it stands; None while nothing was sent.

    A program, or a page that was kept since before a choice was offered, thus changes no choice
    that it does not know of.
    """
    return None if sent is None else {**stands, **{name: sent[name] for name in sent}}


class Form:
    """One submitted form; each reader method records its errors and keeps what was typed."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        self.is_submitted = data is not None
        self.data = data or {}
        self.values: dict[str, str] = {name: clean(value) for name, value in self.data.items()}
        self.errors: dict[str, list[str]] = {}
        self.version = ""  # of what stood when the form was drawn; see `versions`
        # Whether it was sent to have something filled in, or its page drawn again, and no more.
        self.is_filled = self.is_submitted and is_drawn_again()
        self.saved_reasons: Sequence[object] = ()  # that are offered beside it
        self.theirs: dict[str, str] = {}  # what another wrote meanwhile, where it differs
        if self.is_submitted and (said := said_again()):
            self.fail("", said)

    @property
    def is_valid(self) -> bool:
        """Whether nothing was found wrong, and nobody has changed the same thing meanwhile.

        Not where its page is only drawn again: nothing is to be done then.
        """
        return not (self.errors or self.theirs or (self.is_submitted and is_drawn_again()))

    @property
    def is_accepted(self) -> bool:
        """Whether it was sent, and nothing was found wrong."""
        return self.is_submitted and self.is_valid and not self.is_filled

    def fill_in(self, values: Mapping[str, str]) -> None:
        """Put words into a form that was sent for that: nothing is done, and nothing is wrong."""
        self.is_filled, self.errors = True, {}
        self.values |= values

    def fail(self, name: str, message: str) -> None:
        """Record what is wrong with a field."""
        self.errors.setdefault(name, []).append(message)

    def text(self, name: str, *, maximum: int, required: bool = True, minimum: int = 0) -> str:
        """A trimmed text; one line or many is for the page to say."""
        value = self.values.get(name, "").strip()
        return self._judged(name, value, visible(value), (minimum, maximum), required)

    def prose(self, name: str, *, maximum: int, required: bool = True, minimum: int = 0) -> str:
        """A trimmed text in Markdown: what counts is what is seen of it once it is cooked."""
        value = self.values.get(name, "").strip()
        seen = visible(value if len(value) > maximum else words_of(value))
        return self._judged(name, value, seen, (minimum, maximum), required)

    def _judged(
        self, name: str, value: str, seen: str, bounds: tuple[int, int], required: bool
    ) -> str:
        minimum, maximum = bounds
        value = value if seen else ""
        if required and not seen:
            self.fail(name, _("Please fill this in."))
        elif value and len(seen) < minimum:
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

    def lines(self, name: str) -> list[str]:
        """The lines of a text of which something can be seen, their runs of space become one."""
        typed = (" ".join(line.split()) for line in self.values.get(name, "").split("\n"))
        return [line for line in typed if visible(line)]

    def url(self, name: str, *, maximum: int = 500, required: bool = True) -> str:
        """A whole http or https address, which may stand in a link of a page."""
        value = self.line(name, maximum=maximum, required=required)
        if value and not is_web_address(value):
            self.fail(name, _("Please give a whole address that begins with https://."))
        return value

    def flag(self, name: str) -> bool:
        """A ticked box."""
        if self.values.get(name) in UNTICKED:
            self.values[name] = ""
        return bool(self.values.get(name))

    def moment(self, name: str) -> datetime | None:
        """A moment that the page wrote into a hidden field; None where it is none."""
        try:
            moment = datetime.fromisoformat(self.values.get(name, ""))
            is_told = moment.tzinfo is not None and 1970 < moment.astimezone(UTC).year < 9999
        except (ValueError, OverflowError):
            return None
        return moment if is_told else None

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
