"""What people type into the search field, read as a question; any text is one.

Words; "several in a row"; -without; author:cleo, category:hall, tag:bread, before:2026-05,
after:2026, in:members, has:link, and the same in French. What looks like a filter and is none is a
word.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import regex

from tribe.base.text import clean
from tribe.search import words

MAX_LENGTH = 300  # characters; what follows is not read
MOST_PARTS = 16  # words, phrases and filters of one question
LEAST_BEGINNING = 3  # letters of a word that a text may go on from
MOST_IN_A_ROW = 12  # words of a phrase


class Filter(StrEnum):
    """What a question may be narrowed by."""

    AUTHOR = "author"
    CATEGORY = "category"
    TAG = "tag"
    BEFORE = "before"
    AFTER = "after"
    IN = "in"
    HAS = "has"


NAMES = {name.value: name for name in Filter} | {
    "auteur": Filter.AUTHOR,
    "autrice": Filter.AUTHOR,
    "par": Filter.AUTHOR,
    "de": Filter.AUTHOR,
    "by": Filter.AUTHOR,
    "from": Filter.AUTHOR,
    "catégorie": Filter.CATEGORY,
    "categorie": Filter.CATEGORY,
    "étiquette": Filter.TAG,
    "etiquette": Filter.TAG,
    "avant": Filter.BEFORE,
    "après": Filter.AFTER,
    "apres": Filter.AFTER,
    "dans": Filter.IN,
    "avec": Filter.HAS,
}
MARKS = {
    "file": "file",
    "files": "file",
    "fichier": "file",
    "fichiers": "file",
    "link": "link",
    "links": "link",
    "lien": "link",
    "liens": "link",
    "event": "event",
    "gathering": "event",
    "rencontre": "event",
    "événement": "event",
    "evenement": "event",
}


@dataclass(frozen=True)
class Part:
    """A word, or several in a row, as they are written; or the beginning of a word."""

    words: tuple[str, ...]
    is_excluded: bool = False
    is_beginning: bool = False

    @property
    def is_small(self) -> bool:
        """Whether texts may lack it all the same: a small word that nobody put between quotes."""
        return len(self.words) == 1 and words.is_small(self.words[0])


@dataclass(frozen=True)
class Question:
    """What was typed, as it was understood."""

    parts: tuple[Part, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    before: datetime | None = None  # this moment
    after: datetime | None = None  # from this moment on
    within: str = ""  # the name of a list

    @property
    def wanted(self) -> tuple[Part, ...]:
        """What texts must have: the words that say something, or all where none does."""
        sought = [part for part in self.parts if not part.is_excluded]
        return tuple([part for part in sought if not part.is_small] or sought)

    @property
    def excluded(self) -> tuple[Part, ...]:
        """What texts may not have."""
        return tuple(part for part in self.parts if part.is_excluded)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked: what is excluded alone leaves everything."""
        moments = self.before or self.after
        narrowed = self.authors or self.categories or self.tags or self.marks or moments
        return not self.wanted and not narrowed


_TOKEN = regex.compile(
    r"""(?P<minus>(?<!\S)-)?
        (?:(?P<name>[^\W\d_]{2,12}):(?=\S)(?:"(?P<quoted>[^"]*)"?|(?P<value>\S+))
        |"(?P<phrase>[^"]*)"?
        |(?P<word>[^\s"]+))""",
    regex.VERBOSE,
)
_DAY = regex.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def read(typed: str, *, is_typing: bool = False) -> Question:
    """Understand what was typed; while it is being typed, the last word may go on. Never fails."""
    question = Question()
    text = clean(typed)[:MAX_LENGTH]
    for number, found in enumerate(_TOKEN.finditer(text)):
        if number == MOST_PARTS:
            break
        name = NAMES.get((found["name"] or "").casefold())
        value = found["quoted"] if found["quoted"] is not None else found["value"] or ""
        narrowed = None if name is None or found["minus"] else _narrow(question, name, value)
        question = narrowed or _add(question, found)
    if is_typing and text[-1:].isalnum() and question.parts:
        *before, last = question.parts
        if not last.is_excluded and len(last.words) == 1:
            question = replace(question, parts=(*before, replace(last, is_beginning=True)))
    return question


def _narrow(question: Question, name: Filter, value: str) -> Question | None:
    """The question with a filter; None where the filter says nothing that can be asked."""
    value = value.strip()
    told = value.casefold()
    match name:
        case Filter.AUTHOR if value:
            return replace(question, authors=(*question.authors, value.removeprefix("@")))
        case Filter.CATEGORY if value:
            return replace(question, categories=(*question.categories, value))
        case Filter.TAG if words.split(value):
            return replace(question, tags=(*question.tags, value))
        case Filter.HAS if told in MARKS:
            return replace(question, marks=(*question.marks, MARKS[told]))
        case Filter.IN if value:
            return replace(question, within=told)
        case Filter.BEFORE if (moment := _moment(value)) is not None:
            return replace(question, before=moment)
        case Filter.AFTER if (moment := _moment(value)) is not None:
            return replace(question, after=moment)
    return None


def tag_begun(typed: str) -> str | None:
    """The tag that is being typed at the end of a question; None where it ends otherwise."""
    *_before, last = f" {clean(typed)[:MAX_LENGTH]}".split(" ")
    name, colon, value = last.partition(":")
    return value if colon and NAMES.get(name.casefold()) is Filter.TAG else None


def _moment(value: str) -> datetime | None:
    """When a year, a month or a day begins; None where it is none."""
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(one or 1) for one in found.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _add(question: Question, found: "regex.Match[str]") -> Question:
    """The question with what was found as words; what has no letters is nothing."""
    text = found[0].removeprefix("-") if found["minus"] else found[0]
    in_a_row = tuple(words.split(text))[:MOST_IN_A_ROW]
    if not in_a_row:
        return question
    is_beginning = found["word"] is not None and text.endswith("*") and len(in_a_row) == 1
    is_long = len(in_a_row[0]) >= LEAST_BEGINNING
    part = Part(in_a_row, bool(found["minus"]), is_beginning and is_long)
    if part in question.parts:
        return question
    return replace(question, parts=(*question.parts, part))
