"""Ties and gatherings as places that members hold: what stays when chance says who turns to whom.

A tie has two places, and so has an act of one towards another; what several did together has a
place for each of them. A draw of chance gives places to other members and leaves all else: how
many ties there are, what passes within each and when, and with how many one gathers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import Interactions, freeze
from tribe.graph.data.direct import Writers, acts_alone, in_pairs, ordered, weeks
from tribe.graph.data.kinds import KINDS, OMEGA, Kind

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

SEASON = 91 * 86_400.0


@dataclass(frozen=True, eq=False)
class Places:
    """The places of acts and gatherings, who holds each, and which may be exchanged.

    Attributes
    ----------
    n, ties : int
        Members; how many of the first contexts are ties, of which a pair has one.
    holder, context : (places,) int32
    at : (places,) float64
        Unix seconds of the first act of the tie, or of the gathering.
    starts : (contexts + 1,) int64
        The places of context c are ``starts[c]:starts[c + 1]``.
    source, target : (acts,) int32
        The two places of each act; a pair of those at a gathering is one act.
    moment : (acts,) float64
        Unix seconds.
    kind : (acts,) int8
    group_size : (acts,) int32
    stratum : (places,) int32
        Places of one stratum exchange their members; -1 for one whose member stays.
    begin : (n,) float64
        Unix seconds from when each member is there; minus infinity where it is not known.
    thread : (places,) int32
        The thread within which a place is exchanged, -1 for none.
    writers : Writers
        From when each member is in each thread.
    """

    n: int
    ties: int
    holder: NDArray[np.int32]
    context: NDArray[np.int32]
    at: NDArray[np.float64]
    starts: NDArray[np.int64]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    moment: NDArray[np.float64]
    kind: NDArray[np.int8]
    group_size: NDArray[np.int32]
    stratum: NDArray[np.int32]
    begin: NDArray[np.float64]
    thread: NDArray[np.int32]
    writers: Writers

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.context, self.at, self.starts, self.source, self.target)
        freeze(self.moment, self.kind, self.group_size, self.stratum)
        freeze(self.begin, self.holder, self.thread)

    @classmethod
    def of(cls, interactions: Interactions, *, single: bool = False) -> Places:
        """The places of all acts; acts of one towards themself are none.

        What passes directly between two is one tie, kept together. Members exchange places in
        ties that began in the same week (or as many weeks as have 64), in which as many acts
        went either way: each does as much, is turned to as often and has as many ties, in each
        stretch of time. Who came to a gathering is exchanged among all gatherings of a kind,
        between those who were members when each took place.

        Where threads are known, who wrote in one and when stays. Of ties that lie in a single
        thread and go one way, those turned to are exchanged within it, among ties of as many acts,
        with those who were in it by then; two who answered each other, or met in several
        threads, stay tied. Whom one mentions need not have been there: that counts as no thread.

        With `single`, each direct act is by itself and only whom it is meant for is exchanged:
        what two do again and again is then by lot too.
        """
        direct = ordered(interactions)
        group = interactions.single_group_acts()
        ties = acts_alone(direct) if single else in_pairs(direct)
        holder, where, low, high = _gatherings(group)
        moment, kinds = np.empty(len(holder)), np.empty(len(holder), dtype=np.int32)
        for places in (low, high):
            moment[places], kinds[places] = group.at, group.kind
        seasons = kinds * (len(group) + 1) + _seasons(moment)
        first, many = len(ties.holder), len(ties.holder) // 2
        sizes = np.concatenate([np.full(many, 2), np.bincount(where)]).astype(np.int64)
        return cls(
            len(interactions.members),
            0 if single else many,
            np.concatenate([ties.holder, holder]),
            np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            np.concatenate([ties.at, moment]),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            np.concatenate([ties.source, low + first]).astype(np.int32),
            np.concatenate([ties.target, high + first]).astype(np.int32),
            np.concatenate([direct.at, group.at]),
            np.concatenate([direct.kind, group.kind]),
            np.concatenate([direct.group_size, group.group_size]),
            np.concatenate([ties.stratum, seasons + ties.stratum.max(initial=-1) + 1]),
            np.where(np.isnan(interactions.joined_at), -np.inf, interactions.joined_at),
            np.concatenate([ties.thread, np.full(len(holder), -1, dtype=np.int32)]),
            Writers.of(direct),
        )

    @cached_property
    def _pool(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Places that may be exchanged, by stratum, and where each begins."""
        strata, number, many = np.unique(self.stratum, return_inverse=True, return_counts=True)
        # who is alone in a stratum has nobody to exchange with
        movable = np.flatnonzero((self.stratum >= 0) & (many[number] > 1))
        strata, number = np.unique(number[movable], return_inverse=True)
        order = movable[np.argsort(number, kind="stable")].astype(np.int32)
        bounds = np.concatenate([[0], np.cumsum(np.bincount(number, minlength=len(strata)))])
        return order, bounds.astype(np.int64)

    @property
    def movable(self) -> int:
        """How many places may be given to another member."""
        return len(self._pool[0])

    def exchange(self, holder: NDArray[np.int32], times: int, state: State) -> None:
        """Give places to others in `holder`, in place: `times` trials for each that may move."""
        order, bounds = self._pool
        kernels.redrawn.exchange(
            state,
            times,
            holder,
            self.context,
            self.starts,
            self.at,
            self.begin,
            order,
            bounds,
            self.ties,
            self.thread,
            self.writers.starts,
            self.writers.member,
            self.writers.since,
        )

    @cached_property
    def _ones(self) -> NDArray[np.float64]:
        return np.ones(len(self.source))

    def ends(self, holder: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both ends of each tie that these acts make, once, the lower member first."""
        u, v, _ = self.pairs(holder, self._ones)
        return u, v

    def pairs(
        self, holder: NDArray[np.int32], worth: NDArray[np.float64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """Both ends of each tie, and the sum of what its acts are worth, in either direction."""
        found: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]
        found = kernels.redrawn.pairs(self.n, holder[self.source], holder[self.target], worth)
        return found

    def worth(
        self, now: float, half_life: float, omega: Mapping[Kind, float] = OMEGA
    ) -> NDArray[np.float64]:
        """(acts,) what each adds to the weight of its tie, both directions summed.

        ω · 2^(-age / half-life); of what n did together 2 ω / (n - 1).
        """
        per_kind = np.array([omega[kind] for kind in KINDS], dtype=np.float64)
        share = np.where(self.group_size > 0, 2.0 / np.maximum(self.group_size - 1, 1), 1.0)
        faded = np.exp2((self.moment - now) / half_life)
        return np.asarray(per_kind[self.kind] * share * faded)


def is_dated(interactions: Interactions) -> bool:
    """Whether these are acts, rather than the ties of a plain graph written as acts.

    A plain graph has one moment, nothing done together, and each ordered pair at most once.
    """
    if interactions.is_group.any() or len(np.unique(interactions.at)) > 1:
        return True
    pairs = interactions.source.astype(np.int64) * len(interactions.members) + interactions.target
    return len(np.unique(pairs)) < len(pairs)


def _seasons(at: NDArray[np.float64]) -> NDArray[np.int32]:
    """(places,) the same for those at gatherings, in any order; those of one moment together."""
    moments, place, many = np.unique(at, return_inverse=True, return_counts=True)
    each = weeks(np.repeat(moments, many), SEASON)
    first = np.concatenate([[0], np.cumsum(many)[:-1]]).astype(np.int64)
    return np.asarray(each[first][place]) if len(at) else each


def _gatherings(
    group: Interactions,
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Who was at what, from its pairs: each one's place, by gathering; both places of each pair.

    Pairs of one kind, moment and size that hang together are one gathering.
    """
    none = np.empty(0, dtype=np.int64)
    if not len(group):
        return none.astype(np.int32), none, none, none
    n = len(group.members)
    columns = (group.group_size, group.kind, group.at)
    order = np.lexsort(columns)
    changes = np.zeros(len(order), dtype=np.bool_)
    for column in columns:
        changes[1:] |= np.diff(column[order]) != 0
    act = np.empty(len(order), dtype=np.int64)
    act[order] = np.cumsum(changes)
    keys, place = np.unique(
        np.concatenate([act * n + group.source, act * n + group.target]), return_inverse=True
    )
    low, high = place[: len(group)], place[len(group) :]
    ones = np.ones(len(group), dtype=np.int8)
    links = scipy.sparse.coo_array((ones, (low, high)), shape=(len(keys), len(keys)))
    parts = scipy.sparse.csgraph.connected_components(links, directed=False)[1]
    # numbered in order of time, as the keys are
    first = np.unique(parts, return_index=True)[1]
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    where = rank[parts]
    by_gathering = np.argsort(where, kind="stable")
    moved = np.empty(len(keys), dtype=np.int64)
    moved[by_gathering] = np.arange(len(keys))
    holder = (keys % n).astype(np.int32)[by_gathering]
    return holder, where[by_gathering], moved[low], moved[high]
