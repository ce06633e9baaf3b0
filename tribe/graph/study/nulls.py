"""What chance alone would give: the same acts turned to other members, or the same ties.

Where ties come from acts, chance says who turned to whom (`tribe.graph.data.places`): how
much each member does and is turned to, in how many ties and when, and who is out how often at
gatherings of which size, stays. In a plain graph each member keeps their number of ties, by
degree-preserving swaps. The first network lies at least 10 m trials from the one observed,
of m acts or ties. Small networks start anew from there for each draw; past `LARGE` `CHAINS`
chains go on instead, 2 m trials from one draw to the next, so each draw still lies 10 m or
more from the one observed. Draws are shared out among threads, and are the same on any number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import Interactions
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.places import Places, is_dated
from tribe.graph.study import parallel
from tribe.graph.study.ranks import rank_correlation

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

T = TypeVar("T")
Ends = tuple[NDArray[np.int32], NDArray[np.int32]]

TRANSITIVITY, CLUSTERING, OVERLAP, CORE = range(4)  # places in what `Chance.closed` tells
STRENGTH = 4  # and, of acts, beside these: see `Chance.strong`

LARGE = 10_000
CHAINS = 8
KEPT = 2**27  # bytes of draws: 200 with 160 000 places
LEIDEN_BUDGET = 10_000
RUNS_BUDGET = 5_000


@dataclass(frozen=True, eq=False)
class NullStatistics:
    """(R,) each: what was measured on each network that chance made."""

    transitivity: NDArray[np.float64]
    average_clustering: NDArray[np.float64]
    overlap: NDArray[np.float64]
    core: NDArray[np.float64]
    modularity: NDArray[np.float64]


def tries_for(dyads: int) -> int:
    """How many searches for groups the best is taken of, on a network and on its nulls alike."""
    return int(np.clip(LEIDEN_BUDGET // max(dyads, 1), 1, 10))


def runs_for(dyads: int) -> int:
    """How many runs of Leiden make one search, each begun where the last one ended."""
    return int(np.clip(RUNS_BUDGET // max(dyads, 1), 2, 10))


@dataclass(frozen=True, eq=False)
class Closure:
    """How closed the triads of a network are; nan where undefined.

    Attributes
    ----------
    transitivity, average_clustering, overlap : float
    triangles : (n,) int64
        How many each node is part of.
    shared : (m,) int32
        How many neighbours the ends of each tie have in common.
    """

    transitivity: float
    average_clustering: float
    overlap: float
    triangles: NDArray[np.int64]
    shared: NDArray[np.int32]


def closure_of(n: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> Closure:
    """Triangles of all ties, each given once, and what follows from them."""
    shared = kernels.nulls.shared(n, u, v)
    transitivity, clustering, overlap, triangles = kernels.nulls.closure(n, u, v, shared)
    return Closure(transitivity, clustering, overlap, triangles, shared)


def overlap_of(dyads: Dyads, shared: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m,) neighbourhood overlap of each dyad whose ends share so many neighbours; nan where
    neither end knows anyone else.
    """
    return shared_of(dyads.degree[dyads.u] + dyads.degree[dyads.v] - 2, shared)


