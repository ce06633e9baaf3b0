"""How far the numbers of a tribe would move had other members like them been there.

Vertex bootstraps of Snijders and Borgatti: members are drawn anew, each as often as chance has
it, with the ties between them. Draws are shared out among threads, and are the same on any
number of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.ties import Ties
from tribe.graph.study import parallel
from tribe.graph.study.nulls import closure_of
from tribe.graph.study.uncertainty import is_spread_known

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

T = TypeVar("T")

LOOK = 100


@dataclass(frozen=True, eq=False)
class Resampled:
    """(B,) each: what was measured on each tribe drawn anew; nan where undefined.

    `modularity` is that of the circles as they were found, with their members' copies in them.
    """

    transitivity: NDArray[np.float64]
    average_clustering: NDArray[np.float64]
    core: NDArray[np.float64]
    modularity: NDArray[np.float64]
    centralisation: NDArray[np.float64]


def resampled(
    dyads: Dyads,
    labels: NDArray[np.int64],
    times: int,
    seed: int,
    tick: Callable[[], None] = lambda: None,
    threads: int | None = None,
) -> Resampled:
    """Measure tribes drawn from one until each spread is known, `times` of them at most.

    For triangles the spread is rather too wide than too narrow: all copies of one member
    share their friends.

    Parameters
    ----------
    dyads : Dyads
    labels : (n,) int64
        The circle of each member; -1 for none.
    times, seed : int
    tick : callable, optional
        Called after each and may raise to stop.
    threads : int, optional

    References
    ----------
    Snijders & Borgatti 1999, Connections 22(2).

    Examples
    --------
    >>> import networkx as nx
    >>> found = resampled(Dyads.from_networkx(nx.complete_graph(9)), np.zeros(9, int), 4, seed=1)
    >>> found.transitivity.tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    alone = labels < 0
    groups = np.where(alone, labels.max(initial=-1) + np.cumsum(alone), labels).astype(np.int32)

    def measure(state: State) -> tuple[float, ...]:
        whose, u, v = kernels.bootstrap.copied(dyads.n, dyads.u, dyads.v, state)
        closure = closure_of(dyads.n, u, v)
        rows = kernels.nulls.rows(dyads.n, u, v)
        return (
            closure.transitivity,
            closure.average_clustering,
            float(kernels.cohesion.core_number(*rows).max(initial=0)),
            float(kernels.bootstrap.modularity(u, v, whose, groups)),
            float(kernels.bootstrap.centralisation(dyads.n, u, v)),
        )

    label = parallel.labelled(seed, "members")
    rows = until_known(
        lambda first, many: parallel.replicates(
            measure, many, label, threads=threads, tick=tick, first=first
        ),
        times,
    )
    return Resampled(*np.array(rows, dtype=np.float64).reshape(-1, 5).T)


def until_known(make: Callable[[int, int], list[T]], times: int) -> list[T]:
    """Replicates, looked at after each hundred, until the spread of all their numbers is known.

    ``make(first, many)`` gives replicate number `first` and the next ones; a replicate is a
    number or a tuple of numbers. `times` are made at most.
    """
    rows = list[T]()
    while len(rows) < times:
        rows += make(len(rows), min(LOOK, times - len(rows)))
        columns = np.array(rows, dtype=np.float64).reshape(len(rows), -1).T
        if all(is_spread_known(column) for column in columns):
            break
    return rows


def reciprocities(ties: Ties) -> Callable[[State], float]:
    """What draws the share of returned ties of a tribe drawn anew; nan without ties."""
    n, dyads = len(ties.members), ties.undirected()
    both, pairs = np.count_nonzero(ties.mutual), n * (n - 1) / 2
    chances = np.array([len(dyads) - both, both]) / max(pairs, 1)
    sort = ties.mutual.astype(np.int8)

    def draw(state: State) -> float:
        times = kernels.chance.drawn(state, n)
        found = kernels.bootstrap.own(times, chances, state)
        tied = kernels.bootstrap.totals(dyads.u, dyads.v, sort, times)
        found[: len(tied)] += tied
        one_way, returned = int(found[0]), int(found[1])
        arcs = one_way + 2 * returned
        return 2 * returned / arcs if arcs else float("nan")

    return draw


def autonomies(dyads: Dyads) -> Callable[[State], float]:
    """What draws the share of dyads among members, the brand's accounts staying as they are."""
    members = np.flatnonzero(~dyads.brand)
    among = ~(dyads.brand[dyads.u] | dyads.brand[dyads.v])
    pairs = max(len(members) * (len(members) - 1) / 2, 1)
    chances = np.array([0.0, min(np.count_nonzero(among) / pairs, 1.0)])
    sort = among.astype(np.int8)

    def draw(state: State) -> float:
        times = np.ones(dyads.n, dtype=np.int32)
        drawn = kernels.chance.drawn(state, len(members))
        times[members] = drawn
        found = kernels.bootstrap.own(drawn, chances, state)
        tied = kernels.bootstrap.totals(dyads.u, dyads.v, sort, times)
        found[: len(tied)] += tied
        return float(found[1] / found.sum()) if found.sum() else float("nan")

    return draw


def holdings(amounts: NDArray[np.float64]) -> Callable[[State], tuple[float, float]]:
    """What draws Gini's index, and how few hold half, of members drawn anew."""
    ordered = np.sort(amounts)

    def draw(state: State) -> tuple[float, float]:
        gini, few = kernels.bootstrap.shares(ordered, 0.5, state)
        return float(gini), float(few)

    return draw
