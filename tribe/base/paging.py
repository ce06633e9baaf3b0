"""Keyset pages of lists in whatever order: no OFFSET, no count."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, Protocol, Self, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from tribe.base.db import UtcDateTime, session
from tribe.base.text import clean

SIZE = 20
LARGEST = 2**31 - 1  # of a row's number
MAX_WRITTEN = 1000  # characters of a cursor in an address
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FURTHEST_AT = datetime(9999, 1, 1, tzinfo=UTC)
FURTHEST = int((FURTHEST_AT - EPOCH) / timedelta(microseconds=1))
Value = datetime | date | int | str
Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Cursor:
    """The place of a row in a list: its values in the columns of the list's order."""

    key: tuple[Value, ...]

    def __str__(self) -> str:
        """How it is written in an address."""
        return "-".join(map(_written, self.key))


@dataclass(frozen=True)
class Order:
    """By which columns a list is ordered, all rising or all falling; together they are unique."""

    columns: tuple[InstrumentedAttribute[Any] | ColumnElement[Any], ...]
    is_falling: bool = False

    def parse(self, written: str | None) -> Cursor | None:
        """The cursor that an address says, or None when it says nothing that makes sense."""
        parts = (written or "")[:MAX_WRITTEN].split("-")
        if len(parts) != len(self.columns):
            return None
        values = [_read(column, part) for column, part in zip(self.columns, parts, strict=True)]
        key = tuple(value for value in values if value is not None)
        return Cursor(key) if len(key) == len(values) else None


class Arguments(Protocol):
    """The query of an address."""

    def get(self, name: str) -> str | None:
        """The first value of that name."""
        ...


@dataclass(frozen=True)
class Span:
    """Where a page of a list is to begin or to end; its first one where neither is said."""

    after: Cursor | None = None
    before: Cursor | None = None

    @classmethod
    def parse(cls, order: Order, asked: Arguments) -> Self:
        """What the query of an address says of a list in this order."""
        return cls(order.parse(asked.get("after")), order.parse(asked.get("before")))

    @property
    def is_first(self) -> bool:
        """Whether the page begins where the list does."""
        return self.after is None and self.before is None


START = Span()


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursors that lead to those before and after them."""

    rows: list[Row]
    previous: Cursor | None = None
    next: Cursor | None = None

    def holding(self, rows: Iterable[Other]) -> "Page[Other]":
        """The same page, with what was made of its rows."""
        return Page(list(rows), self.previous, self.next)


def first_of(row: Sequence[Any]) -> Any:
    """What was selected, where that is one thing."""
    return row[0]


def read_page(
    statement: Select[*tuple[Any, ...]],
    order: Order,
    span: Span = START,
    make: Callable[[Sequence[Any]], Row] = first_of,
    size: int = SIZE,
) -> Page[Row]:
    """The rows next after, or just before, a cursor; the first ones without. One query.

    `make` is given the values that the statement selects, and not those of the order.
    """
    backwards = span.before is not None and span.after is None
    cursor = span.before if backwards else span.after
    columns, is_falling = order.columns, order.is_falling is not backwards
    if cursor is not None:
        bound = tuple_(*(literal(v, c.type) for v, c in zip(cursor.key, columns, strict=True)))
        key = tuple_(*columns)
        statement = statement.where(key < bound if is_falling else key > bound)
    statement = statement.order_by(*(c.desc() if is_falling else c.asc() for c in columns))
    found = session.execute(statement.add_columns(*columns).limit(size + 1)).all()
    width = len(columns)
    page = page_from(
        found, lambda row: Cursor(tuple(row[-width:])), size,
        backwards=backwards, is_first=cursor is None,
    )  # fmt: skip
    return page.holding([make(row[:-width]) for row in page.rows])


def page_from(
    found: Sequence[Row],
    place: Callable[[Row], Cursor],
    size: int,
    *,
    backwards: bool = False,
    is_first: bool = False,
) -> Page[Row]:
    """A page of what was found in the order of the search, a row more than is shown where there is.

    `is_first` where the search began at no cursor, so that nothing stands before it.
    """
    rows, has_more = list(found[:size]), len(found) > size
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    has_previous = has_more if backwards else not is_first
    has_next = backwards or has_more
    return Page(
        rows,
        place(rows[0]) if has_previous else None,
        place(rows[-1]) if has_next else None,
    )


def parse_number(written: str | None) -> int | None:
    """The number of a row that an address says, or None when none can have it."""
    number = _number(written or "", LARGEST)
    return number or None


def _written(value: Value) -> str:
    """A value of a key; text as RFC 6901 escapes it, so that it holds no hyphen."""
    if isinstance(value, datetime):
        return str((value - EPOCH) // timedelta(microseconds=1))
    if isinstance(value, date):
        return str(value.toordinal())
    return str(value).replace("~", "~0").replace("-", "~1")


def _read(column: InstrumentedAttribute[Any] | ColumnElement[Any], written: str) -> Value | None:
    """The value of a column that is written so; None where it can have no such value."""
    if isinstance(column.type, UtcDateTime):
        micros = _number(written, FURTHEST)
        return None if micros is None else EPOCH + timedelta(microseconds=micros)
    kind = column.type.python_type
    if kind is date:
        days = _number(written, date.max.toordinal())
        return date.fromordinal(days) if days else None
    if kind is int:
        return _number(written, LARGEST)
    text = clean(written.replace("~1", "-").replace("~0", "~"))
    if issubclass(kind, StrEnum):
        return next((one for one in kind if one == text), None)
    return text or None


def _number(written: str, largest: int) -> int | None:
    is_number = written.isascii() and written.isdigit() and len(written) <= len(str(largest))
    return int(written) if is_number and int(written) <= largest else None
