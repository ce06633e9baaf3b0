"""Names of members as they are written in a text, and how names are compared."""

import unicodedata
from collections.abc import Iterator
from itertools import islice

import regex

MAX_SOURCE_LENGTH = 64_000  # characters of source that are looked at
MAX_NAMES = 200
MAX_CANDIDATES = 12  # names that one @ may begin; a longer run names nobody by a shorter part

LOOK_BACK = 64  # characters before an @ that decide whether it may name somebody

# Scripts that put no space between a name and what follows it.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = regex.compile(rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]\Z", regex.VERSION1)
_AFTER_NAME = regex.compile(r"@[\p{L}\p{M}\p{N}._-]+/\Z")
_RUN = regex.compile(r"@([\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}._-]{0,59})")
_PIECE = regex.compile(
    rf"[{_UNSPACED}]\p{{M}}*|[._-]+|(?:[[\p{{L}}\p{{Nd}}\p{{M}}]--[{_UNSPACED}]])+", regex.VERSION1
)
_JOINS = frozenset("._-")
_GOES_ON = regex.compile(r"[-_]+[\p{L}\p{Nd}]")


def name_key(name: str) -> str:
    """How names are compared: case and compatible forms make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def candidates(run: str) -> Iterator[str]:
    """The names that a run of signs may begin with, the longest first.

    A name ends with a letter or digit: before a dot, or where a script without spaces begins. What
    goes on after a hyphen or an underscore is another name, and none of its beginning.
    """
    return (name for name in _beginnings(run) if _GOES_ON.match(run, len(name)) is None)


def _beginnings(run: str) -> Iterator[str]:
    """The same with those that go on, by which a text still tells of somebody."""
    ends = [piece.end() for piece in _PIECE.finditer(run) if piece[0][0] not in _JOINS]
    return islice((run[:end] for end in reversed(ends)), MAX_CANDIDATES)


def may_name(text: str, at: int) -> bool:
    """Whether an @ may name somebody where it stands.

    Not after a letter or digit, as in an address of mail, nor in an address of the web: after a
    slash only where another name ends. Scripts that put no spaces between words need none here.
    """
    before = text[max(0, at - LOOK_BACK) : at]
    if before.endswith(("@", "\\")):
        return False
    if before.endswith("/"):
        return _AFTER_NAME.search(before) is not None
    word = before.split()[-1:] if before and not before[-1].isspace() else []
    return "://" not in "".join(word) and _WORD.search(before.rstrip("_*~")) is None


def names_at(text: str, at: int) -> list[str]:
    """The names that an @ may stand for, the longest first; none where it names nobody."""
    match = _RUN.match(text, at)
    return list(candidates(match[1])) if match is not None and may_name(text, at) else []


def mentioned_names(source: str) -> set[str]:
    """The keys of the names that a source may mention; look them up, then cook."""
    source = source[:MAX_SOURCE_LENGTH]
    starts = (match.start() for match in _RUN.finditer(source))
    found = (name_key(name) for start in starts for name in names_at(source, start))
    return set(islice(dict.fromkeys(found), MAX_NAMES))


def called_names(source: str) -> Iterator[tuple[int, list[str]]]:
    """Each @ that calls somebody, by its place, with the names it may stand for, longest first.

    One that is written as text, after a backslash, calls by name just as well, and so does the
    beginning of a longer name that nobody bears.
    """
    for match in _RUN.finditer(source):
        at = match.start()
        if source[at - 1 : at] == "\\" or may_name(source, at):
            yield at, list(_beginnings(match[1]))
