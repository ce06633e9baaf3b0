"""The edges that a question is about: all of them, or those at the neighbours of a few nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.graph import Graph, Label, Rows

#: Of how many nodes one must be asked for, for the others to be worth leaving out.
FEW = 50

#: Edges from which converting a plain graph pays, where networkx's one walk always costs less.


class Edges(NamedTuple):
    """Both ends and the slot of some edges."""

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    slots: NDArray[np.int64]


def asked(graph: Graph, nodes: Any) -> tuple[list[Label], NDArray[np.int64]]:
    """The nodes of a ``nbunch`` and their places, as networkx reads it: strangers are left out.

    Raises
    ------
    NetworkXError
        It is neither a node nor an iterable of things that could be nodes.
    """
    labels: Iterable[Label] = graph.nbunch_iter(nodes)
    known = list(labels)
    return known, graph.places(known)


def edges_around(graph: Graph, places: NDArray[np.int64] | None) -> Edges:
    """Edges that touch the nodes or their neighbours; every edge when many are asked for.

    Whatever is said of a node by its triangles, or by the ties of its neighbours, comes out
    the same on these as on all edges.
    """
    u, v = graph.ends
    slots = graph.edge_slots
    if places is None or len(places) * FEW > graph.n:
        return Edges(u, v, slots)
    near = np.zeros(graph.n, dtype=np.bool_)
    near[places] = True
    near[np.concatenate([u[near[v]], v[near[u]]])] = True
    kept = np.flatnonzero(near[u] | near[v])
    return Edges(u[kept], v[kept], slots[kept])


def without_loops(rows: Rows) -> Rows:
    """The rows, each node's own place left out of its row."""
    sources = rows.sources
    other = sources != rows.indices
    if other.all():
        return rows
    counts = np.bincount(sources[other], minlength=len(rows.indptr) - 1)
    return Rows(np.concatenate([[0], np.cumsum(counts)]), rows.indices[other])


def has_loops(graph: Graph) -> bool:
    """Whether any node has an edge to itself."""
    return bool(kernels.components.loops(*graph.out))


def within(graph: Graph, kept: NDArray[np.bool_]) -> Graph:
    """The nodes marked True and the edges among them, with all that is known of either."""
    sources, targets = graph.out.sources, graph.out.indices
    slots = np.flatnonzero(kept[sources] & kept[targets])
    place = np.cumsum(kept, dtype=np.int32) - np.int32(1)
    sizes = np.bincount(sources[slots], minlength=graph.n)[kept]
    indptr = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    labels = [graph.labels[node] for node in np.flatnonzero(kept).tolist()]
    known = graph.node_attributes
    return type(graph)(
        Rows(indptr, place[targets[slots]]),
        {name: column[slots] for name, column in graph.columns.items()},
        labels=labels,
        whole=graph.whole,
        nodes={label: known[label] for label in labels if label in known} if known else None,
        graph=graph.graph,
    )