def shared_of(around: NDArray[np.int64], shared: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m,) the same from how many ties lead away from both ends of each dyad together."""
    others = around - shared
    known = np.full(len(shared), np.nan)
    np.divide(shared, others, out=known, where=others > 0)
    return known


class Groups:
    """Searches for groups among the ties of one network, and of others with its degrees."""

    def __init__(self, degree: NDArray[np.int64]) -> None:
        self._mass = np.repeat(degree.astype(np.float64)[:, None], 2, axis=1)
        self._ones = np.ones(int(degree.sum()))

    def found(
        self, rows: tuple[NDArray[np.int64], NDArray[np.int32]], state: State
    ) -> tuple[NDArray[np.int32], float]:
        """A partition by Leiden on modularity, and its modularity."""
        leiden, given = kernels.leiden, (*rows, self._ones, self._mass)
        labels = leiden.leiden(*given, 1.0, runs_for(len(self._ones) // 2), True, state)
        return labels, float(leiden.modularity(*given, labels, 1.0))


class Null(Protocol):
    """What a draw of chance keeps, as columns that a chain changes in place."""

    n: int
    size: int  # what a chain's length is counted in: acts that may move, or ties

    def begun(self) -> Ends:
        """The columns as they were observed."""

    def moved(self, columns: Ends, times: int, state: State) -> None:
        """Let `times` · size trials of the chain pass."""

    def ends(self, columns: Ends) -> Ends:
        """Both ends of each tie, once."""


class SwappedTies:
    """Each member keeps their number of ties: for a plain graph, which has no acts."""

    def __init__(self, dyads: Dyads) -> None:
        self.n, self.size = dyads.n, len(dyads)
        self._ends: Ends = dyads.u, dyads.v

    def begun(self) -> Ends:
        """The ties as they were observed."""
        return self._ends[0].copy(), self._ends[1].copy()

    def moved(self, columns: Ends, times: int, state: State) -> None:
        """Swap the ends of ties."""
        kernels.swaps.swap(*columns, False, times * self.size, state)

    def ends(self, columns: Ends) -> Ends:
        """The ties."""
        return columns


class RedrawnActs:
    """Each member does as much, and is turned to as often, at the same times."""

    def __init__(self, places: Places) -> None:
        self.n, self.size = places.n, places.movable
        self.places = places

    def begun(self) -> Ends:
        """Who held each place; the second column stays empty."""
        return self.places.holder.copy(), np.empty(0, dtype=np.int32)

    def moved(self, columns: Ends, times: int, state: State) -> None:
        """Let places exchange their members."""
        self.places.exchange(columns[0], times, state)

    def ends(self, columns: Ends) -> Ends:
        """The ties that these acts make."""
        return self.places.ends(columns[0])


class Chance:
    """Draws networks as chance would have them, and measures them.

    Parameters
    ----------
    dyads : Dyads
        The network observed.
    seed : int
    null : Null, optional
        What stays; each member's number of ties where none is given.

    Attributes
    ----------
    kept : dict
        The first draws by number, each with its stream as the draw left it, so that what is
        measured next does not draw them again.
    room : int
        How many are kept: of networks with more places than `KEPT` holds, fewer than are made.
    """

    def __init__(self, dyads: Dyads, seed: int, null: Null | None = None) -> None:
        self.null: Null = SwappedTies(dyads) if null is None else null
        self.n, self.dyads = dyads.n, len(dyads)
        self.seed = parallel.labelled(seed, "nulls")
        self.kept: dict[int, tuple[Ends, State]] = {}
        self._groups: dict[bytes, tuple[NDArray[np.int32], float]] = {}

    @cached_property
    def room(self) -> int:
        """How many draws are kept."""
        return KEPT // max(sum(column.nbytes for column in self.null.begun()), 1)

    @property
    def is_large(self) -> bool:
        """Whether draws go on from one another."""
        return self.null.size > LARGE

    @classmethod
    def of(
        cls, interactions: Interactions, dyads: Dyads, seed: int, *, single: bool = False
    ) -> Chance:
        """What these acts would give if chance said who turned to whom.

        With `single` each act by itself, else all that passes between two together.
        """
        dated = is_dated(interactions)
        null = RedrawnActs(Places.of(interactions, single=single)) if dated else None
        return cls(dyads, seed, null)

    @property
    def acts(self) -> Places | None:
        """The places of the acts that are given to others; None for a plain graph."""
        return self.null.places if isinstance(self.null, RedrawnActs) else None

    def networks(self, times: int) -> list[Ends]:
        """Both ends of each tie of some draws, far from one another, for small networks."""
        return parallel.replicates(
            lambda state: self.null.ends(self.drawn(state)), times, self.seed
        )

    def drawn(self, state: State) -> Ends:
        """The columns of a draw that lies far from what was observed."""
        columns = self.null.begun()
        self.null.moved(columns, 10, state)
        return columns

    def statistics(
        self,
        times: int,
        tick: Callable[[], None] = lambda: None,
        threads: int | None = None,
    ) -> NullStatistics:
        """Measure `times` draws; `tick` is called after each and may raise to stop."""

        def measured(columns: Ends, state: State) -> tuple[float, ...]:
            ends = self.null.ends(columns)
            return *self.closed(ends, state), self.grouped(ends, state)

        if not self.dyads:
            return NullStatistics(*np.full((5, times), np.nan))
        rows = Pass(self, measured).made(0, times, tick, threads)
        return NullStatistics(*np.array(rows).reshape(-1, 5).T)

    def closed(self, ends: Ends, _state: State) -> tuple[float, float, float, float]:
        """Transitivity, average clustering, overlap and depth of the core of one draw."""
        return self._told(ends, closure_of(self.n, *ends))

    def _told(self, ends: Ends, closure: Closure) -> tuple[float, float, float, float]:
        rows = kernels.nulls.rows(self.n, *ends)
        return (
            closure.transitivity,
            closure.average_clustering,
            closure.overlap,
            float(kernels.cohesion.core_number(*rows).max(initial=0)),
        )

    def strong(
        self, places: Places, holder: NDArray[np.int32], worth: NDArray[np.float64]
    ) -> tuple[float, float, float, float, float]:
        """The same of acts that are worth so much, and whether stronger ties share more.

        The last is Spearman's ρ of a tie's weight and its overlap; nan where either is the same
        for all.
        """
        u, v, weights = places.pairs(holder, worth)
        closure = closure_of(self.n, u, v)
        degree = np.bincount(u, minlength=self.n) + np.bincount(v, minlength=self.n)
        overlaps = shared_of(degree[u] + degree[v] - 2, closure.shared)
        known = np.isfinite(overlaps)
        strength = rank_correlation(weights[known], overlaps[known])
        return *self._told((u, v), closure), strength

    def grouped(self, ends: Ends, state: State) -> float:
        """The modularity of the best groups found in one draw."""
        return self.groups(lambda: ends, state)[1]

    def groups(self, ends: Callable[[], Ends], state: State) -> tuple[NDArray[np.int32], float]:
        """The best groups found in one draw, and their modularity.

        They are searched for with the stream as the draw left it, which stays as it is; what
        asks for the groups of the same draw again is given those that were found.
        """
        draw = state.tobytes()
        found = self._groups.get(draw)
        if found is None:
            rows, chance = kernels.nulls.rows(self.n, *ends()), state.copy()
            groups = Groups(np.diff(rows[0]))
            tries = (groups.found(rows, chance) for _ in range(tries_for(self.dyads)))
            found = max(tries, key=itemgetter(1))
            if len(self._groups) < self.room:
                self._groups[draw] = found
        return found


class Pass(Generic[T]):
    """The networks that chance makes, one after another, with something measured on each.

    `measure` is given the columns of a draw, which it must not change or keep, and a stream of
    chance of its own. Two passes of one `Chance` go through the same networks.
    """

    def __init__(self, chance: Chance, measure: Callable[[Ends, State], T]) -> None:
        self._chance, self._measure = chance, measure
        self._going_on: dict[int, Ends] = {}  # draws that are not kept, until the chain's next one

    def made(
        self,
        first: int,
        times: int,
        tick: Callable[[], None] = lambda: None,
        threads: int | None = None,
    ) -> list[T]:
        """What was measured on draw `first` and the next ones; those before it were made."""
        large, end, answers = self._chance.is_large, first + times, list[T]()
        step = CHAINS if large else max(times, 1)
        for begin in range(first, end, step):
            # each chain runs on one thread
            numbers = range(begin, min(begin + step, end))
            answers += parallel.in_order(self._of, numbers, threads=threads, tick=tick)
        return answers

    def _of(self, number: int) -> T:
        chance = self._chance
        kept = chance.kept.get(number)
        if kept is None:
            state = parallel.stream(chance.seed, number)
            columns = self._drawn(number, state)
            if number < chance.room:
                chance.kept[number] = columns, state.copy()
            elif chance.is_large:
                self._going_on[number] = columns
        else:
            columns, state = kept[0], kept[1].copy()
        return self._measure(columns, state)

    def _drawn(self, number: int, state: State) -> Ends:
        chance, before = self._chance, number - CHAINS
        if not chance.is_large or before < 0:
            return chance.drawn(state)
        kept = chance.kept.get(before)
        if kept is None:
            columns = self._going_on.pop(before)
        else:
            columns = kept[0][0].copy(), kept[0][1].copy()
        chance.null.moved(columns, 2, state)
        return columns
