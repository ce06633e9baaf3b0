"""Making the index anew, a batch in each job; and comparing it with what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from tribe.base.db import session
from tribe.jobs import enqueue
from tribe.jobs.queries import has_open
from tribe.search.declared import searchables
from tribe.search.frequency import COUNT
from tribe.search.indexing import BATCH, changed, columns_of, parts_of
from tribe.search.models import SearchDocument

REBUILD = "search.rebuild"
COMPARED = (
    "thing_id",
    "group_id",
    "scope_id",
    "author_id",
    "at",
    "replies",
    "marks",
    "digest",
)


def begin_again() -> None:
    """Have all texts read anew, while the index goes on answering; the caller commits."""
    enqueue(REBUILD)


def is_reading() -> bool:
    """Whether texts are still to be read, as after an upgrade; one query."""
    return has_open(REBUILD)


def rebuild(payload: dict[str, Any]) -> None:
    """Read the next texts of a kind, and ask for those after them: a kill costs one batch.

    A job that names no kind asks for each from its beginning.
    """
    if "of" not in payload:
        for kind in searchables():
            enqueue(REBUILD, of=kind, after=0)
    elif payload["of"] in searchables():
        last = _read_some(payload["of"], payload["after"])
        if last is not None:
            enqueue(REBUILD, of=payload["of"], after=last)
        else:  # once for all kinds; each night they are counted anyway
            enqueue(COUNT, key=f"{COUNT}.filled")


def rebuild_now() -> int:
    """Read all texts anew, and commit after each batch; how many there are then."""
    for kind in searchables():
        after: int | None = 0
        while after is not None:
            after = _read_some(kind, after)
            session.commit()
    return session.scalar(select(func.count()).select_from(SearchDocument)) or 0


def rebuild_after_restore() -> None:
    """Read what came with a backup or an import, which brings no index; commits as it goes."""
    rebuild_now()


def _read_some(kind: str, after: int) -> int | None:
    """Read a batch of things after a number; the last of it, or None where it was the last."""
    numbers = searchables()[kind].numbers(after, BATCH)
    last = numbers[-1] if len(numbers) == BATCH else None
    indexed = session.scalars(select(SearchDocument.thing_id).where(*_between(kind, after, last)))
    # In place, and not deleted first: who removes one meanwhile waits for it, and then finds it.
    changed(kind, {*numbers, *indexed})
    return last


def _between(kind: str, after: int, last: int | None) -> list[ColumnElement[bool]]:
    own = [SearchDocument.kind == kind, SearchDocument.thing_id > after]
    return own if last is None else [*own, SearchDocument.thing_id <= last]


@dataclass(frozen=True)
class Compared:
    """How many texts the index lacks, has otherwise, and has though they are gone."""

    lacking: int = 0
    stale: int = 0
    left_over: int = 0

    @property
    def is_good(self) -> bool:
        """Whether the index has what is there."""
        return not (self.lacking or self.stale or self.left_over)

    def __str__(self) -> str:
        """As operators read it."""
        return f"{self.lacking} texts are missing, {self.stale} changed, {self.left_over} gone"

    def __add__(self, other: "Compared") -> "Compared":
        """Both together."""
        return Compared(
            self.lacking + other.lacking,
            self.stale + other.stale,
            self.left_over + other.left_over,
        )


def compare(newest: int | None = None) -> Compared:
    """Compare the index with what it is made of: all of it, or so many numbers of each kind.

    It holds nobody up, and changes nothing.
    """
    found = Compared()
    for kind in searchables():
        after: int | None = 0 if newest is None else _before_newest(kind, newest)
        while after is not None:
            numbers = searchables()[kind].numbers(after, BATCH)
            last = numbers[-1] if len(numbers) == BATCH else None
            found += _compare_some(kind, after, numbers, last)
            after = last
    return found


def _before_newest(kind: str, newest: int) -> int:
    own = SearchDocument.kind == kind
    last = session.scalar(select(func.max(SearchDocument.thing_id)).where(own)) or 0
    return max(0, last - newest)


def _compare_some(kind: str, after: int, numbers: Sequence[int], last: int | None) -> Compared:
    columns = [getattr(SearchDocument, name) for name in COMPARED]
    rows = session.execute(select(*columns).where(*_between(kind, after, last)))
    indexed = {row.thing_id: row for row in rows}
    lacking = stale = 0
    for document in searchables()[kind].documents(numbers):
        row = indexed.pop(document.thing_id, None)
        told = columns_of(kind, document, parts_of(document))
        lacking += row is None
        stale += row is not None and any(getattr(row, name) != told[name] for name in COMPARED)
    return Compared(lacking, stale, len(indexed))
