"""What chance alone would give: networks in which each member keeps their number of ties.

Configuration-model null by degree-preserving swaps. The first network lies at
least 10 m swap trials from the one observed. Small networks start anew from
there for each draw; past `LARGE` dyads `CHAINS` chains go on instead, 2 m trials
from one draw to the next, so each draw still lies 10 m or more from the one
observed. Draws are shared out among threads, and are the same on any number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads
from tribe.graph.study import parallel

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

T = TypeVar("T")
Ends = tuple[NDArray[np.int32], NDArray[np.int32]]

TRANSITIVITY, CLUSTERING, OVERLAP, CORE = range(4)  # places in what `Chance.closed` tells

LARGE = 10_000
CHAINS = 8
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
    others = dyads.degree[dyads.u] + dyads.degree[dyads.v] - 2 - shared
    known = np.full(len(dyads), np.nan)
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


class Chance:
    """Draws networks that share the degrees of one, and measures them."""

    def __init__(self, dyads: Dyads, seed: int) -> None:
        self._n, self._m = dyads.n, len(dyads)
        self._start: Ends = dyads.u, dyads.v
        self._groups = Groups(dyads.degree)
        self._seed = parallel.labelled(seed, "nulls")

    def networks(self, times: int) -> list[Ends]:
        """Both ends of each tie of some draws, far from one another, for small networks."""
        return parallel.replicates(self._drawn, times, self._seed)

    def _drawn(self, state: State) -> Ends:
        u, v = (ends.copy() for ends in self._start)
        kernels.swaps.swap(u, v, False, 10 * self._m, state)
        return u, v

    def statistics(
        self,
        times: int,
        tick: Callable[[], None] = lambda: None,
        threads: int | None = None,
    ) -> NullStatistics:
        """Measure `times` draws; `tick` is called after each and may raise to stop."""

        def measured(ends: Ends, state: State) -> tuple[float, ...]:
            return *self.closed(ends, state), self.grouped(ends, state)

        if not self._m:
            return NullStatistics(*np.full((5, times), np.nan))
        rows = Pass(self, measured).made(0, times, tick, threads)
        return NullStatistics(*np.array(rows).reshape(-1, 5).T)

    def closed(self, ends: Ends, state: State) -> tuple[float, float, float, float]:
        """Transitivity, average clustering, overlap and depth of the core of one draw."""
        closure, rows = closure_of(self._n, *ends), kernels.nulls.rows(self._n, *ends)
        return (
            closure.transitivity,
            closure.average_clustering,
            closure.overlap,
            float(kernels.cohesion.core_number(*rows).max(initial=0)),
        )

    def grouped(self, ends: Ends, state: State) -> float:
        """The modularity of the best groups found in one draw."""
        rows = kernels.nulls.rows(self._n, *ends)
        return max(self._groups.found(rows, state)[1] for _ in range(tries_for(self._m)))


class Pass(Generic[T]):
    """The networks that chance makes, one after another, with something measured on each.

    Two passes of one `Chance` go through the same networks.
    """

    def __init__(self, chance: Chance, measure: Callable[[Ends, State], T]) -> None:
        self._chance, self._measure = chance, measure
        self._chains: dict[int, Ends] = {}

    def made(
        self,
        first: int,
        times: int,
        tick: Callable[[], None] = lambda: None,
        threads: int | None = None,
    ) -> list[T]:
        """What was measured on draw `first` and the next ones; those before it were made."""
        large, end, answers = self._chance._m > LARGE, first + times, list[T]()
        step = CHAINS if large else max(times, 1)
        for begin in range(first, end, step):
            numbers = range(begin, min(begin + step, end))
            work = self._further if large else self._anew
            answers += parallel.in_order(work, numbers, threads=threads, tick=tick)
        return answers

    def _anew(self, number: int) -> T:
        state = parallel.stream(self._chance._seed, number)
        return self._measure(self._chance._drawn(state), state)

    def _further(self, number: int) -> T:
        # after the draws before it on its chain; each chain runs on one thread
        chance, chain = self._chance, number % CHAINS
        state = parallel.stream(chance._seed, number)
        if chain not in self._chains:
            self._chains[chain] = chance._drawn(state)
        else:
            kernels.swaps.swap(*self._chains[chain], False, 2 * chance._m, state)
        return self._measure(self._chains[chain], state)
