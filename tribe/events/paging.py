"""Keyset pages of things that have a time and an id: no OFFSET, no count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from tribe.db import UtcDateTime, session
from tribe.forms import LARGEST

SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FURTHEST = int((datetime(9999, 1, 1, tzinfo=UTC) - EPOCH) / timedelta(microseconds=1))
Row = TypeVar("Row")


@dataclass(frozen=True)
class Cursor:
    """The place of a row in a list that is ordered by time and id."""

    at: datetime
    id: int

    def __str__(self) -> str:
        """How it is written in an address."""
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.id}"

    @classmethod
    def parse(cls, written: str | None) -> "Cursor | None":
        """What an address says, or None when it says nothing that makes sense."""
        micros, _dash, number = (written or "").partition("-")
        if not (micros.isdecimal() and number.isdecimal() and len(micros) < 20 > len(number)):
            return None
        if int(micros) > FURTHEST or int(number) > LARGEST:
            return None
        return cls(EPOCH + timedelta(microseconds=int(micros)), int(number))


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursors that lead to those before and after them."""

    rows: list[Row]
    previous: Cursor | None = None
    next: Cursor | None = None


def read_page(
    statement: Select[*tuple[Any, ...]],
    at: InstrumentedAttribute[datetime],
    number: InstrumentedAttribute[int],
    make: Callable[[Any], Row],
    place: Callable[[Row], Cursor],
    *,
    newest_first: bool,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = SIZE,
) -> Page[Row]:
    """The rows next after, or just before, a cursor; the first ones without. One query."""
    backwards = before is not None and after is None
    cursor = before if backwards else after
    descending = newest_first is not backwards
    if cursor is not None:
        key = tuple_(at, number)
        bound = tuple_(literal(cursor.at, UtcDateTime()), literal(cursor.id))
        statement = statement.where(key < bound if descending else key > bound)
    order = (at.desc(), number.desc()) if descending else (at.asc(), number.asc())
    found = [make(row) for row in session.execute(statement.order_by(*order).limit(size + 1))]
    rows, has_more = found[:size], len(found) > size
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    has_previous = has_more if backwards else cursor is not None
    has_next = backwards or has_more
    return Page(
        rows,
        place(rows[0]) if has_previous else None,
        place(rows[-1]) if has_next else None,
    )
