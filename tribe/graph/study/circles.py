"""Circles: groups of members who meet one another more than the rest, and how firm they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties
from tribe.graph.study import parallel
from tribe.graph.study.nulls import Groups

if TYPE_CHECKING:
    import networkx as nx
else:
    from tribe.graph import networks as nx

RUNS = 50
DYADS = 20_000_000  # that all runs together go through: beyond some 400 000, fewer runs
FEWEST = 4


def seeds_from(seed: int, runs: int = RUNS) -> list[int]:
    """Seeds of the runs whose agreement is the stability of circles."""
    rng = np.random.default_rng([seed, *b"circles"])
    return [int(drawn) for drawn in rng.integers(2**31, size=runs)]


@dataclass(frozen=True, eq=False)
class Circles:
    """The best partition of several runs, and how alike the runs were.

    Attributes
    ----------
    labels : (n,) int64
        0 for the largest circle; -1 for members without ties.
    modularity : float or None
        Of `labels`, the highest of the runs; None without ties.
    stability : float or None
        Mean adjusted mutual information of runs that follow one another.
    runs : (runs,) float64
        The modularity of each run.
    """

    labels: NDArray[np.int64]
    modularity: float | None
    stability: float | None
    runs: NDArray[np.float64]

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Members of each circle, largest first."""
        return np.bincount(self.labels[self.labels >= 0])


def circles(ties: Ties | Dyads | nx.Graph[Any], seed: int = 0) -> Circles:
    """The circles among members; the brand's accounts and members without ties get -1.

    The same partition as measure C5 reports for the same seed.

    Examples
    --------
    >>> found = circles(nx.ring_of_cliques(6, 5))
    >>> found.sizes.tolist()
    [5, 5, 5, 5, 5, 5]
    """
    dyads = as_dyads(ties)
    found = circles_of(dyads.only(~dyads.brand), seeds_from(seed))
    labels = np.full(dyads.n, -1, dtype=np.int64)
    labels[~dyads.brand] = found.labels
    return Circles(labels, found.modularity, found.stability, found.runs)


def circles_of(
    dyads: Dyads, seeds: Sequence[int], tick: Callable[[], None] = lambda: None
) -> Circles:
    """Leiden once for each seed, on members with ties; every dyad counts once.

    Beyond 400 000 dyads the first seeds only, so that a search of fifty runs does not
    take an hour; `Circles.runs` says how many.
    """
    labels = np.full(dyads.n, -1, dtype=np.int64)
    if not len(dyads) or not seeds:
        return Circles(labels, None, None, np.empty(0))
    seeds = seeds[: max(DYADS // len(dyads), FEWEST)]
    tied = dyads.only(dyads.tied)
    groups, rows = Groups(tied.degree), tied.rows
    found = parallel.in_order(
        lambda seed: groups.found(rows, parallel.stream(seed, 0)), seeds, tick=tick
    )
    scores = np.array([score for _, score in found])
    agreements = parallel.in_order(
        lambda run: adjusted_mutual_information(found[run - 1][0], found[run][0]),
        range(1, len(found)),
    )
    labels[dyads.tied] = by_size(found[int(scores.argmax())][0].astype(np.int64))
    stability = float(np.mean(agreements)) if agreements else None
    return Circles(labels, float(scores.max()), stability, scores)


def by_size(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same groups, numbered from the largest; equal ones by their first member."""
    values, first, place = np.unique(labels, return_index=True, return_inverse=True)
    sizes = np.bincount(place, minlength=len(values))
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(values), dtype=np.int64)
    rank[order] = np.arange(len(values))
    return rank[place]


def modularity(graph: Ties | Dyads | nx.Graph[Any], labels: ArrayLike) -> float | None:
    """Share of dyads inside groups, minus what the degrees alone give; None without ties.

    Q = Σ_c (L_c / m - (d_c / 2m)²), from -1/2 to 1, every dyad counting once.

    References
    ----------
    Newman & Girvan 2004.
    """
    dyads = as_dyads(graph)
    group = np.unique(np.asarray(labels), return_inverse=True)[1]
    m = len(dyads)
    if not m:
        return None
    inside = np.count_nonzero(group[dyads.u] == group[dyads.v]) / m
    mass = np.bincount(group, weights=dyads.degree) / (2 * m)
    return float(inside - (mass**2).sum())


def mixing_matrix(graph: Ties | Dyads | nx.Graph[Any], labels: ArrayLike) -> NDArray[np.int64]:
    """(c, c) dyads within and between circles; members labelled -1 are left out."""
    dyads, group = as_dyads(graph), np.asarray(labels)
    count = int(group.max(initial=-1)) + 1
    a, b = group[dyads.u], group[dyads.v]
    known = (a >= 0) & (b >= 0)
    matrix = np.zeros((count, count), dtype=np.int64)
    np.add.at(matrix, (a[known], b[known]), 1)
    return matrix + matrix.T - np.diag(np.diag(matrix))


def adjusted_mutual_information(one: ArrayLike, other: ArrayLike) -> float:
    """How alike two groupings are: 1 for the same, about 0 for chance.

    (MI - E[MI]) / (mean of both entropies - E[MI]), with the expectation
    under random groupings of the same sizes.

    Raises
    ------
    ValueError
        The groupings differ in length.

    References
    ----------
    Vinh, Epps & Bailey 2010, JMLR 11.

    Examples
    --------
    >>> adjusted_mutual_information([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    """
    a = np.unique(np.asarray(one), return_inverse=True)[1]
    b = np.unique(np.asarray(other), return_inverse=True)[1]
    if len(a) != len(b):
        raise ValueError("the groupings differ in length")
    n = len(a)
    if n == 0 or (a.max() == 0 and b.max() == 0):
        return 1.0
    rows, columns = np.bincount(a), np.bincount(b)
    cells, counts = np.unique(a.astype(np.int64) * len(columns) + b, return_counts=True)
    if len(cells) == len(rows) == len(columns):
        return 1.0
    outer = rows[cells // len(columns)] * columns[cells % len(columns)]
    shared = float((counts / n * np.log(n * counts / outer)).sum())
    expected = _expected_information(rows, columns, n)
    half = (_entropy(rows, n) + _entropy(columns, n)) / 2
    room = half - expected
    return 0.0 if abs(room) < 1e-15 else float((shared - expected) / room)


def _entropy(sizes: NDArray[np.int64], n: int) -> float:
    share = sizes / n
    return float(-(share * np.log(share)).sum())


def _expected_information(rows: NDArray[np.int64], columns: NDArray[np.int64], n: int) -> float:
    log_factorial = scipy.special.gammaln(np.arange(n + 1) + 1.0)
    total = 0.0
    # groups of equal size expect the same, so each size is worked out once
    sizes, times = np.unique(rows, return_counts=True)
    others, weights = np.unique(columns, return_counts=True)
    for a, many in zip(sizes, times, strict=True):
        low = np.maximum(1, a + others - n)
        span = np.minimum(a, others) - low + 1
        b, weight = np.repeat(others, span), np.repeat(weights, span)
        start = np.repeat(np.cumsum(span) - span, span)
        shared = np.repeat(low, span) + np.arange(len(b)) - start
        log_p = (
            log_factorial[a]
            + log_factorial[b]
            + log_factorial[n - a]
            + log_factorial[n - b]
            - log_factorial[n]
            - log_factorial[shared]
            - log_factorial[a - shared]
            - log_factorial[b - shared]
            - log_factorial[n - a - b + shared]
        )
        information = shared / n * np.log(n * shared / (a * b))
        total += float(many * (weight * information * np.exp(log_p)).sum())
    return total
