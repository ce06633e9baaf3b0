"""Whom or what the size of a measure counts: in words, and whether they are persons."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, eq=False)
class Size:
    """What a size counts.

    Persons, or pairs, ties and votes of theirs, are rounded to five and hidden below ten; dates,
    promises and proposals are public, and exact.
    """

    words: LazyString
    of_persons: bool


def persons(words: LazyString) -> Size:
    """A size that is rounded to five, and not told below ten."""
    return Size(words, of_persons=True)


def things(words: LazyString) -> Size:
    """A size that is told as it is."""
    return Size(words, of_persons=False)


MEMBERS = persons(_l("Members (to the nearest five)"))
TIED_MEMBERS = persons(_l("Members with ties (to the nearest five)"))
CONTRIBUTORS = persons(_l("Members who contributed (to the nearest five)"))
ASKED_MEMBERS = persons(_l("Members who answered (to the nearest five)"))
PAIRS = persons(_l("Pairs who have met (to the nearest five)"))
