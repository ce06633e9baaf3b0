"""What changed between two versions of a text, line by line."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_LINES = 3_000


class Line(NamedTuple):
    """A line that stayed, came, or went."""

    change: str  # "same", "added", "removed"
    text: str


def compare(old: str, new: str) -> list[Line]:
    """The lines of both, in order; texts of very many lines are given as gone and come."""
    before, after = old.split("\n"), new.split("\n")
    if max(len(before), len(after)) > MAX_LINES:
        return [Line("removed", line) for line in before] + [Line("added", line) for line in after]
    return list(_steps(before, after))


def _steps(before: list[str], after: list[str]) -> Iterator[Line]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield from (Line("same", line) for line in before[a:b])
        else:
            yield from (Line("removed", line) for line in before[a:b])
            yield from (Line("added", line) for line in after[c:d])
