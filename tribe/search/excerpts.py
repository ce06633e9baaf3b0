"""Where the words of a question stand in a text: marked, and cut around, out of its plain text."""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import regex
from markupsafe import Markup

from tribe.search import words
from tribe.search.asking import Part

LENGTH = 240  # characters of an excerpt
BEFORE = 60  # of them before the first word
MOST_PLACES = 8  # words that are found, to begin where most stand together
MOST_LOOKED_AT = 300  # words of a text that begin as one that is asked for
KEPT = 256  # questions


def _letters() -> dict[str, str]:
    """For each plain letter, those that become it: with accents, and in both cases."""
    found: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        bare = words.plain(letter)
        if len(bare) == 1 and bare != letter:
            found[bare] = found.get(bare, "") + letter
    return found


_LETTERS = _letters()
_PAIRS = {"oe": "œ", "ae": "æ", "ss": "ß"}


@dataclass(frozen=True)
class Marker:
    """Finds the words of a question in texts."""

    pattern: "regex.Pattern[str]"
    stems: frozenset[str]
    beginnings: tuple[str, ...]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the first of them begin and end."""
        found = []
        for place in islice(self.pattern.finditer(text), MOST_LOOKED_AT):
            if self._is_asked(place[0]):
                found.append(place.span())
                if len(found) == MOST_PLACES:
                    break
        return found

    def _is_asked(self, written: str) -> bool:
        word = written.lower()
        if self.stems.intersection(words.stems(word)):
            return True
        return words.plain(word).startswith(self.beginnings) if self.beginnings else False


@lru_cache(KEPT)
def marker_of(parts: tuple[Part, ...]) -> Marker | None:
    """What finds the words of some parts; None where there is nothing to find."""
    told = [word for part in parts for word in part.words]
    if any(not words.is_small(word) for word in told):
        told = [word for word in told if not words.is_small(word)]
    stems = {stem for word in told for stem in words.stems(word)}
    beginnings = {words.plain(part.words[0]) for part in parts if part.is_beginning} - {""}
    ways = sorted((_way(stem) for stem in stems | beginnings if stem), key=len, reverse=True)
    if not ways:
        return None
    pattern = rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(ways)})[\p{{L}}\p{{N}}\p{{M}}]*"
    unspaced = [_way(stem) for stem in stems if len(stem) == 1 and not stem.isascii()]
    if unspaced:
        pattern = f"{pattern}|{'|'.join(unspaced)}"
    return Marker(
        regex.compile(pattern, regex.IGNORECASE), frozenset(stems), tuple(sorted(beginnings))
    )


def _way(stem: str) -> str:
    """A stem as it may be written: with accents and ligatures, or without."""
    told, at = "", 0
    while at < len(stem):
        pair = _PAIRS.get(stem[at : at + 2])
        step = 2 if pair else 1
        each = "".join(_way_of(letter) for letter in stem[at : at + step])
        told += f"(?:{each}|{pair})" if pair else each
        at += step
    return told


def _way_of(letter: str) -> str:
    more = _LETTERS.get(letter, "")
    return f"[{letter}{more}]" if more else regex.escape(letter)


def mark(text: str, marker: Marker | None) -> Markup:
    """A whole line, its words of the question marked."""
    places = marker.places(text) if marker is not None else []
    return Markup(_marked(text, places, 0, len(text)))  # noqa: S704 (each piece is escaped)


def excerpt(text: str, marker: Marker | None) -> Markup:
    """The part of a text in which most words of the question stand together, marked."""
    places = marker.places(text) if marker is not None else []
    begin = _begin(text, places)
    end = begin + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", begin + LENGTH // 2, end), begin + LENGTH // 2)
    told = _marked(text, places, begin, min(end, len(text)))
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    return Markup(f"{before}{told}{after}")  # noqa: S704 (each piece of the text is escaped)


def _begin(text: str, places: list[tuple[int, int]]) -> int:
    """Where an excerpt begins: at a word, a little before the first of those that it shows."""
    if not places or len(text) <= LENGTH:
        return 0
    starts = [start for start, _end in places]
    near = LENGTH - BEFORE
    best = max(starts, key=lambda one: (sum(one <= other < one + near for other in starts), -one))
    if best <= BEFORE:
        return 0
    space = text.find(" ", best - BEFORE, best)
    return space + 1 if space >= 0 else best


def _marked(text: str, places: Iterable[tuple[int, int]], begin: int, end: int) -> str:
    """A part of a text as HTML, its places marked."""
    told, at = [], begin
    for start, stop in places:
        if start >= begin and stop <= end:
            told += [
                html.escape(text[at:start]),
                "<mark>",
                html.escape(text[start:stop]),
                "</mark>",
            ]
            at = stop
    told.append(html.escape(text[at:end]))
    return "".join(told)
