"""Degree centralities: how many neighbours, as a share of all who could be."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph.backend.dispatch import NEVER, declared
from tribe.graph.backend.graph import Graph, Label, Rows

_WHY = "numpy: the differences of the row pointers, and targets counted"


def row_lengths(rows: Rows) -> NDArray[np.int64]:
    """(n,) how many slots each row has."""
    return np.diff(rows.indptr)


def arrivals(graph: Graph) -> NDArray[np.int64]:
    """(n,) how many edges run to each node; the rows need not be turned round for that."""
    if not graph.directed:
        return row_lengths(graph.out)
    return np.bincount(graph.out.indices, minlength=graph.n)


def loops(graph: Graph) -> NDArray[np.int64]:
    """(n,) 1 where a node has an edge to itself."""
    own = graph.out.indices[graph.out.sources == graph.out.indices]
    return np.bincount(own, minlength=graph.n)


def degrees(graph: Graph) -> NDArray[np.int64]:
    """(n,) edges at each node; a loop counts twice, as in networkx."""
    if graph.directed:
        return row_lengths(graph.out) + arrivals(graph)
    return row_lengths(graph.out) + loops(graph)


def _as_share(graph: Graph, counts: NDArray[np.int64]) -> dict[Label, Any]:
    if graph.n <= 1:
        return dict.fromkeys(graph.labels, 1)
    return graph.keyed(counts * (1.0 / (graph.n - 1.0)))


@declared(_WHY, smallest=NEVER)
def degree_centrality(G: Graph) -> dict[Label, float]:
    """Neighbours as a share of all other nodes.

    Examples
    --------
    >>> degree_centrality(Graph.from_edges(3, [0, 1], [1, 2]))
    {0: 0.5, 1: 1.0, 2: 0.5}
    """
    return _as_share(G, degrees(G))


@declared(_WHY, smallest=NEVER)
@nx.utils.not_implemented_for("undirected")
def in_degree_centrality(G: Graph) -> dict[Label, float]:
    """Nodes that point here, as a share of all others."""
    return _as_share(G, arrivals(G))


@declared(_WHY, smallest=NEVER)
@nx.utils.not_implemented_for("undirected")
def out_degree_centrality(G: Graph) -> dict[Label, float]:
    """Nodes that it points to, as a share of all others."""
    return _as_share(G, row_lengths(G.out))
