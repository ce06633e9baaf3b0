"""Structural holes: constraint, local constraint and effective size (Burt 1992).

networkx 3.6.1 has two ways to the effective size. Asked for all nodes at once it divides
each mutual weight by the highest one of the wrong end, so that its answer holds only where
all of them are equal; asked for `nodes` it follows Burt. Here both follow Burt.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.around import edges_around
from tribe.graph.backend.degrees import row_lengths
from tribe.graph.backend.dispatch import NEVER, declared
from tribe.graph.backend.graph import Graph, Label, Rows

_WHY = "numba: both in one pass over the triangles; igraph takes twenty times as long"


def _weights(graph: Graph, weight: str | None) -> NDArray[np.float64]:
    weights = graph.weights(weight)
    if not ((weights > 0) & np.isfinite(weights)).all():
        raise NotImplementedError("weights that are not all above 0 are left to networkx")
    return weights


def _loops(graph: Graph, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) what each node's loop weighs."""
    loops: NDArray[np.float64]
    loops = kernels.pairs.loops_of(graph.n, graph.out.sources, graph.out.indices, weights)
    return loops


def _both(
    graph: Graph, weight: str | None, places: NDArray[np.int64] | None, *, loops: bool = True
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n,) constraint and size; only at `places`, when they are given, are they what they say."""
    weights = _weights(graph, weight)
    edges = edges_around(graph, places)
    # a loop is mutual with itself: it counts in both directions of a directed graph
    own = _loops(graph, weights) * (1 + graph.directed) if loops else None
    found: tuple[NDArray[np.float64], NDArray[np.float64]]
    found = kernels.holes.constraint_and_size(graph.n, edges.u, edges.v, weights[edges.slots], own)
    return found


def _named(graph: Graph, nodes: Iterable[Label]) -> tuple[list[Label], NDArray[np.int64]]:
    """The nodes and their places; raises KeyError, as networkx does here."""
    labels = list(nodes)
    return labels, np.array([graph.place[label] for label in labels], dtype=np.int64)


def _all_at_once(graph: Graph) -> None:
    if not graph.n:
        raise nx.NetworkXError("Graph has no nodes or edges")


@declared(_WHY, smallest=100)
def constraint(
    G: Graph, nodes: Iterable[Label] | None = None, weight: str | None = None
) -> dict[Label, float]:
    """How far each node's ties lead to contacts who are tied to one another; nan without ties.

    Raises
    ------
    NetworkXError
        There are no nodes.
    KeyError
        One of `nodes` is not in the graph.

    Examples
    --------
    >>> constraint(Graph.from_edges(3, [0, 1, 0], [1, 2, 2]))
    {0: 1.125, 1: 1.125, 2: 1.125}
    """
    if nodes is None:
        _all_at_once(G)
        found = _both(G, weight, None)[0]
        own = _loops(G, G.weights(weight))
        # networkx takes a node alone with its loop for isolated only when the loop weighs 1
        found[np.isnan(found) & (own > 0) & (own != 1)] = 4.0
        return G.keyed(found)
    labels, places = _named(G, nodes)
    found = _both(G, weight, places)[0][places]
    reach = row_lengths(G.out)[places]
    found[np.isnan(found) & (reach > 0)] = 4.0
    found[reach == 0] = np.nan
    return dict(zip(labels, found.tolist(), strict=True))


@declared(_WHY, smallest=100)
def effective_size(
    G: Graph, nodes: Iterable[Label] | None = None, weight: str | None = None
) -> dict[Label, float]:
    """How many of each node's contacts are not redundant; nan without ties to others.

    Raises
    ------
    NetworkXError
        There are no nodes.
    KeyError
        One of `nodes` is not in the graph.

    Examples
    --------
    >>> effective_size(Graph.from_edges(4, [0, 1, 0, 0], [1, 2, 2, 3]))
    {0: 2.3333333333333335, 1: 1.0, 2: 1.0, 3: 1.0}
    """
    if nodes is None:
        _all_at_once(G)
        return G.keyed(_both(G, weight, None)[1])
    labels, places = _named(G, nodes)
    if weight is None and not G.directed:
        found = _by_borgatti(G, places)
    else:
        found = _both(G, weight, places)[1][places]
    others = row_lengths(G.out)[places] - (_loops(G, G.weights(None))[places] > 0)
    found[others == 0] = np.nan
    return dict(zip(labels, found.tolist(), strict=True))


def _by_borgatti(graph: Graph, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """(asked,) k - 2t/k, where loops of the contacts are ties among them."""
    found = _both(graph, None, places, loops=False)[1]
    loops = _loops(graph, graph.weights(None))
    u, v, _ = edges_around(graph, places)
    other = u != v
    near = np.bincount(u[other], loops[v[other]], graph.n)
    near += np.bincount(v[other], loops[u[other]], graph.n)
    contacts = row_lengths(graph.out) - loops
    return np.asarray((found - 2 * near / np.maximum(contacts, 1))[places])


@declared("numpy: two rows and what they share", smallest=NEVER)
def local_constraint(G: Graph, u: Label, v: Label, weight: str | None = None) -> float:
    """What one contact adds to the constraint of a node.

    Raises
    ------
    NetworkXError
        The node is not in the graph.

    Examples
    --------
    >>> local_constraint(Graph.from_edges(3, [0, 1, 0], [1, 2, 2]), 0, 1)
    0.5625
    """
    if u not in G:
        raise nx.NetworkXError(f"The node {u} is not in the graph.")
    both = [(G.out, G.weights(weight)), (G.into, G.weights(weight, "in"))]
    row = _mutual(both, G.place[u])
    total = sum(row.values())
    if v not in G or not total:
        return 0
    target = G.place[v]
    bound = row.get(target, 0.0)
    for other in row.keys() & _mutual(both, target).keys():
        theirs = _mutual(both, other)
        bound += row[other] * theirs[target] / sum(theirs.values())
    return float((bound / total) ** 2)


def _mutual(both: list[tuple[Rows, NDArray[np.float64]]], node: int) -> dict[int, float]:
    """What a node and each of its neighbours give one another."""
    row: dict[int, float] = {}
    for rows, weights in both:
        part = slice(int(rows.indptr[node]), int(rows.indptr[node + 1]))
        for other, given in zip(rows.indices[part].tolist(), weights[part].tolist(), strict=True):
            row[other] = row.get(other, 0.0) + given
    return row
