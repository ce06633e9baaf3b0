"""What a mail says: a subject and parts, from which both its text and its HTML are made.

One source for both, so that neither says what the other does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    form: str = "words"


@dataclass(frozen=True)
class Button:
    """What the reader is asked to do; `url` is an address of ours from its slash on, or whole."""

    label: str
    url: str
    form: str = "button"


@dataclass(frozen=True)
class Quote:
    """What somebody has written, in plain text, and who."""

    text: str
    by: str = ""
    form: str = "quote"


@dataclass(frozen=True)
class Line:
    """A line of a list: what it leads to, and a few words beside it."""

    label: str
    url: str
    text: str = ""


@dataclass(frozen=True)
class Lines:
    """A list under a heading."""

    heading: str
    lines: Sequence[Line]
    form: str = "lines"


Part = Words | Button | Quote | Lines


@dataclass(frozen=True)
class Letter:
    """What a mail says, in one language."""

    subject: str
    parts: Sequence[Part]
