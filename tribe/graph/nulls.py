"""What chance alone would give: networks in which each member keeps their number of ties.

Configuration-model null by degree-preserving swaps. The first network lies at
least 10 m swap trials from the one observed. Small networks start anew from
there for each draw; past `LARGE` dyads the chain goes on instead, 2 m trials
from one draw to the next, so each draw still lies 10 m or more from the one
observed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph.dyads import Dyads
from tribe.graph.engine import Compiled

LARGE = 10_000
OVERLAP_SAMPLE = 20_000
LEIDEN_BUDGET = 20_000


@dataclass(frozen=True, eq=False)
class NullStatistics:
    """(R,) each: what was measured on each network that chance made."""

    transitivity: NDArray[np.float64]
    average_clustering: NDArray[np.float64]
    overlap: NDArray[np.float64]
    core: NDArray[np.float64]
    modularity: NDArray[np.float64]


def tries_for(dyads: int) -> int:
    """How many runs of Leiden the best is taken of, on a network and on its nulls alike."""
    return int(np.clip(LEIDEN_BUDGET // max(dyads, 1), 1, 10))


def clustering_of(compiled: Compiled) -> tuple[float, float]:
    """Transitivity and average clustering; nan where undefined."""
    triangles, degree = compiled.triangles(), compiled.degree()
    pairs = degree * (degree - 1) / 2
    wedges = pairs.sum()
    if not wedges:
        return np.nan, np.nan
    local = np.divide(triangles, pairs, out=np.zeros(compiled.n), where=pairs > 0)
    return float(triangles.sum() / wedges), float(local.mean())


def overlap_of(
    compiled: Compiled, u: NDArray[np.int32], v: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Neighbourhood overlap of given edges; nan where neither end knows anyone else."""
    shared = compiled.common_neighbours(u, v)
    degree = compiled.degree()
    others = degree[u] + degree[v] - 2 - shared
    known = np.full(len(u), np.nan)
    np.divide(shared, others, out=known, where=others > 0)
    return known


class Chance:
    """Draws networks that share the degrees of one, and measures them."""

    def __init__(self, dyads: Dyads, seed: int) -> None:
        self._start = Compiled(dyads.n, dyads.u, dyads.v)
        self._m = len(dyads)
        self._rng = np.random.default_rng([seed, *b"nulls"])

    def networks(self, times: int) -> list[Compiled]:
        """All draws at once, for small networks and tests."""
        return [self._next(None) for _ in range(times)]

    def _seed(self) -> int:
        return int(self._rng.integers(2**31))

    def _next(self, previous: Compiled | None) -> Compiled:
        if previous is None:
            previous = self._start.copy()
            previous.rewire(10 * self._m, self._seed())
        elif self._m > LARGE:
            previous.rewire(2 * self._m, self._seed())
        else:
            return self._next(None)
        return previous

    def statistics(self, times: int, tick: Callable[[], None] = lambda: None) -> NullStatistics:
        """Measure `times` draws."""
        rows = np.full((times, 5), np.nan)
        network: Compiled | None = None
        for place in range(times if self._m else 0):
            network = self._next(network)
            rows[place] = self._measured(network)
            tick()
        return NullStatistics(*rows.T)

    def _measured(self, network: Compiled) -> tuple[float, float, float, float, float]:
        if self._m > OVERLAP_SAMPLE:
            u, v = network.edges_at(self._rng.choice(self._m, OVERLAP_SAMPLE, replace=False))
        else:
            u, v = network.edges()
        overlaps = overlap_of(network, u, v)
        known = overlaps[np.isfinite(overlaps)]
        transitivity, clustering = clustering_of(network)
        modularity = max(network.leiden(self._seed())[1] for _ in range(tries_for(self._m)))
        return (
            transitivity,
            clustering,
            float(known.mean()) if len(known) else np.nan,
            float(network.core_number().max(initial=0)),
            modularity,
        )
