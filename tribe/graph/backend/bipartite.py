"""Projections of two-mode networks: members tied by the gatherings that they share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.degrees import arrivals, row_lengths
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import DIRECTED, Graph, Label, Rows

_WHY = "numba: two steps along sorted rows, sums kept for one row at a time"


class Projection:
    """The nodes projected onto, and what each pair of them shares."""

    def __init__(self, graph: Graph, nodes: Iterable[Label], worth: NDArray[np.float64]) -> None:
        """Raises KeyError for an unknown node, NotImplementedError where sides are mixed."""
        self.graph, self.labels = graph, list(nodes)
        self.chosen = np.array([graph.place[label] for label in self.labels], dtype=np.int64)
        place = np.full(graph.n, -1, dtype=np.int32)
        place[self.chosen] = np.arange(len(self.labels), dtype=np.int32)
        if len(np.unique(self.chosen)) != len(self.chosen):
            raise NotImplementedError("a node is given twice")
        indptr, indices, self.count, self.total = kernels.links.project(
            *graph.out, self.chosen, place, worth
        )
        if not len(indptr):
            raise NotImplementedError("the nodes are not one side of a bipartite graph")
        self.rows = Rows(indptr, indices)

    def made(self, weight: NDArray[Any] | None = None) -> Graph:
        """The projected graph, with the attributes that its nodes had."""
        columns = {} if weight is None else {"weight": np.asarray(weight, dtype=np.float64)}
        known = self.graph.node_attributes
        return DIRECTED[self.graph.directed](
            self.rows,
            columns,
            labels=self.labels,
            whole=("weight",) if weight is not None and weight.dtype.kind == "i" else (),
            nodes={label: known[label] for label in self.labels if label in known},
            graph=self.graph.graph,
        )

    @property
    def sizes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many neighbours the source of each pair has, and how many lead to its target."""
        out, into = row_lengths(self.graph.out), arrivals(self.graph)
        return out[self.chosen][self.rows.sources], into[self.chosen][self.rows.indices]


@declared(_WHY, smallest=300)
def projected_graph(B: Graph, nodes: Iterable[Label], multigraph: bool = False) -> Graph:
    """Tie two of the nodes when they share a neighbour.

    Examples
    --------
    >>> sorted(projected_graph(Graph.from_edges(4, [0, 1, 1], [2, 2, 3]), [0, 1]).edges)
    [(0, 1)]
    """
    if multigraph:
        raise NotImplementedError("parallel edges are left to networkx")
    return Projection(B, nodes, np.ones(B.n)).made()


@declared(_WHY, smallest=100)
@nx.utils.not_implemented_for("multigraph")
def weighted_projected_graph(B: Graph, nodes: Iterable[Label], ratio: bool = False) -> Graph:
    """Weigh each tie by how many neighbours are shared, or by their share of all there are.

    Raises
    ------
    networkx.NetworkXAlgorithmError
        As many nodes are given as the graph has.
    """
    labels = list(nodes)
    top = B.n - len(labels)
    if top < 1:
        raise nx.NetworkXAlgorithmError(
            f"the size of the nodes to project onto ({len(labels)}) is >= the graph size ({B.n}).\n"
            "They are either not a valid bipartite partition or contain duplicates"
        )
    found = Projection(B, labels, np.ones(B.n))
    return found.made(found.count / top if ratio else found.count)


@declared(_WHY, smallest=100)
@nx.utils.not_implemented_for("multigraph")
def collaboration_weighted_projected_graph(B: Graph, nodes: Iterable[Label]) -> Graph:
    """Weigh a shared neighbour of degree d by 1 / (d - 1) (Newman 2001, Phys. Rev. E 64)."""
    others = row_lengths(B.out) - 1
    worth = np.divide(1.0, others, out=np.zeros(B.n), where=others > 0)
    found = Projection(B, nodes, worth)
    return found.made(found.total)


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("multigraph")
def overlap_weighted_projected_graph(
    B: Graph, nodes: Iterable[Label], jaccard: bool = True
) -> Graph:
    """Weigh each tie by the shared part of all neighbours, or of the smaller neighbourhood."""
    found = Projection(B, nodes, np.ones(B.n))
    one, other = found.sizes
    whole = one + other - found.count if jaccard else np.minimum(one, other)
    return found.made(found.count / whole)
