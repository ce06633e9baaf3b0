"""How far it is from node to node, as networkx names it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import networkx as nx

from tribe.graph import kernels
from tribe.graph.backend.arguments import attribute, everyone
from tribe.graph.backend.dijkstra import (
    Lengths,
    all_pairs_dijkstra_path_length,
    dijkstra_path_length,
    known,
    lengths_from,
    named,
    single_source_dijkstra_path_length,
)
from tribe.graph.backend.dispatch import NEVER, declared
from tribe.graph.backend.graph import Graph, Label
from tribe.graph.backend.nearness import is_joined, lengths_to_all

_STEPS = "numba: breadth first over the rows"
_BETWEEN = f"{_STEPS}, from both ends once they have been turned round"
_TOGETHER = "numba: sixty-four searches in one pass, a bit each; Dijkstra where edges have lengths"


def _steps(G: Graph, label: Label, cutoff: float | None, rows: str) -> Lengths:
    limit = G.n if cutoff is None else min(max(math.ceil(min(cutoff, G.n)), 0), G.n)
    queue, steps = kernels.distances.steps_from(*G.rows(rows), G.place[label], -1, limit)
    return named(G, queue, steps[queue])


def _found(G: Graph, label: Label, what: str = "Source") -> Label:
    if label not in G:
        raise nx.NodeNotFound(f"{what} {label} is not in G")
    return label


@declared(_STEPS, smallest=NEVER)
def single_source_shortest_path_length(
    G: Graph, source: Label, cutoff: float | None = None
) -> Lengths:
    """Steps from `source` to each node it reaches, nearest first.

    Raises
    ------
    networkx.NodeNotFound
        `source` is no node.

    Examples
    --------
    >>> single_source_shortest_path_length(Graph.from_edges(3, [0, 1], [1, 2]), 0)
    {0: 0, 1: 1, 2: 2}
    """
    return _steps(G, _found(G, source), cutoff, "out")


@declared(_STEPS, smallest=NEVER)
def single_target_shortest_path_length(
    G: Graph, target: Label, cutoff: float | None = None
) -> Lengths:
    """Steps to `target` from each node that reaches it, nearest first.

    Raises
    ------
    networkx.NodeNotFound
        `target` is no node.

    Examples
    --------
    >>> single_target_shortest_path_length(Graph.from_edges(3, [0, 1], [1, 2]), 2)
    {2: 0, 1: 1, 0: 2}
    """
    return _steps(G, _found(G, target, "Target"), cutoff, "into")


@declared(_STEPS)
def all_pairs_shortest_path_length(
    G: Graph, cutoff: float | None = None
) -> Iterator[tuple[Label, Lengths]]:
    """Each node with the steps from it.

    Examples
    --------
    >>> dict(all_pairs_shortest_path_length(Graph.from_edges(2, [0], [1])))
    {0: {0: 0, 1: 1}, 1: {1: 0, 0: 1}}
    """
    for label in G.labels:
        yield label, _steps(G, label, cutoff, "out")


@declared(_BETWEEN, smallest=NEVER)
def has_path(G: Graph, source: Label, target: Label) -> bool:
    """Whether `target` can be reached from `source`.

    Raises
    ------
    networkx.NodeNotFound
        One of them is no node.

    Examples
    --------
    >>> has_path(Graph.from_edges(3, [0], [1]), 0, 2)
    False
    """
    return _steps_between(G, source, target) >= 0


def _steps_between(G: Graph, source: Label, target: Label) -> int:
    start, stop = G.place[_found(G, source)], G.place[_found(G, target, "Target")]
    if not G.knows_into:
        # one search costs less than turning all rows round for it
        return int(kernels.distances.steps_from(*G.out, start, stop, G.n)[1][stop])
    return int(kernels.distances.steps_between(*G.out, *G.into, start, stop))


@declared(f"{_BETWEEN}; Dijkstra where edges have lengths", smallest=NEVER)
def shortest_path_length(
    G: Graph,
    source: Label | None = None,
    target: Label | None = None,
    weight: str | None = None,
    method: str = "dijkstra",
) -> Any:
    """Steps or length: a number, a dictionary, or an iterator over all nodes, as it is asked.

    Raises
    ------
    networkx.NodeNotFound
        One of the two is no node.
    networkx.NetworkXNoPath
        There is no path from the one to the other.
    ValueError
        `method` is unknown, or a weight is negative.

    Examples
    --------
    >>> path = Graph.from_edges(3, [0, 1], [1, 2])
    >>> shortest_path_length(path, 0, 2), shortest_path_length(path, target=1)
    (2, {1: 0, 0: 1, 2: 1})
    """
    if method not in ("dijkstra", "bellman-ford"):
        raise ValueError(f"method not supported: {method}")
    if weight is not None and method == "bellman-ford":
        raise NotImplementedError("Bellman and Ford are left to networkx")
    if source is None and target is None:
        if weight is None:
            return all_pairs_shortest_path_length(G)
        return all_pairs_dijkstra_path_length(G, weight=weight)
    if source is None:
        return _to(G, target, weight)
    if target is None:
        if weight is None:
            return single_source_shortest_path_length(G, source)
        return single_source_dijkstra_path_length(G, source, weight=weight)
    if weight is not None:
        return dijkstra_path_length(G, source, target, weight)
    steps = _steps_between(G, source, target)
    if steps < 0:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return steps


def _to(G: Graph, target: Label, weight: str | None) -> Lengths:
    if weight is None:
        return _steps(G, _found(G, target), None, "into")
    known(G, [target])
    return named(G, *lengths_from(G, [target], weight, rows="into")) | {target: 0}


@declared(_TOGETHER, smallest=300)
def average_shortest_path_length(
    G: Graph, weight: str | None = None, method: str | None = None
) -> float:
    """Mean length over all ordered pairs of different nodes.

    Raises
    ------
    networkx.NetworkXPointlessConcept
        The graph has no nodes.
    networkx.NetworkXError
        The graph is not (strongly) connected.
    ValueError
        `method` is unknown, or a weight is negative.

    Examples
    --------
    >>> average_shortest_path_length(Graph.from_edges(5, [0, 1, 2, 3], [1, 2, 3, 4]))
    2.0
    """
    methods = ("unweighted", "dijkstra", "bellman-ford", "floyd-warshall", "floyd-warshall-numpy")
    if method is None:
        method = "unweighted" if weight is None else "dijkstra"
    if method not in methods:
        raise ValueError(f"method not supported: {method}")
    if method not in ("unweighted", "dijkstra"):
        raise NotImplementedError("other methods are left to networkx")
    if not G.n:
        raise nx.NetworkXPointlessConcept(
            "the null graph has no paths, thus there is no average shortest path length"
        )
    if G.n == 1:
        return 0
    if not is_joined(G):
        how = "strongly connected" if G.directed else "connected"
        raise nx.NetworkXError(f"Graph is not {how}.")
    name = attribute(weight)
    if method == "unweighted" or name is None or not G.has(name):
        total = kernels.distances.steps_to_all(*G.out, *G.into, everyone(G))[1]
    else:
        total = lengths_to_all(G, name, everyone(G))[1]
    return float(total.sum()) / (G.n * (G.n - 1))
