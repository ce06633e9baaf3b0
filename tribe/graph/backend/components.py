"""Components: which nodes can reach one another, directions kept or left aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.degrees import row_lengths
from tribe.graph.backend.dispatch import NEVER, declared
from tribe.graph.backend.graph import DiGraph, Graph, Label, Rows

_WEAK = "numba: union-find over the rows as they lie; scipy turns them round first"
_STRONG = "numba: Tarjan's search without recursion; ahead of scipy, igraph and networkit"

Labels = NDArray[np.int64]


def _weak(graph: Graph) -> Labels:
    labels: Labels = kernels.components.weak(*graph.out)
    return labels


def _strong(graph: Graph) -> Labels:
    labels: Labels = kernels.components.strong(*graph.out)
    return labels


def _count(labels: Labels) -> int:
    return int(labels.max(initial=-1)) + 1


def _groups(graph: Graph, labels: Labels) -> Iterator[set[Label]]:
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels)
    names = graph.labels
    members = order.tolist()
    start = 0
    for size in sizes.tolist():
        yield {names[place] for place in members[start : start + size]}
        start += size


def _lacks_edges(graph: Graph) -> bool:
    """Whether a node has no edges of its own, so that it reaches none of the others."""
    return graph.n > 1 and not row_lengths(graph.out).all()


def _is_whole(graph: Graph, labels: Labels) -> bool:
    if not graph.n:
        raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph.")
    return _count(labels) == 1


@declared(_WEAK, smallest=NEVER)
@nx.utils.not_implemented_for("directed")
def connected_components(G: Graph) -> Iterator[set[Label]]:
    """The nodes of each component, in the order of their first one.

    Examples
    --------
    >>> list(connected_components(Graph.from_edges(4, [0, 2], [1, 3])))
    [{0, 1}, {2, 3}]
    """
    yield from _groups(G, _weak(G))


@declared(_WEAK, smallest=NEVER)
@nx.utils.not_implemented_for("directed")
def number_connected_components(G: Graph) -> int:
    """How many components there are."""
    return _count(_weak(G))


@declared(_WEAK, smallest=NEVER)
@nx.utils.not_implemented_for("directed")
def is_connected(G: Graph) -> bool:
    """Whether there is one component; raises NetworkXPointlessConcept without nodes."""
    return not _lacks_edges(G) and _is_whole(G, _weak(G))


@declared(_WEAK, smallest=NEVER)
@nx.utils.not_implemented_for("directed")
def node_connected_component(G: Graph, n: Label) -> set[Label]:
    """The nodes of the component that contains one; raises KeyError for a stranger."""
    labels = _weak(G)
    names = G.labels
    return {names[place] for place in np.flatnonzero(labels == labels[G.place[n]]).tolist()}


@declared(_WEAK, smallest=NEVER)
@nx.utils.not_implemented_for("undirected")
def weakly_connected_components(G: Graph) -> Iterator[set[Label]]:
    """The nodes of each weak component, in the order of their first one."""
    yield from _groups(G, _weak(G))


@declared(_WEAK, smallest=NEVER)
@nx.utils.not_implemented_for("undirected")
def number_weakly_connected_components(G: Graph) -> int:
    """How many weak components there are."""
    return _count(_weak(G))


@declared(_WEAK, smallest=NEVER)
@nx.utils.not_implemented_for("undirected")
def is_weakly_connected(G: Graph) -> bool:
    """Whether there is one weak component; raises NetworkXPointlessConcept without nodes."""
    return _is_whole(G, _weak(G))


@declared(_STRONG, smallest=300)
@nx.utils.not_implemented_for("undirected")
def strongly_connected_components(G: Graph) -> Iterator[set[Label]]:
    """The nodes of each strong component; those that others lead to come first.

    Examples
    --------
    >>> list(strongly_connected_components(DiGraph.from_edges(3, [0, 1, 0], [1, 0, 2])))
    [{2}, {0, 1}]
    """
    yield from _groups(G, _strong(G))


@declared(_STRONG, smallest=300)
@nx.utils.not_implemented_for("undirected")
def number_strongly_connected_components(G: Graph) -> int:
    """How many strong components there are."""
    return _count(_strong(G))


@declared(_STRONG, smallest=NEVER)
@nx.utils.not_implemented_for("undirected")
def is_strongly_connected(G: Graph) -> bool:
    """Whether there is one strong component; raises NetworkXPointlessConcept without nodes."""
    return not _lacks_edges(G) and _is_whole(G, _strong(G))


@declared(_STRONG, smallest=300)
@nx.utils.not_implemented_for("undirected")
def condensation(G: Graph, scc: Iterable[Iterable[Label]] | None = None) -> Any:
    """The components as nodes, with an edge where any of their members have one.

    Nodes carry their ``members``, the graph the ``mapping`` of members to nodes.

    Examples
    --------
    >>> whole = condensation(DiGraph.from_edges(3, [0, 1, 0], [1, 0, 2]))
    >>> list(whole.edges), whole.graph["mapping"]
    ([(1, 0)], {2: 0, 0: 1, 1: 1})
    """
    if not G.n:
        return DiGraph(_joined(G, np.empty(0, dtype=np.int64), 0), graph={"mapping": {}})
    groups = list(_groups(G, _strong(G)) if scc is None else scc)
    mapping = {label: number for number, group in enumerate(groups) for label in group}
    number = np.array([mapping[label] for label in G.labels], dtype=np.int64)
    return DiGraph(
        _joined(G, number, len(groups)),
        nodes={place: {"members": group} for place, group in enumerate(groups)},
        graph={"mapping": mapping},
    )


def _joined(graph: Graph, number: Labels, count: int) -> Rows:
    """The edges between groups, each once, as rows."""
    u, v = number[graph.out.sources], number[graph.out.indices]
    keys = np.unique((u * max(count, 1) + v)[u != v])
    indptr = np.searchsorted(keys // max(count, 1), np.arange(count + 1)).astype(np.int64)
    return Rows(indptr, (keys % max(count, 1)).astype(np.int32))
