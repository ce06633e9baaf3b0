"""Lines of separated values: their separator, their fields, and fields that run over lines."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from tribe.graph.io.moments import BadLine
from tribe.speech import Message

SEPARATORS = (",", ";", "\t", "|", " ")
MAX_FIELD_LINES = 200  # over which one quoted field may run


_NOT_CLOSED = Message("a quotation mark is not closed")


class Separated:
    """How the lines of one file are cut into fields."""

    def __init__(self, separator: str) -> None:
        self.separator = separator

    def fields(self, text: str) -> list[str]:
        """The fields of a line, or of the lines over which quoted ones run; raises BadLine."""
        if '"' not in text:
            return text.split(self.separator)
        try:
            found = list(csv.reader([text], delimiter=self.separator, strict=True))
        except csv.Error:
            raise BadLine(_NOT_CLOSED) from None
        return found[0]

    def is_one(self, text: str) -> bool:
        """Whether several lines read as one, and not as two stray quotation marks."""
        try:
            self.fields(text.strip())
        except BadLine:
            return False
        return True


def separator_of(header: str, names: Sequence[str]) -> str | None:
    """What separates the titles of a first line; None where the lines are bare.

    The separator under which most `names` are found; a comma or a semicolon speaks for a table
    even where none is.
    """

    def known(separator: str) -> int:
        titles = {title.strip(' "').lower() for title in header.split(separator)}
        return len(titles & set(names))

    best = max(SEPARATORS, key=known)
    if known(best):
        return best
    return next((separator for separator in ",;" if separator in header), None)


def whole_lines(
    lines: Iterator[str], form: Callable[[], Separated | None]
) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; a quoted field that runs over several is one line, by its first.

    Where no later line closes the quotation mark, the first stands alone, to be refused.
    """
    ahead: deque[str] = deque()
    number = 0
    for line in _drained(ahead, lines):
        number += 1
        if '"' not in line or not line.count('"') % 2 or (separated := form()) is None:
            yield number, line
            continue
        taken = _closing(line, lines, ahead, separated)
        yield number, "".join([line, *(ahead.popleft() for _ in range(taken))])
        number += taken


def _drained(ahead: deque[str], lines: Iterator[str]) -> Iterator[str]:
    """Lines, those that were read ahead first."""
    for line in lines:
        yield line
        while ahead:
            yield ahead.popleft()


def _closing(line: str, lines: Iterator[str], ahead: deque[str], separated: Separated) -> int:
    """How many of the next lines belong to this one; they are read into `ahead`."""
    quotes = line.count('"')
    for taken in range(1, MAX_FIELD_LINES + 1):
        if len(ahead) < taken:
            following = next(lines, None)
            if following is None:
                return 0
            ahead.append(following)
        quotes += ahead[taken - 1].count('"')
        if quotes % 2 == 0:
            return taken if separated.is_one("".join([line, *islice(ahead, taken)])) else 0
    return 0
