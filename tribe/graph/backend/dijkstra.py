"""How far it is from node to node where edges have lengths, as networkx names it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.arguments import attribute
from tribe.graph.backend.dispatch import NEVER, declared
from tribe.graph.backend.graph import Graph, Label

#: One search over networkx's own dictionaries is over before they are converted, at any size.

_LENGTHS = "numba: Dijkstra on a heap of fours"

Lengths = dict[Label, Any]


def named(G: Graph, places: NDArray[np.int32], values: NDArray[Any]) -> Lengths:
    """Plain numbers by label."""
    order = places.tolist()
    names = order if isinstance(G.labels, range) else [G.labels[place] for place in order]
    return dict(zip(names, values.tolist(), strict=True))


def lengths_from(
    G: Graph,
    sources: Iterable[Label],
    weight: str | None,
    cutoff: float | None = None,
    rows: str = "out",
    until: int = -1,
) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """The places that are reached, nearest first, and how far each is; raises ValueError."""
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


def known(G: Graph, sources: Iterable[Label]) -> None:
    """Raise NodeNotFound, in the words of networkx's Dijkstra, for what is no node."""
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
    known(G, sources)
    found = named(G, *lengths_from(G, sources, weight, cutoff))
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
    known(G, [source])
    if source == target:
        return 0
    if target in G:
        order, values = lengths_from(G, [source], weight, until=G.place[target])
        if order[-1] == G.place[target]:
            return values[-1].item()
    raise nx.NetworkXNoPath(f"Node {target} not reachable from {source}")
