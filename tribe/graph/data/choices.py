"""Acts in order of time, each a choice of whom to turn to, and who was there to be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import Interactions
from tribe.graph.data.direct import Writers, ordered, threads
from tribe.graph.data.fading import HALF_LIFE
from tribe.graph.data.records import Occasion

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

CONTROLS = 15  # beside each who was chosen: 15/16 as sure as with all, where nothing has an effect
CASES = 10_000  # choices that are compared at most, drawn by lot from all

Columns = tuple[NDArray[Any], ...]


@dataclass(frozen=True, eq=False)
class Choices:
    """Who was chosen, and some who were there and were not.

    Attributes
    ----------
    table : (cases, candidates, columns) float64
        The columns of ``kernels.events``, whoever was chosen first.
    candidates : (cases, candidates) int32
        Who they are; -1 beyond the size.
    sizes : (cases,) int32
    source : (cases,) int32
        Who chose.
    at : (cases,) float64
        Unix seconds; ascending.
    """

    table: NDArray[np.float64]
    candidates: NDArray[np.int32]
    sizes: NDArray[np.int32]
    source: NDArray[np.int32]
    at: NDArray[np.float64]

    def __len__(self) -> int:
        """How many choices there are."""
        return len(self.sizes)

    @classmethod
    def of(
        cls,
        interactions: Interactions,
        since: float | None,
        seed: int,
        occasions: Sequence[Occasion] = (),
        *,
        controls: int = CONTROLS,
        cases: int = CASES,
    ) -> Choices:
        """Choices from `since` on, with all that was known when each was made.

        An act chooses among members who were there at its moment; in a thread, among those who
        had been in it before. Who comes by the very act was not known to be there, and was no
        choice. The brand's accounts are chosen, and do not choose.
        """
        direct = ordered(interactions)
        begin: Callable[..., State] = kernels.chance.state
        # of one type always, or Numba compiles anew past 2^63
        state = begin(np.uint64(seed % 2**64), np.uint64(0))
        is_case = ~direct.brand[direct.source]
        if since is not None:
            is_case &= direct.at >= since
        kept = np.flatnonzero(is_case)
        if len(kept) > cases:
            kept = kept[kernels.chance.permutation(state, len(kept))[:cases]]
            is_case = np.zeros(len(direct), dtype=np.bool_)
            is_case[kept] = True
        ties = _Rows.of(len(direct.members), direct.source, direct.target)
        thread, writers = _threads(direct)
        acts = (direct.source, direct.target, direct.at, is_case, *thread)
        table, candidates, sizes, which = kernels.events.choices(
            state,
            controls,
            HALF_LIFE,
            acts,
            (ties.indptr, ties.other, ties.mirror, ties.slot),
            _presence(interactions, direct),
            writers,
            _meetings(interactions),
            _rites(interactions, occasions),
        )
        return cls(table, candidates, sizes, direct.source[which], direct.at[which])


@dataclass(frozen=True, eq=False)
class _Rows:
    """The neighbours of each member, in the order in which they met."""

    indptr: NDArray[np.int64]
    other: NDArray[np.int32]
    mirror: NDArray[np.int64]  # where the same pair stands in the other's row
    slot: NDArray[np.int64]  # of each act, its pair in the row of its source

    @classmethod
    def of(cls, n: int, source: NDArray[np.int32], target: NDArray[np.int32]) -> _Rows:
        """From acts in order of time."""
        low, high = np.minimum(source, target), np.maximum(source, target)
        pairs, first, pair = np.unique(
            low.astype(np.int64) * max(n, 1) + high, return_index=True, return_inverse=True
        )
        order = np.argsort(first, kind="stable")
        pairs, rank = pairs[order], np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        ends = np.stack([pairs // max(n, 1), pairs % max(n, 1)], axis=1).astype(np.int32).ravel()
        # a pair's two ends stand side by side, pairs in the order of their first act
        by_member = np.argsort(ends, kind="stable")
        place = np.empty(len(ends), dtype=np.int64)
        place[by_member] = np.arange(len(ends))
        across = np.arange(len(ends)) ^ 1
        return cls(
            np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=n))]).astype(np.int64),
            ends[across][by_member],
            place[across][by_member],
            place[2 * rank[pair] + (source > target)],
        )


def _presence(interactions: Interactions, direct: Interactions) -> Columns:
    """From when each member is there: joined, or seen before."""
    n = len(interactions.members)
    seen = np.full(n, np.inf)
    for member in (direct.source, direct.target):
        np.minimum.at(seen, member, direct.at)
    group = interactions.keep(interactions.is_group)
    for member in (group.source, group.target):
        np.minimum.at(seen, member, group.at)
    joined = interactions.joined_at
    # whoever is first seen by an act was not known to be there before it
    there = np.fmin(np.nextafter(seen, np.inf), joined)
    in_order = np.argsort(there, kind="stable").astype(np.int32)
    since = np.where(np.isnan(joined), np.nan, np.fmin(seen, joined))
    return there[in_order], in_order, there, since, interactions.brand.copy()


def _threads(direct: Interactions) -> tuple[Columns, Columns]:
    """Of each act its thread and the places of both ends in it; and the threads themselves."""
    writers, thread = Writers.of(direct), threads(direct)
    many = np.diff(writers.starts)
    where = np.repeat(np.arange(len(many)), many)
    in_order = np.lexsort((writers.member, writers.since, where))
    place = np.empty(len(in_order), dtype=np.int64)
    place[in_order] = np.arange(len(in_order))
    n = max(len(direct.members), 1)
    keys = where * n + writers.member
    ends = []
    for member in (direct.target, direct.source):
        found = np.searchsorted(keys, thread.astype(np.int64) * n + member)
        known = thread >= 0
        ends.append(np.where(known, place[found * known], 0) if len(keys) else found * 0)
    columns = (writers.starts, writers.member[in_order], writers.since[in_order])
    return (thread, ends[0], ends[1]), columns


def _meetings(interactions: Interactions) -> Columns:
    """Pairs who did something together, in order of time."""
    group = interactions.single_group_acts()
    group = group.keep(np.argsort(group.at, kind="stable"))
    rows = _Rows.of(len(group.members), group.source, group.target)
    worth = 1.0 / np.maximum(group.group_size - 1, 1)
    return rows.indptr, rows.other, rows.mirror, group.at, rows.slot, group.source, worth


def _rites(interactions: Interactions, occasions: Sequence[Occasion]) -> Columns:
    """Who came to which rite, in order of time."""
    told = [one for one in occasions if one.rite is not None and one.people]
    wanted = {name for one in told for name in one.people}
    members = interactions.members if wanted else ()
    index = {name: place for place, name in enumerate(members) if name in wanted}
    came = [
        (one.at, one.rite or 0, index[name]) for one in told for name in one.people if name in index
    ]
    table = np.array(sorted(came), dtype=np.float64).reshape(-1, 3)
    persons, place = np.unique(table[:, 2].astype(np.int64), return_inverse=True)
    rite_numbers, rite = np.unique(table[:, 1].astype(np.int64), return_inverse=True)
    row_of = np.zeros(len(interactions.members), dtype=np.int64)
    row_of[persons] = np.arange(1, len(persons) + 1)
    rows = np.zeros((len(persons) + 1, max(len(rite_numbers), 1)), dtype=np.bool_)
    return persons[place], rite, table[:, 0].copy(), rows, row_of
