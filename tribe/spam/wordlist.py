"""The list of words by which texts are held: plain words, and `*` for any letters of a word.

An entry is compared word by word, without regard to case and accents, and never as a pattern of
regular expressions: whatever is written into the list, a text is gone through once for each entry.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tribe.base.text import fold

MOST_ENTRIES, MOST_LENGTH = 200, 80
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"[\w*]+")


@dataclass(frozen=True)
class Entry:
    """One line of the list: the pieces of each of its words, as they stand around its stars."""

    typed: str
    words: tuple[tuple[str, ...], ...]

    @property
    def is_too_wide(self) -> bool:
        """Whether it would stand in nearly every text: a word of it needs two letters."""
        return not self.words or any(len("".join(pieces)) < 2 for pieces in self.words)


def parse(typed: str) -> list[Entry]:
    """The entries of a list, one a line; empty lines and repetitions are left out."""
    lines = dict.fromkeys(" ".join(line.split()) for line in typed.splitlines())
    return [Entry(line, _words(line)) for line in lines if line]


def find(entries: Sequence[Entry], text: str) -> list[str]:
    """The entries that stand in a text, as they were typed."""
    words = _WORD.findall(fold(text))
    return [entry.typed for entry in entries if _stands(entry.words, words)]


def _words(line: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(piece.split("*")) for piece in _PIECE.findall(fold(line)))


def _stands(entry: Sequence[Sequence[str]], words: Sequence[str]) -> bool:
    last = len(words) - len(entry)
    return bool(entry) and any(
        all(_fits(pieces, words[at + n]) for n, pieces in enumerate(entry))
        for at in range(last + 1)
    )


def _fits(pieces: Sequence[str], word: str) -> bool:
    """Whether a word begins, goes on and ends as the pieces around the stars do."""
    if len(pieces) == 1:
        return word == pieces[0]
    first, *between, last = pieces
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    at, end = len(first), len(word) - len(last)
    for piece in between:
        at = word.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True
