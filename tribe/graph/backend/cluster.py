"""Clustering: triangles, transitivity and squares, weighted and directed as networkx has them."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.around import asked, edges_around, without_loops
from tribe.graph.backend.degrees import row_lengths
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label

_WHY = "numba: each triangle once over rows by degree; igraph has no directed or Onnela's weights"


def _plain(values: NDArray[np.float64]) -> list[float]:
    """Plain numbers; networkx says 0 where there is no triangle, not 0.0."""
    return [value or 0 for value in values.tolist()]


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("directed")
def triangles(G: Graph, nodes: Any = None) -> dict[Label, int] | int:
    """How many triangles each node, or one node, is part of.

    Examples
    --------
    >>> triangles(Graph.from_edges(3, [0, 1, 0], [1, 2, 2]))
    {0: 1, 1: 1, 2: 1}
    """
    if nodes is None:
        u, v = G.ends
        return G.keyed(kernels.cohesion.triangles(G.n, u, v)[0])
    labels, places = asked(G, nodes)
    edges = edges_around(G, places)
    found = kernels.cohesion.triangles(G.n, edges.u, edges.v)[0][places].tolist()
    return found[0] if nodes in G else dict(zip(labels, found, strict=True))


@declared(_WHY, smallest=100)
def clustering(
    G: Graph, nodes: Any = None, weight: str | None = None
) -> dict[Label, float] | float:
    """Share of the possible triangles at each node, or at one, that are there.

    With weights the geometric mean of each triangle's three, over the
    highest weight (Onnela 2005); directed graphs by Fagiolo 2007.

    Examples
    --------
    >>> clustering(Graph.from_edges(4, [0, 1, 0, 0], [1, 2, 2, 3]))
    {0: 0.3333333333333333, 1: 1.0, 2: 1.0, 3: 0}
    """
    if nodes is None:
        return dict(zip(G.labels, _plain(_clustering(G, weight, None)), strict=True))
    labels, places = asked(G, nodes)
    found = _plain(_clustering(G, weight, places)[places])
    return found[0] if nodes in G else dict(zip(labels, found, strict=True))


@declared(_WHY, smallest=100)
def average_clustering(
    G: Graph, nodes: Any = None, weight: str | None = None, count_zeros: bool = True
) -> float:
    """The mean of `clustering`; without `count_zeros`, of what is not zero.

    Examples
    --------
    >>> graph = Graph.from_edges(4, [0, 1, 0, 0], [1, 2, 2, 3])
    >>> average_clustering(graph), average_clustering(graph, count_zeros=False)
    (0.5833333333333333, 0.7777777777777777)
    """
    if nodes is None:
        values = _plain(_clustering(G, weight, None))
    else:
        places = asked(G, nodes)[1]
        values = _plain(_clustering(G, weight, places)[places])
    if not count_zeros:
        values = [value for value in values if abs(value) > 0]
    return sum(values) / len(values)


def _clustering(
    graph: Graph, weight: str | None, places: NDArray[np.int64] | None
) -> NDArray[np.float64]:
    """(n,) clustering; only at `places`, when they are given, is it what it says."""
    if graph.directed:
        return _directed_clustering(graph, weight, places)
    edges = edges_around(graph, places)
    counts: NDArray[Any]
    if weight is None:
        counts, contacts = kernels.cohesion.triangles(graph.n, edges.u, edges.v)
    else:
        roots = _cube_roots(graph, weight)[edges.slots]
        counts, contacts = kernels.cohesion.triangle_products(graph.n, edges.u, edges.v, roots)
    shares = np.zeros(graph.n)
    pairs = contacts * (contacts - 1)
    np.divide(2 * counts, pairs, out=shares, where=(pairs > 0) & (counts != 0))
    return shares


def _directed_clustering(
    graph: Graph, weight: str | None, places: NDArray[np.int64] | None
) -> NDArray[np.float64]:
    edges = edges_around(graph, places)
    if weight is None:
        roots = np.broadcast_to(np.float64(1.0), len(edges.u))
    else:
        roots = _cube_roots(graph, weight)[edges.slots]
    sums, contacts = kernels.cohesion.triangle_products(graph.n, edges.u, edges.v, roots)
    own = np.bincount(edges.u[edges.u == edges.v], minlength=graph.n)
    ties = np.bincount(edges.u, minlength=graph.n) + np.bincount(edges.v, minlength=graph.n)
    ties = ties - 2 * own
    possible = ties * (ties - 1) - 2 * (ties - contacts)
    shares = np.zeros(graph.n)
    np.divide(2 * sums, 2 * possible, out=shares, where=(possible > 0) & (sums != 0))
    return shares


def _cube_roots(graph: Graph, weight: str) -> NDArray[np.float64]:
    """(slots,) cube roots of the weights over the highest one."""
    weights = graph.weights(weight)
    highest = weights.max(initial=-np.inf)
    if len(weights) and not 0 < highest < np.inf:
        raise NotImplementedError("weights without a positive maximum are left to networkx")
    return np.asarray(np.cbrt(weights / highest), dtype=np.float64)


@declared(_WHY, smallest=100)
def transitivity(G: Graph) -> float:
    """Share of the triads that are closed; of a directed graph, of those that turn to two.

    Examples
    --------
    >>> transitivity(Graph.from_edges(4, [0, 1, 0, 0], [1, 2, 2, 3]))
    0.6
    """
    u, v = G.ends
    if G.directed:
        closed = kernels.cohesion.transitive(G.n, u, v)
        reach = row_lengths(without_loops(G.out))
    else:
        counts, reach = kernels.cohesion.triangles(G.n, u, v)
        closed = 2 * int(counts.sum())
    return closed / int((reach * (reach - 1)).sum()) if closed else 0


def _is_undirected(G: Graph, nodes: Any = None) -> bool | str:
    return "squares of directed graphs are left to networkx" if G.is_directed() else True


@declared("numba: counts two-step paths; no engine has it", can_run=_is_undirected, smallest=100)
def square_clustering(G: Graph, nodes: Any = None) -> dict[Label, float] | float:
    """Share of the possible squares at each node, or at one, that are there.

    Examples
    --------
    >>> square_clustering(Graph.from_edges(4, [0, 1, 2, 3], [1, 2, 3, 0]), 0)
    1.0
    """
    if G.directed:
        raise NotImplementedError("squares of directed graphs are left to networkx")
    rows = without_loops(G.out)
    labels, places = (list(G.labels), None) if nodes is None else asked(G, nodes)
    found = _plain(kernels.cohesion.square_clustering(*rows, places))
    return found[0] if nodes in G else dict(zip(labels, found, strict=True))
