"""How far it is from node to node, as networkx names it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.centrality import attribute, everyone, is_joined, lengths_to_all
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label

#: One search over networkx's own dictionaries is over before they are converted, at any size.
NEVER = 10**12

_STEPS = "numba: breadth first over the rows"
_LENGTHS = "numba: Dijkstra on a heap of fours"
_TOGETHER = "numba: sixty-four searches in one pass, a bit each; Dijkstra where edges have lengths"

Lengths = dict[Label, Any]


def _named(G: Graph, places: NDArray[np.int32], values: NDArray[Any]) -> Lengths:
    order = places.tolist()
    names = order if isinstance(G.labels, range) else [G.labels[place] for place in order]
    return dict(zip(names, values.tolist(), strict=True))


def _steps(G: Graph, label: Label, cutoff: float | None, rows: str) -> Lengths:
    limit = G.n if cutoff is None else min(max(math.ceil(min(cutoff, G.n)), 0), G.n)
    queue, steps = kernels.distances.steps_from(*G.rows(rows), G.place[label], -1, limit)
    return _named(G, queue, steps[queue])


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


def _lengths(
    G: Graph,
    sources: Iterable[Label],
    weight: str | None,
    cutoff: float | None = None,
    rows: str = "out",
    until: int = -1,
) -> tuple[NDArray[np.int32], NDArray[Any]]:
    name = attribute(weight)
    places = G.places(dict.fromkeys(sources))
    limit = math.inf if cutoff is None else float(cutoff)
    order, lengths, sound = kernels.distances.lengths_from(
        *G.rows(rows), G.weights(name, rows_of(rows)), places, until, limit
    )
    if not sound:
        raise ValueError("Contradictory paths found:", "negative weights?")
    values = lengths[order]
    return order, values.astype(np.int64) if G.is_whole(name) else values


def rows_of(rows: str) -> str:
    """What `weights` calls the rows that `rows` calls so."""
    return "out" if rows == "out" else "in"


def _known(G: Graph, sources: Iterable[Label]) -> None:
    for label in sources:
        if label not in G:
            raise nx.NodeNotFound(f"Node {label} not found in graph")


@declared(_LENGTHS, smallest=3_000)
def multi_source_dijkstra_path_length(
    G: Graph, sources: Any, cutoff: float | None = None, weight: str | None = "weight"
) -> Lengths:
    """Length from the nearest of `sources` to each node they reach, nearest first.

    Raises
    ------
    ValueError
        `sources` is empty, or a weight is negative.
    networkx.NodeNotFound
        A source is no node.

    Examples
    --------
    >>> path = Graph.from_edges(3, [0, 1], [1, 2], {"weight": [1, 5]})
    >>> multi_source_dijkstra_path_length(path, {0, 2})
    {0: 0, 2: 0, 1: 1.0}
    """
    if not sources:
        raise ValueError("sources must not be empty")
    _known(G, sources)
    found = _named(G, *_lengths(G, sources, weight, cutoff))
    return found | dict.fromkeys(sources, 0)


@declared(_LENGTHS, smallest=3_000)
def single_source_dijkstra_path_length(
    G: Graph, source: Label, cutoff: float | None = None, weight: str | None = "weight"
) -> Lengths:
    """Length from `source` to each node it reaches, nearest first.

    Raises
    ------
    networkx.NodeNotFound
        `source` is no node.
    ValueError
        A weight is negative.

    Examples
    --------
    >>> single_source_dijkstra_path_length(Graph.from_edges(3, [0, 1], [1, 2]), 0)
    {0: 0, 1: 1, 2: 2}
    """
    return multi_source_dijkstra_path_length(G, {source}, cutoff, weight)


@declared(_LENGTHS)
def all_pairs_dijkstra_path_length(
    G: Graph, cutoff: float | None = None, weight: str | None = "weight"
) -> Iterator[tuple[Label, Lengths]]:
    """Each node with the lengths from it.

    Examples
    --------
    >>> dict(all_pairs_dijkstra_path_length(Graph.from_edges(2, [0], [1])))
    {0: {0: 0, 1: 1}, 1: {1: 0, 0: 1}}
    """
    for label in G.labels:
        yield label, multi_source_dijkstra_path_length(G, {label}, cutoff, weight)


@declared(_LENGTHS, smallest=NEVER)
def dijkstra_path_length(
    G: Graph, source: Label, target: Label, weight: str | None = "weight"
) -> Any:
    """Length of the shortest path from `source` to `target`.

    Raises
    ------
    networkx.NodeNotFound
        `source` is no node.
    networkx.NetworkXNoPath
        There is no path.

    Examples
    --------
    >>> dijkstra_path_length(Graph.from_edges(3, [0, 1], [1, 2]), 0, 2)
    2
    """
    _known(G, [source])
    if source == target:
        return 0
    if target in G:
        order, values = _lengths(G, [source], weight, until=G.place[target])
        if order[-1] == G.place[target]:
            return values[-1].item()
    raise nx.NetworkXNoPath(f"Node {target} not reachable from {source}")


@declared(_STEPS, smallest=NEVER)
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
    return int(kernels.distances.steps_from(*G.out, start, stop, G.n)[1][stop])


@declared(f"{_STEPS}; Dijkstra on a heap of fours where edges have lengths", smallest=NEVER)
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
    _known(G, [target])
    return _named(G, *_lengths(G, [target], weight, rows="into")) | {target: 0}


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
        total = kernels.distances.steps_to_all(*G.out, everyone(G))[1]
    else:
        total = lengths_to_all(G, name, everyone(G))[1]
    return float(total.sum()) / (G.n * (G.n - 1))
