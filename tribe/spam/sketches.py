"""Sketches of texts: a few numbers by which nearly the same text is found again, and no word of it.

Texts are compared by their pairs of words. Of all pairs the least hash under each of sixteen
functions is kept (minhash, Broder 1997): the share of these in which two texts agree is what they
share of their pairs. Twelve of them make four bands (LSH), by which rows are found by an index.
"""

import hashlib
import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from tribe.base.text import fold

RUN = 2  # words: of three, two changed words in thirty already hide a copy
MIN_WORDS = 20  # what is shorter and has no address is said by many: thanks, welcomes
MOST_RUNS = 600
HASHES, BANDS, ROWS = 16, 4, 3
ALIKE = 0.5  # of sixteen: what a reworded advertisement keeps, and no two letters share
PRIME = 2**61 - 1
_random = Random("sketches of texts")  # noqa: S311 (the same numbers in each process)
_FUNCTIONS = [(_random.randrange(1, PRIME), _random.randrange(PRIME)) for _ in range(HASHES)]
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://\S+")


class Sketch(NamedTuple):
    """The least hashes, and the numbers of the bands."""

    hashes: tuple[int, ...]
    bands: tuple[int, ...]


def sketch(text: str) -> Sketch | None:
    """The sketch of what somebody wrote, without what they quote; None of a few words."""
    own = _QUOTED.sub("", text)
    words = _WORD.findall(fold(own))
    if len(words) < MIN_WORDS and not _LINK.search(own):
        return None
    ends = range(max(1, len(words) - RUN + 1))
    runs = {_hash(" ".join(words[at : at + RUN])) for at in ends[:MOST_RUNS]}
    hashes = tuple(min((a * run + b) % PRIME for run in runs) for a, b in _FUNCTIONS)
    bands = (hashes[band * ROWS : (band + 1) * ROWS] for band in range(BANDS))
    return Sketch(hashes, tuple(_hash(repr((number, band))) for number, band in enumerate(bands)))


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Which share of their runs two texts have in common, by their hashes; from 0 to 1."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / HASHES


def _hash(text: str) -> int:
    """A number that a column of 64 bits holds."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 2
