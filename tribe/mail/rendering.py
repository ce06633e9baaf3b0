"""A letter as its recipient reads it: subject, text and HTML in their language."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from textwrap import fill, indent

from flask import current_app
from flask_babel import gettext as _

from tribe.base.i18n import reader_language
from tribe.base.text import clean
from tribe.mail.letters import Button, Letter, Line, Lines, Quote, Words
from tribe.settings import place, value_of
from tribe.web.design.accent import DARK, LIGHT, Ground, accent_tokens

WIDTH = 72  # of a line of text, so that it can be quoted once or twice
MAX_SUBJECT_LENGTH = 150
TEMPLATE = "mail/letter.html"


@dataclass(frozen=True)
class Rendered:
    """What one recipient reads."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Frame:
    """What stands around every letter: whole addresses, and how to hear no more of this kind."""

    base: str  # the address of the place, without a slash
    label: str  # what the kind of mail is called
    unsubscribe: str  # empty where one cannot
    answering: str = ""  # what becomes of an answer; empty where none is taken
    is_to_member: bool = False  # the letter itself says what to do if it was not them

    def whole(self, url: str) -> str:
        """An address that leads here from anywhere."""
        return self.base + url if url.startswith("/") else url

    @property
    def reason(self) -> str:
        """Why the recipient gets it."""
        if self.unsubscribe:
            return str(
                _("You get %(kind)s by mail from %(place)s.", kind=self.label, place=_name())
            )
        if self.is_to_member:
            return str(_("You get this mail because of an account at %(place)s.", place=_name()))
        said = _(
            "%(place)s wrote to you because this address was given there. If that was not you, "
            "nothing needs to be done.",
            place=_name(),
        )
        return str(said)


def render(letter: Letter, frame: Frame) -> Rendered:
    """A letter in the present reader's language; no request is needed."""
    subject = " ".join(clean(letter.subject).split())[:MAX_SUBJECT_LENGTH]
    return Rendered(subject, "\n\n".join(_texts(letter, frame)) + "\n", _html(letter, frame))


def _texts(letter: Letter, frame: Frame) -> Iterator[str]:
    for part in letter.parts:
        match part:
            case Words():
                yield _wrapped(part.text)
            case Button():
                yield f"{_wrapped(part.label)}\n{frame.whole(part.url)}"
            case Quote():
                said = indent(_wrapped(part.text, WIDTH - 2), "> ", lambda _line: True)
                yield f"{part.by}\n{said}" if part.by else said
            case Lines():
                yield "\n\n".join([part.heading, *(_line(one, frame) for one in part.lines)])
    yield "-- \n" + "\n".join(_foot(frame))  # the separator of a signature, which programs know


def _line(line: Line, frame: Frame) -> str:
    said = f"{line.label} – {line.text}" if line.text else line.label
    return f"* {_wrapped(said, WIDTH - 2)}\n  {frame.whole(line.url)}"


def _foot(frame: Frame) -> Iterator[str]:
    if frame.answering:
        yield _wrapped(frame.answering)
    yield _wrapped(frame.reason)
    if frame.unsubscribe:
        yield _("No more of it:") + " " + frame.unsubscribe
    yield frame.base


def _wrapped(text: str, width: int = WIDTH) -> str:
    lines = clean(text).split("\n")
    return "\n".join(
        fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def _html(letter: Letter, frame: Frame) -> str:
    light, dark = _colours(value_of(place.ACCENT))
    return current_app.jinja_env.get_template(TEMPLATE).render(
        letter=letter,
        frame=frame,
        name=_name(),
        language=reader_language(),
        light=light,
        dark=dark,
    )


@lru_cache(maxsize=16)
def _colours(accent: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of both themes, worked out once: it takes longer than the rest of a mail."""
    return _theme(accent, LIGHT, LIGHT.dark_ink), _theme(accent, DARK, DARK.light_ink)


def _theme(accent: str, ground: Ground, ink: str) -> dict[str, str]:
    tokens = {name.replace("-", "_"): one for name, one in accent_tokens(accent, ground).items()}
    return tokens | {"sheet": ground.surfaces[0], "ground": ground.surfaces[1], "ink": ink}


def _name() -> str:
    return value_of(place.NAME)
