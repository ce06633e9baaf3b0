"""Interactions on their way in: a stretch of rows at a time, whatever they are read from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from queue import Queue
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions, done_together, threads_of
from tribe.graph.data.numbering import Numbering, ranked
from tribe.speech import Message, Said

T = TypeVar("T")
_READ = frozenset({"source", "target", "kind", "at", "context", "thread", "group_size"})


@dataclass(frozen=True)
class Refusal:
    """A line that was left out, by its number in the file, and the reason."""

    line: int
    reason: Said


class UnreadableFile(ValueError):
    """The file as a whole is no interactions file; `words` says why to a person."""

    def __init__(self, words: Said) -> None:
        super().__init__(str(words))
        self.words = words


def refuse_twins(titles: Sequence[str]) -> None:
    """Raise UnreadableFile where two columns that are read have one name."""
    twin = next((title for title in titles if title in _READ and titles.count(title) > 1), None)
    if twin is not None:
        raise UnreadableFile(
            Message(
                "Two columns are called %(name)s.",
                name=twin,
            )
        )


@dataclass(frozen=True, eq=False)
class Batch:
    """Rows in columns; members and contexts stand as places of the source's numbering.

    `group_size` is None where the rows themselves are to say how many persons an act
    joins; then rows that share kind, `context` and time are one act. `thread` is None where
    nothing is known of threads, and -1 in a row of none.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int8]
    at: NDArray[np.float64]
    group_size: NDArray[np.int32] | None
    context: NDArray[np.int32]
    thread: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.source)

    def keep(self, rows: NDArray[np.bool_]) -> Batch:
        """Only the rows marked True."""
        size = None if self.group_size is None else self.group_size[rows]
        return Batch(
            self.source[rows],
            self.target[rows],
            self.kind[rows],
            self.at[rows],
            size,
            self.context[rows],
            None if self.thread is None else self.thread[rows],
        )

    def sized(self) -> Batch:
        """The same with the size of each group act, counted from the rows if need be."""
        if self.group_size is not None:
            return self
        return replace(self, group_size=sizes_of(self))


def joined(batches: Iterable[Batch]) -> Batch:
    """All as one, with the size of each group act."""
    parts = list(batches)
    if len(parts) == 1:
        return parts[0].sized()
    none = np.empty(0)
    sizes = None
    if parts and all(part.group_size is not None for part in parts):
        sizes = np.concatenate([part.group_size for part in parts])
    return Batch(
        np.concatenate([none.astype(np.int32), *(part.source for part in parts)]),
        np.concatenate([none.astype(np.int32), *(part.target for part in parts)]),
        np.concatenate([none.astype(np.int8), *(part.kind for part in parts)]),
        np.concatenate([none, *(part.at for part in parts)]),
        sizes,
        np.concatenate([none.astype(np.int32), *(part.context for part in parts)]),
        threads_of([(part.thread, len(part)) for part in parts]),
    ).sized()


def sizes_of(batch: Batch) -> NDArray[np.int32]:
    """(rows,) persons of the group act that each row belongs to; 0 for a dyadic act."""
    size = np.zeros(len(batch), dtype=np.int32)
    rows = np.flatnonzero(done_together(batch.kind))
    if not len(rows):
        return size
    columns = (batch.kind[rows], batch.context[rows], batch.at[rows])
    order = np.lexsort(columns)
    fresh = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    act = np.empty(len(rows), dtype=np.int64)
    act[order] = np.concatenate([[0], np.cumsum(fresh)])
    person = np.concatenate([batch.source[rows], batch.target[rows]]).astype(np.int64)
    there = np.unique(np.concatenate([act, act]) << 32 | person)
    size[rows] = np.bincount(there >> 32)[act]
    return size


class Source(Protocol):
    """Something that interactions can be read from, once."""

    numbering: Numbering
    refusals: list[Refusal]

    def __iter__(self) -> Iterator[Batch]:
        """The rows, a stretch at a time."""


def collected(source: Source) -> Interactions:
    """Everything that a source holds; members are sorted by id."""
    whole = joined(source)
    members, place = ranked(source.numbering, whole.source, whole.target)
    assert whole.group_size is not None
    return Interactions(
        members,
        np.zeros(len(members), dtype=np.bool_),
        np.full(len(members), np.nan),
        place[whole.source],
        place[whole.target],
        whole.kind,
        whole.at,
        whole.group_size,
        whole.thread,
    )


def ahead(make: Callable[[], Iterable[T]], room: int = 1) -> Iterator[T]:
    """What an iterable gives, taken from it by another thread so that both sides work at once.

    When whoever reads stops early, the other side stops at its next item.
    """
    queue: Queue[tuple[T | None, BaseException | None]] = Queue(room)
    stopped = threading.Event()

    def fill() -> None:
        failure: BaseException | None = None
        try:
            for item in make():
                if stopped.is_set():
                    return
                queue.put((item, None))
        except BaseException as error:
            failure = error
        queue.put((None, failure))

    thread = threading.Thread(target=fill, name="reading ahead", daemon=True)
    thread.start()
    try:
        while True:
            item, failure = queue.get()
            if failure is not None:
                raise failure
            if item is None:
                return
            yield item
    finally:
        stopped.set()
        while thread.is_alive():
            if not queue.empty():
                queue.get()
            thread.join(0.01)
