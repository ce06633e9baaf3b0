"""What is new to a member, as features declare it: the page that asks for it knows none of them.

All sources make one list, the latest first; where moments are equal the name of the source and the
number of the thing decide. So a page begins at one place of the whole list, and each source is
asked for what lies beyond it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, column, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from tribe.base.db import UtcDateTime
from tribe.base.paging import FURTHEST_AT, LARGEST, SIZE, Cursor, Order, Page, Span, page_from

EXTENSION = "tribe_news"
ORDER = Order(
    (column("at", UtcDateTime()), column("source", String()), column("number", Integer())),
    is_falling=True,
)


@dataclass(frozen=True, slots=True)
class News:
    """One thing that is new: what it is in a few words, its title, and the way to it.

    `number` is of no other row of its source. `line` says where or when it is, `by` whose it is;
    `tag` is the name, the address and the hue of the part of the place in which it lies.
    """

    at: datetime
    number: int
    what: str
    title: str
    address: str
    line: str = ""
    by: Any = None
    icon: str = ""  # where nobody's face stands before it
    tag: tuple[str, str, int] | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a source are asked for: after a mark, beyond a place, so many at most."""

    since: datetime
    at: datetime
    number: int
    size: int
    is_backwards: bool = False

    @property
    def span(self) -> Span:
        """The same for lists by a moment and a number."""
        place = Cursor((self.at, self.number))
        return Span(before=place) if self.is_backwards else Span(after=place)

    @property
    def given(self) -> dict[str, Any]:
        """The values of a statement that was made by `beyond`."""
        values: dict[str, Any] = {"since": self.since, "size": self.size}
        return values | {"beyond_at": self.at, "beyond_number": self.number}


def beyond(
    statement: Select[*tuple[Any, ...]],
    at: InstrumentedAttribute[Any] | ColumnElement[datetime],
    number: InstrumentedAttribute[int],
    *,
    is_backwards: bool,
) -> Select[*tuple[Any, ...]]:
    """The rows of a statement that a window asks for; made once, for `given` has its values."""
    moment = UtcDateTime()
    place = tuple_(bindparam("beyond_at", type_=moment), bindparam("beyond_number"))
    key = tuple_(at, number)
    order = (at.asc(), number.asc()) if is_backwards else (at.desc(), number.desc())
    after = at > bindparam("since", type_=moment)
    chosen = statement.where(after, key > place if is_backwards else key < place)
    return chosen.order_by(*order).limit(bindparam("size"))


@dataclass(frozen=True)
class NewsSource:
    """What a feature has that is new: one or two statements, which obey what a reader may see.

    `read` answers rows in a window, in any order. `mark` notes that a reader has read all that was
    there at a moment, where the feature keeps marks of its own. `room` is where an open page hears
    that something may have come.
    """

    name: str
    read: Callable[[Any, Window], Sequence[News]]
    mark: Callable[[Any, datetime], None] | None = None
    room: Callable[[Any], str] | None = None


def init_app(app: Flask, sources: Iterable[NewsSource]) -> None:
    """Tell an application its sources; raises ValueError for two of one name."""
    known: dict[str, NewsSource] = {}
    for source in sources:
        if source.name in known:
            raise ValueError(f"two sources of news are called {source.name}")
        known[source.name] = source
    app.extensions[EXTENSION] = known


def news_sources() -> Sequence[NewsSource]:
    """The sources of this application."""
    known: Mapping[str, NewsSource] = current_app.extensions[EXTENSION]
    return list(known.values())


def rooms_of_news(reader: Any) -> list[str]:
    """Where an open page of a member hears that something may have come."""
    return [source.room(reader) for source in news_sources() if source.room is not None]


def list_news(reader: Any, since: datetime, span: Span, size: int = SIZE) -> Page[News]:
    """What is new to a member since a moment, the latest first; the statements of each source."""
    is_backwards = span.before is not None and span.after is None
    cursor = span.before if is_backwards else span.after
    found: list[tuple[tuple[datetime, str, int], News]] = []
    for source in news_sources():
        window = _window(source.name, cursor, since, size + 1, is_backwards=is_backwards)
        rows = source.read(reader, window)
        found += [((row.at, source.name, row.number), row) for row in rows]
    found.sort(key=lambda one: one[0], reverse=not is_backwards)
    page = page_from(
        found[: size + 1], lambda one: Cursor(one[0]), size,
        backwards=is_backwards, is_first=cursor is None,
    )  # fmt: skip
    return page.holding(row for _key, row in page.rows)


def _window(
    name: str, cursor: Cursor | None, since: datetime, size: int, *, is_backwards: bool
) -> Window:
    """What lies beyond a place of the whole list, as one source counts."""
    if cursor is None:
        return Window(since, FURTHEST_AT, LARGEST, size)
    at, source, number = cursor.key
    assert isinstance(at, datetime)
    assert isinstance(source, str)
    assert isinstance(number, int)
    if name != source:
        number = LARGEST if name < source else 0
    return Window(since, at, number, size, is_backwards)
