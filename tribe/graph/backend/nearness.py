"""Closeness and harmonic centrality, and what they stand on: how far all others are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.arguments import attribute, everyone
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label, Rows

Floats = NDArray[np.float64]
NOBODY = np.empty(0, dtype=np.int32)

_NEARNESS = (
    "numba: breadth first, sixty-four sources in one pass, looking back from where the front is "
    "broad; Dijkstra on a heap of fours"
)
MANY = 2 * kernels.distances.LANES  # sources from which rows are turned round to look back
FEW = 35  # searches one by one cost as much as all of them sixty-four together


def is_joined(G: Graph) -> bool:
    """Whether each node reaches each other one."""
    sides = [G.out, G.into] if G.directed else [G.out]
    return all(len(kernels.distances.steps_from(*side, 0, -1, G.n)[0]) == G.n for side in sides)


@declared(_NEARNESS, smallest=300)
def closeness_centrality(
    G: Graph,
    u: Label | None = None,
    distance: str | None = None,
    wf_improved: bool = True,
) -> dict[Label, float] | float:
    """(r - 1)/Σ d over the r nodes that reach a node, times (r - 1)/(n - 1) if `wf_improved`.

    Raises
    ------
    networkx.NodeNotFound
        `u` is no node.
    ValueError
        A distance is negative.

    Examples
    --------
    >>> closeness_centrality(Graph.from_edges(3, [0, 1], [1, 2]))[1]
    1.0
    """
    name = attribute(distance)
    if u is not None and u not in G:
        where = f"Source {u} is not in G" if name is None else f"Node {u} not found in graph"
        raise nx.NodeNotFound(where)
    places = everyone(G) if u is None else G.places([u])
    total: NDArray[Any]
    if name is not None and G.has(name):
        count, total, *_ = lengths_to_all(G, name, places, "into")
    elif u is None:
        count, total, *_ = kernels.distances.steps_to_all(*G.out, *G.into, places)
    else:
        queue, steps = kernels.distances.steps_from(*G.into, int(places[0]), -1, G.n)
        count, total = np.array([len(queue)]), np.array([steps[queue].sum(dtype=np.int64)])
    near = (total > 0) & (G.n > 1)
    found = np.zeros(len(places))
    found[near] = (count[near] - 1.0) / total[near]
    if wf_improved and G.n > 1:
        found *= (count - 1.0) / (G.n - 1)
    return G.keyed(found) if u is None else float(found[0])


def lengths_to_all(
    G: Graph,
    name: str,
    places: NDArray[np.int64],
    rows: str = "out",
    among: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """From each of the places: how many nodes, Σ d, Σ 1/d and the largest d; raises ValueError."""
    among = np.ones(G.n, dtype=np.bool_) if among is None else among
    weights = G.weights(name, "out" if rows == "out" else "in")
    *found, sound = kernels.distances.lengths_to_all(*G.rows(rows), weights, places, among)
    if not sound:
        raise ValueError("Contradictory paths found:", "negative weights?")
    count, total, inverse, largest = found
    return count, total, inverse, largest


@declared(_NEARNESS, smallest=300)
def harmonic_centrality(
    G: Graph,
    nbunch: Iterable[Label] | None = None,
    distance: str | None = None,
    sources: Iterable[Label] | None = None,
) -> dict[Label, float]:
    """Σ 1/d over the other nodes, or `sources`, that reach a node.

    Raises
    ------
    networkx.NetworkXError
        `nbunch` or `sources` is neither a node nor nodes.
    ValueError
        A distance is negative.

    Examples
    --------
    >>> harmonic_centrality(Graph.from_edges(3, [0, 1], [1, 2]))[0]
    1.5
    """
    name = attribute(distance)
    asked = everyone(G) if nbunch is None else np.unique(G.places(G.nbunch_iter(nbunch)))
    over = everyone(G) if sources is None else np.unique(G.places(G.nbunch_iter(sources)))
    among = np.zeros(G.n, dtype=np.bool_)
    among[over] = True
    if name is not None and G.has(name):
        found = lengths_to_all(G, name, asked, "into", among)[2]
    elif len(asked) * FEW < len(over):
        found = np.zeros(len(asked))
        for number, place in enumerate(asked.tolist()):
            _, steps = kernels.distances.steps_from(*G.into, place, -1, G.n)
            found[number] = (1.0 / steps[among & (steps > 0)]).sum()
    else:
        back = G.into if G.knows_into or len(over) > MANY else Rows(G.out.indptr, NOBODY)
        found = kernels.distances.steps_to_all(*G.out, *back, over)[2][asked]
    return {
        G.labels[place]: value for place, value in zip(asked.tolist(), found.tolist(), strict=True)
    }
