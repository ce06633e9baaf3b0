"""How likely two nodes are to meet, from whom both know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.degrees import degrees, row_lengths
from tribe.graph.backend.dispatch import NEVER, declared
from tribe.graph.backend.graph import Graph, Label

Pair = tuple[Label, Label]
Places = NDArray[np.int64]
Score = Callable[[Places, Places], NDArray[Any]]

_WHY = "numba: merges two sorted rows for each pair; igraph has it for all pairs only"
CHUNK = 100_000


def _non_edges(graph: Graph) -> Iterator[tuple[int, int]]:
    rows = graph.out
    for u in range(graph.n):
        near = rows.indices[rows.indptr[u] : rows.indptr[u + 1]]
        apart = np.ones(graph.n - u, dtype=np.bool_)
        apart[0] = False
        apart[near[near >= u] - u] = False
        for v in (np.flatnonzero(apart) + u).tolist():
            yield u, v


def _scored(
    graph: Graph, ebunch: Iterable[Pair] | None, score: Score
) -> Iterator[tuple[Label, Label, Any]]:
    if ebunch is None:
        return _in_chunks(graph, _non_edges(graph), score)
    asked = list(ebunch)
    for label in (end for pair in asked for end in pair):
        if label not in graph:
            raise nx.NodeNotFound(f"Node {label} not in G.")
    return _in_chunks(graph, ((graph.place[u], graph.place[v]) for u, v in asked), score)


def _in_chunks(
    graph: Graph, pairs: Iterator[tuple[int, int]], score: Score
) -> Iterator[tuple[Label, Label, Any]]:
    labels = graph.labels
    while taken := list(islice(pairs, CHUNK)):
        ends = np.array(taken, dtype=np.int64)
        for (u, v), value in zip(taken, score(ends[:, 0], ends[:, 1]).tolist(), strict=True):
            yield labels[u], labels[v], value


def _shared(
    graph: Graph, worth: NDArray[np.float64], u: Places, v: Places
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    found: tuple[NDArray[np.int64], NDArray[np.float64]]
    found = kernels.links.shared_by_pairs(*graph.out, u, v, worth)
    return found


def _sum_over_shared(graph: Graph, worth: NDArray[np.float64]) -> Score:
    def score(u: Places, v: Places) -> NDArray[np.float64]:
        total: NDArray[np.float64] = _shared(graph, worth, u, v)[1]
        if np.isinf(total).any():
            # a shared neighbour of degree one: only where both ends are the same
            raise ZeroDivisionError("float division by zero")
        return total

    return score


@declared(_WHY)
@nx.utils.not_implemented_for("directed")
@nx.utils.not_implemented_for("multigraph")
def jaccard_coefficient(
    G: Graph, ebunch: Iterable[Pair] | None = None
) -> Iterator[tuple[Label, Label, float]]:
    """Shared neighbours as a share of all neighbours of both; 0 where neither has any.

    Examples
    --------
    >>> graph = Graph.from_edges(4, [0, 0, 1], [1, 2, 2])
    >>> list(jaccard_coefficient(graph, [(0, 1)]))
    [(0, 1, 0.3333333333333333)]
    """

    def score(u: Places, v: Places) -> NDArray[np.float64]:
        count, others = _shared(G, np.ones(G.n), u, v)
        size = row_lengths(G.out)
        union = size[u] + size[v] - count
        scores = np.zeros(len(u))
        np.divide(others, union, out=scores, where=union > 0)
        return scores

    return _scored(G, ebunch, score)


@declared(_WHY, smallest=NEVER)
@nx.utils.not_implemented_for("directed")
@nx.utils.not_implemented_for("multigraph")
def adamic_adar_index(
    G: Graph, ebunch: Iterable[Pair] | None = None
) -> Iterator[tuple[Label, Label, float]]:
    """Σ 1 / log(degree) over shared neighbours (Adamic & Adar 2003)."""
    with np.errstate(divide="ignore"):
        return _scored(G, ebunch, _sum_over_shared(G, 1.0 / np.log(np.maximum(degrees(G), 1))))


@declared(_WHY, smallest=NEVER)
@nx.utils.not_implemented_for("directed")
@nx.utils.not_implemented_for("multigraph")
def resource_allocation_index(
    G: Graph, ebunch: Iterable[Pair] | None = None
) -> Iterator[tuple[Label, Label, float]]:
    """Σ 1 / degree over shared neighbours (Zhou, Lü & Zhang 2009)."""
    return _scored(G, ebunch, _sum_over_shared(G, 1.0 / np.maximum(degrees(G), 1)))


@declared("numpy: a product of two degrees", smallest=NEVER)
@nx.utils.not_implemented_for("directed")
@nx.utils.not_implemented_for("multigraph")
def preferential_attachment(
    G: Graph, ebunch: Iterable[Pair] | None = None
) -> Iterator[tuple[Label, Label, int]]:
    """The product of both degrees."""
    degree = degrees(G)
    return _scored(G, ebunch, lambda u, v: degree[u] * degree[v])


@declared("numba: shared neighbours by merging rows, steps breadth first", smallest=300)
@nx.utils.not_implemented_for("directed")
@nx.utils.not_implemented_for("multigraph")
def common_neighbor_centrality(
    G: Graph, ebunch: Iterable[Pair] | None = None, alpha: float = 0.8
) -> Iterator[tuple[Label, Label, float]]:
    """alpha · shared neighbours + (1 - alpha) · n / steps between both (Ahmad et al. 2020).

    Raises
    ------
    networkx.NetworkXAlgorithmError
        A node is paired with itself.
    """

    def score(u: Places, v: Places) -> NDArray[Any]:
        if (u == v).any():
            raise nx.NetworkXAlgorithmError("Self loops are not supported")
        shared = _shared(G, np.ones(G.n), u, v)[1]
        if alpha == 1:
            return shared.astype(np.int64)
        scores = alpha * shared
        for source in np.unique(u).tolist():
            own = np.flatnonzero(u == source)
            steps = kernels.distances.steps_from(*G.out, source, -1, G.n)[1][v[own]]
            near = steps != kernels.distances.FAR
            scores[own[near]] += (1 - alpha) * G.n / steps[near]
        return scores

    return _scored(G, ebunch, score)
