"""Who turned to whom, when and how: interactions held as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.kinds import CODES, GROUP_KINDS
from tribe.graph.data.members import chosen

Whole = TypeVar("Whole", bound="np.integer[Any]")
Row = tuple[str, str, str, float, int]
ThreadedRow = tuple[str, str, str, float, int, str]
STRETCH = 1 << 16  # rows that are held as rows at once
_GROUP = sorted(CODES[kind] for kind in GROUP_KINDS)


def freeze(*columns: NDArray[Any]) -> None:
    """Make arrays read-only."""
    for column in columns:
        column.flags.writeable = False


def distinct(numbers: NDArray[Whole]) -> NDArray[Whole]:
    """Each number once, ascending: as `numpy.unique`, which hashes, and is slower."""
    ascending = np.sort(numbers)
    return ascending[np.diff(ascending, prepend=ascending[:1] - 1) > 0]


def done_together(kind: NDArray[np.int8]) -> NDArray[np.bool_]:
    """(rows,) True where the kind of act is one that several do together."""
    found = np.zeros(len(kind), dtype=np.bool_)
    for code in _GROUP:
        found |= kind == code
    return found


def _columns(
    rows: Sequence[Row | ThreadedRow], index: dict[str, int], threads: dict[str, int]
) -> tuple[NDArray[Any], ...]:
    """A stretch of rows as source, target, kind, at, size and thread.

    `index` numbers who is new in it, `threads` which threads.
    """
    unknown = {row[2] for row in rows} - CODES.keys()
    if unknown:
        raise ValueError(f"unknown kind of interaction: {', '.join(sorted(unknown))}")
    at = np.array([row[3] for row in rows], dtype=np.float64)
    if not np.isfinite(at).all():
        raise ValueError("the time of an interaction is not a finite number")
    return (
        np.array([index.setdefault(row[0], len(index)) for row in rows], dtype=np.int32),
        np.array([index.setdefault(row[1], len(index)) for row in rows], dtype=np.int32),
        np.array([CODES[row[2]] for row in rows], dtype=np.int8),
        at,
        np.array([row[4] for row in rows], dtype=np.int32),
        np.array([_thread(row, threads) for row in rows], dtype=np.int32),
    )


def _thread(row: Row | ThreadedRow, threads: dict[str, int]) -> int:
    if len(row) == 5 or not row[5]:
        return -1
    return threads.setdefault(row[5], len(threads))


def threads_of(
    parts: Sequence[tuple[NDArray[np.int32] | None, int]], *, are_apart: bool = False
) -> NDArray[np.int32] | None:
    """The threads of several parts with so many rows each; None where none knows of any.

    With `are_apart` each part has numbers of its own.
    """
    if all(thread is None for thread, _ in parts):
        return None
    columns, first = list[NDArray[np.int32]](), 0
    for thread, rows in parts:
        column = np.full(rows, -1, dtype=np.int32) if thread is None else thread
        columns.append(np.where(column < 0, -1, column + first).astype(np.int32))
        if are_apart:
            first += int(column.max(initial=-1)) + 1
    return np.concatenate(columns)


@dataclass(frozen=True)
class MemberFact:
    """What the measures may know of a member: an id, the brand flag, when they joined."""

    id: str
    brand: bool = False
    joined_at: float | None = None


@dataclass(frozen=True, eq=False)
class Interactions:
    """Interactions in columns; every array is read-only.

    Attributes
    ----------
    members : sequence of str
        The ids, in index order: a tuple, or `Labels` where they are numbers.
    brand : (n,) bool
        True for the brand's own accounts.
    joined_at : (n,) float64
        Unix seconds; nan where unknown.
    source, target : (rows,) int32
        Index into `members`.
    kind : (rows,) int8
        Index into `KINDS`.
    at : (rows,) float64
        Unix seconds.
    group_size : (rows,) int32
        Persons in a group act; 0 for an act of one towards one.
    thread : (rows,) int32, optional
        A number for the thread in which each act was done, -1 for none; None where nothing is
        known of threads.

    Notes
    -----
    A group act counts once for a pair, in whichever direction and however
    often the pair is written for the same kind, moment and size.

    Examples
    --------
    >>> rows = [("ada", "ben", "reply", 0.0, 0), ("ben", "ada", "thanks", 60.0, 0)]
    >>> talk = Interactions.from_rows(rows)
    >>> talk.members, len(talk)
    (('ada', 'ben'), 2)
    """

    members: Sequence[str]
    brand: NDArray[np.bool_]
    joined_at: NDArray[np.float64]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int8]
    at: NDArray[np.float64]
    group_size: NDArray[np.int32]
    thread: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.brand, self.joined_at, self.source, self.target)
        freeze(self.kind, self.at, self.group_size)
        if self.thread is not None:
            freeze(self.thread)

    def __len__(self) -> int:
        """How many interactions there are."""
        return len(self.source)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Row] | Iterable[ThreadedRow],
        members: Sequence[MemberFact] | None = None,
    ) -> Interactions:
        """Columns from (source, target, kind, at, group size), and perhaps a thread's id.

        An empty thread is none. Members keep the order given; ids that only the rows know
        follow, sorted.

        Raises
        ------
        ValueError
            A kind is unknown, a time is not finite, or a member is given twice.
        """
        facts = list(members or ())
        index = {fact.id: place for place, fact in enumerate(facts)}
        if len(index) != len(facts):
            raise ValueError("a member is given twice")
        given: Iterator[Row | ThreadedRow] = iter(rows)
        threads = dict[str, int]()
        parts = [_columns([], index, threads)]
        while stretch := list(islice(given, STRETCH)):
            parts.append(_columns(stretch, index, threads))
        source, target, kind, at, group_size, thread = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        names = list(index)
        unseen = sorted(names[len(facts) :])
        facts += [MemberFact(name) for name in unseen]
        place = {name: number for number, name in enumerate(unseen, len(names) - len(unseen))}
        moved = np.array([place.get(name, index[name]) for name in names], dtype=np.int32)
        return cls(
            members=tuple(fact.id for fact in facts),
            brand=np.array([fact.brand for fact in facts], dtype=np.bool_),
            joined_at=np.array(
                [np.nan if f.joined_at is None else f.joined_at for f in facts], dtype=np.float64
            ),
            source=moved[source],
            target=moved[target],
            kind=kind,
            at=at,
            group_size=group_size,
            thread=thread if threads else None,
        )

    @classmethod
    def join(cls, parts: Sequence[Interactions]) -> Interactions:
        """All parts as one; members are matched by id, threads of two parts are never one.

        The brand flag of any part holds; of several joining times, the earliest.
        """
        names = sorted({name for part in parts for name in part.members})
        index = {name: place for place, name in enumerate(names)}
        brand = np.zeros(len(names), dtype=np.bool_)
        joined = np.full(len(names), np.nan)
        places = [np.array([index[m] for m in part.members], dtype=np.int32) for part in parts]
        for part, place in zip(parts, places, strict=True):
            brand[place] |= part.brand
            joined[place] = np.fmin(joined[place], part.joined_at)
        pairs = list(zip(parts, places, strict=True))
        none = np.empty(0)
        return cls(
            tuple(names),
            brand,
            joined,
            np.concatenate([none, *(place[part.source] for part, place in pairs)]).astype(np.int32),
            np.concatenate([none, *(place[part.target] for part, place in pairs)]).astype(np.int32),
            np.concatenate([none, *(part.kind for part in parts)]).astype(np.int8),
            np.concatenate([none, *(part.at for part in parts)]),
            np.concatenate([none, *(part.group_size for part in parts)]).astype(np.int32),
            threads_of([(part.thread, len(part)) for part in parts], are_apart=True),
        )

    @cached_property
    def is_group(self) -> NDArray[np.bool_]:
        """(rows,) True where the act was done together rather than towards someone."""
        return done_together(self.kind)

    @cached_property
    def loops(self) -> int:
        """How many rows go from a member to themself; they are never ties."""
        return int(np.count_nonzero(self.source == self.target))

    def keep(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Interactions:
        """The same members with only the rows marked True, or those numbered, in that order."""
        return Interactions(
            self.members,
            self.brand,
            self.joined_at,
            self.source[rows],
            self.target[rows],
            self.kind[rows],
            self.at[rows],
            self.group_size[rows],
            None if self.thread is None else self.thread[rows],
        )

    def within(self, since: float | None, until: float | None) -> Interactions:
        """Rows with since <= at <= until; None leaves that side open."""
        rows = np.ones(len(self), dtype=np.bool_)
        if since is not None:
            rows &= self.at >= since
        if until is not None:
            rows &= self.at <= until
        return self if rows.all() else self.keep(rows)

    def dyadic(self) -> Interactions:
        """Only acts of one member towards another."""
        return self.keep(~self.is_group) if self.is_group.any() else self

    def only(self, members: NDArray[np.bool_]) -> Interactions:
        """Only the members marked True and the rows among them, renumbered."""
        place = np.cumsum(members, dtype=np.int32) - np.int32(1)
        rows = members[self.source] & members[self.target]
        return Interactions(
            chosen(self.members, members),
            self.brand[members],
            self.joined_at[members],
            place[self.source[rows]],
            place[self.target[rows]],
            self.kind[rows],
            self.at[rows],
            self.group_size[rows],
            None if self.thread is None else self.thread[rows],
        )

    def without_brand(self) -> Interactions:
        """The tribe as it is among its members, the brand's accounts left out."""
        return self.only(~self.brand) if self.brand.any() else self

    def single_group_acts(self) -> Interactions:
        """Group acts with each pair once, the smaller index as source; no threads."""
        acts = self.keep(self.is_group & (self.source != self.target))
        low = np.minimum(acts.source, acts.target)
        high = np.maximum(acts.source, acts.target)
        order = np.lexsort((acts.group_size, acts.at, acts.kind, high, low))
        columns = (low, high, acts.kind, acts.at, acts.group_size)
        fresh = np.ones(len(order), dtype=np.bool_)
        if len(order):
            fresh[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
        # sorted by what they are, so that sums over them do not depend on the order of the rows
        kept = order[fresh]
        return Interactions(
            self.members,
            self.brand,
            self.joined_at,
            low[kept],
            high[kept],
            acts.kind[kept],
            acts.at[kept],
            acts.group_size[kept],
        )
