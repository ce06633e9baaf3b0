"""Text that people type: cleaned, compared, and judged by what can be seen of it."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import regex

MAX_MARKS = 30

_KEPT = {"\n", "\t"}
_CONTROLS = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in _KEPT)
# Unicode's own property for what leaves no trace on a page, fillers of Hangul among it, and the one
# sign of Braille that has no dots.
_UNSEEN = regex.compile(r"[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]+")
_IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_DIRECTED = regex.compile("[\u202a-\u202e\u2066-\u2069]")
_FROM_THE_RIGHT = regex.compile(r"[\p{bc=R}\p{bc=AL}\u202a-\u202e\u2066-\u2069]")
_CLOSES = {"\u202c": "\u202a\u202b\u202d\u202e", "\u2069": "\u2066\u2067\u2068"}
_CLOSED_BY = {opening: closing for closing, all_ in _CLOSES.items() for opening in all_}


def clean(text: str) -> str:
    """NFC text with plain line ends, without control characters or stray surrogates.

    Signs that turn the direction of writing end with their line, so that they reach no neighbour.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.translate(_CONTROLS)
    text = unicodedata.normalize("NFC", "".join(_fit(text)))
    if _DIRECTED.search(text):
        text = "\n".join(map(_closed, text.split("\n")))
    return text


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
        if marks <= MAX_MARKS:
            yield c


def _closed(line: str) -> str:
    """A line whose embeddings, overrides and isolates (UAX 9) are closed in it, and once each."""
    kept, waiting = [], []
    for c in line:
        if c in _CLOSED_BY:
            waiting.append(_CLOSED_BY[c])
        elif c in _CLOSES:
            if not waiting or waiting[-1] != c:
                continue  # it closes nothing, or out of turn
            waiting.pop()
        kept.append(c)
    return "".join(kept + waiting[::-1])


def isolated(text: str) -> str:
    """Somebody's words amid ours: what is written from the right turns none of ours round (UAX 9).

    In a sentence, a title or a label; an element that holds their words alone has dir="auto".
    """
    if text.isascii() or not _FROM_THE_RIGHT.search(text):
        return text
    return "\u2068" + text + "\u2069"  # which leaves Markup what it is


def visible(text: str) -> str:
    """What can be seen of a text: no spaces, and nothing that leaves no trace on a page."""
    return _UNSEEN.sub("", text)


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return not visible(text)


def has_ignorable(text: str) -> bool:
    """Whether a text holds a character that readers and programs do not see."""
    return not text.isascii() and _IGNORABLE.search(text) is not None


def without_ignorable(text: str) -> str:
    """A text without the characters that are not seen."""
    return text if text.isascii() else _IGNORABLE.sub("", text)


def fold(text: str) -> str:
    """A text without case and accents, as readers search it."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in bare if unicodedata.category(c) != "Mn")


def is_web_address(url: str) -> bool:
    """Whether it is a complete http or https address, without a password in it."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    is_plain = not any(c.isspace() or c in "<>\"'`\\" for c in url) and "@" not in parts.netloc
    return is_whole and is_plain and parts.scheme in ("http", "https")


def whole_address(href: str, page: str) -> str:
    """An address as a browser takes it that reads it on a page; one that is none stays as it is."""
    try:
        return urljoin(page, href)
    except ValueError:
        return href
