"""A question in the words of a database: what FTS5 matches, and what a tsquery says.

Terms have letters and digits alone, and stand between quotes: nothing that was typed is ever an
operator.
"""

from collections.abc import Iterable, Sequence

from tribe.search import words
from tribe.search.asking import Part

Row = tuple[str, ...]  # terms in a row


def rows_of(part: Part) -> list[Row]:
    """The terms, in a row, by which a part is found: as in French and as in English texts."""
    if part.is_beginning:
        return [(term,) for term in words.stems(part.words[0])]
    found = (tuple(words.terms(part.words, language)) for language in words.SMALL)
    return [row for row in dict.fromkeys(found) if row]


def fts5(parts: Sequence[Part], *, is_any: bool = False) -> str:
    """The parts as FTS5 matches them; empty where there is nothing to match."""
    told = [_either((_in_fts5(row) for row in rows_of(part)), _begin_fts5(part)) for part in parts]
    return _joined(told, " OR " if is_any else " AND ", " OR ")


def tsquery(parts: Sequence[Part], *, is_any: bool = False) -> str:
    """The parts as a tsquery of PostgreSQL; empty where there is nothing to match."""
    told = [
        _either((_in_tsquery(row) for row in rows_of(part)), _begin_tsquery(part)) for part in parts
    ]
    return _joined(told, " | " if is_any else " & ", " | ")


def _either(rows: Iterable[str], beginning: str) -> list[str]:
    return [*rows, beginning] if beginning else list(rows)


def _joined(parts: Sequence[Sequence[str]], between: str, either: str) -> str:
    """All parts, each in one of its ways; nothing where one of them has no way."""
    if not parts or not all(parts):
        return ""
    return between.join(f"({either.join(ways)})" for ways in parts)


def _in_fts5(row: Row) -> str:
    return '"' + " ".join(row) + '"'


def _begin_fts5(part: Part) -> str:
    beginning = words.plain(part.words[0])
    return f'"{beginning}" *' if part.is_beginning and beginning else ""


def _in_tsquery(row: Row) -> str:
    return "(" + " <-> ".join(f"'{term}'" for term in row) + ")"


def _begin_tsquery(part: Part) -> str:
    beginning = words.plain(part.words[0])
    return f"'{beginning}':*" if part.is_beginning and beginning else ""
