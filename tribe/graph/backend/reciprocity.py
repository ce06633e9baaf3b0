"""Reciprocity: what share of the ties is returned."""

from __future__ import annotations

from typing import Any

import networkx as nx

from tribe.graph import kernels
from tribe.graph.backend.around import asked
from tribe.graph.backend.degrees import arrivals, row_lengths
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label

_WHY = "numba: one pass, each row read once; as fast as igraph without its graph"


def _refuse_undirected(graph: Graph) -> None:
    # networkx answers 0 there, or fails: its check lets undirected graphs pass
    if not graph.directed:
        raise NotImplementedError("reciprocity of undirected graphs is left to networkx")


@declared(_WHY, smallest=100)
@nx.utils.not_implemented_for("undirected", "multigraph")
def reciprocity(G: Graph, nodes: Any = None) -> dict[Label, float | None] | float:
    """Share of the ties at each of some nodes, or at one, that run in both directions.

    None for nodes without ties; without `nodes`, of the whole graph.

    Raises
    ------
    NetworkXError
        The graph has no edges, or the one node no ties.

    Examples
    --------
    >>> from tribe.graph.backend.graph import DiGraph
    >>> reciprocity(DiGraph.from_edges(4, [0, 1, 1], [1, 0, 2]), [0, 1, 3])
    {0: 1.0, 1: 0.6666666666666666, 3: None}
    """
    if nodes is None:
        overall: float = overall_reciprocity(G)
        return overall
    _refuse_undirected(G)
    labels, places = asked(G, nodes)
    both = kernels.components.returned(*G.out)[places]
    ties = (row_lengths(G.out) + arrivals(G))[places]
    shares: list[float | None] = [
        2 * mutual / total if total else None
        for mutual, total in zip(both.tolist(), ties.tolist(), strict=True)
    ]
    if nodes not in G:
        return dict(zip(labels, shares, strict=True))
    (only,) = shares
    if only is None:
        raise nx.NetworkXError("Not defined for isolated nodes.")
    return only


@declared(_WHY, smallest=100)
@nx.utils.not_implemented_for("undirected", "multigraph")
def overall_reciprocity(G: Graph) -> float:
    """Share of the edges that are returned; a loop is an edge that is not.

    Raises
    ------
    NetworkXError
        There are no edges.

    Examples
    --------
    >>> from tribe.graph.backend.graph import DiGraph
    >>> overall_reciprocity(DiGraph.from_edges(4, [0, 1, 1, 2], [1, 0, 2, 3]))
    0.5
    """
    _refuse_undirected(G)
    if not len(G.out.indices):
        raise nx.NetworkXError("Not defined for empty graphs")
    pairs: int
    pairs, _ = kernels.components.returned_pairs(*G.out)
    return 2 * pairs / len(G.out.indices)
