"""Mixing: which degrees, or which attributes, the two ends of ties have; pairs and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph.backend.degrees import arrivals, loops, row_lengths
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label

_WHY = "numpy: each pair of values counted once, over the slots of the rows"

Values = NDArray[Any]
Table = dict[Any, dict[Any, Any]]


def chosen(graph: Graph, nodes: Iterable[Label] | None) -> NDArray[np.bool_]:
    """(n,) True for the nodes asked for; strangers among them are left out."""
    marked = np.zeros(graph.n, dtype=np.bool_)
    if nodes is None:
        marked[:] = True
    else:
        marked[[graph.place[label] for label in nodes if label in graph]] = True
    return marked


def strength(graph: Graph, which: str, weight: str | None) -> Values:
    """(n,) degrees as networkx counts them; `which` is read for directed graphs only."""
    if not graph.directed:
        return _summed(graph, "out", weight) + _loops(graph, weight)
    sides = {"out": ("out",), "in": ("in",), "in+out": ("out", "in")}[which]
    total: Values = np.sum([_summed(graph, side, weight) for side in sides], axis=0)
    return total


def _summed(graph: Graph, side: str, weight: str | None) -> Values:
    if weight is None:
        return row_lengths(graph.out) if side == "out" else arrivals(graph)
    rows = graph.rows(side)
    total = np.bincount(rows.sources, graph.weights(weight, side), graph.n)
    return total.astype(np.int64) if graph.is_whole(weight) else total


def _loops(graph: Graph, weight: str | None) -> Values:
    if weight is None:
        return loops(graph)
    own = np.flatnonzero(graph.out.sources == graph.out.indices)
    total = np.bincount(graph.out.indices[own], graph.weights(weight)[own], graph.n)
    return total.astype(np.int64) if graph.is_whole(weight) else total


def degree_pairs(
    graph: Graph, x: str, y: str, weight: str | None, nodes: Iterable[Label] | None
) -> tuple[Values, Values]:
    """The degrees of both ends of each slot among `nodes`; raises KeyError for a wrong kind."""
    source, target = strength(graph, x, weight), strength(graph, y, weight)
    u, v = graph.out.sources, graph.out.indices
    if nodes is not None:
        kept = chosen(graph, nodes)
        inside = kept[u] & kept[v]
        u, v = u[inside], v[inside]
    return source[u], target[v]


def coded(graph: Graph, attribute: str) -> tuple[NDArray[np.int64], list[Any]]:
    """(n,) a number for what each node has as `attribute`, and what the numbers stand for."""
    number: dict[Any, int] = {}
    known = graph.node_attributes
    codes = [
        number.setdefault(known.get(label, {}).get(attribute), len(number))
        for label in graph.labels
    ]
    return np.array(codes, dtype=np.int64), list(number)


def attribute_pairs(
    graph: Graph, codes: NDArray[np.int64], nodes: Iterable[Label] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers of both ends of each slot in the rows of `nodes`."""
    u, v = graph.out.sources, graph.out.indices
    if nodes is not None:
        inside = chosen(graph, nodes)[u]
        u, v = u[inside], v[inside]
    return codes[u], codes[v]


def _table(x: Values, y: Values, names: list[Any] | None, normalized: bool) -> Table:
    table: Table = {}
    if not len(x):
        return table
    values, places = np.unique(np.concatenate([x, y]), return_inverse=True)
    keys, counts = np.unique(places[: len(x)] * len(values) + places[len(x) :], return_counts=True)
    spoken = values.tolist() if names is None else [names[code] for code in values.tolist()]
    table = {value: {} for value in spoken}
    told = counts / counts.sum() if normalized else counts
    for key, count in zip(keys.tolist(), told.tolist(), strict=True):
        table[spoken[key // len(values)]][spoken[key % len(values)]] = count
    return table


def _matrix(table: Table, mapping: Mapping[Any, int] | None, normalized: bool) -> Values:
    matrix: Values = nx.utils.dict_to_numpy_array(  # type: ignore[no-untyped-call]
        table, mapping=mapping
    )
    return matrix / matrix.sum() if normalized else matrix


@declared(_WHY, smallest=300)
def node_degree_xy(
    G: Graph,
    x: str = "out",
    y: str = "in",
    weight: str | None = None,
    nodes: Iterable[Label] | None = None,
) -> Iterator[tuple[Any, Any]]:
    """The degrees of both ends of each edge; undirected edges come once from each end.

    Examples
    --------
    >>> list(node_degree_xy(Graph.from_edges(3, [0, 0], [1, 2])))
    [(2, 1), (2, 1), (1, 2), (1, 2)]
    """
    source, target = degree_pairs(G, x, y, weight, nodes)
    return zip(source.tolist(), target.tolist(), strict=True)


@declared(_WHY, smallest=10_000)
def node_attribute_xy(
    G: Graph, attribute: str, nodes: Iterable[Label] | None = None
) -> Iterator[tuple[Any, Any]]:
    """What both ends of each edge have as an attribute; undirected edges come twice."""
    codes, names = coded(G, attribute)
    source, target = attribute_pairs(G, codes, nodes)
    return ((names[a], names[b]) for a, b in zip(source.tolist(), target.tolist(), strict=True))


@declared(_WHY, smallest=300)
def degree_mixing_dict(
    G: Graph,
    x: str = "out",
    y: str = "in",
    weight: str | None = None,
    nodes: Iterable[Label] | None = None,
    normalized: bool = False,
) -> Table:
    """How many edges join each pair of degrees, or which share of them.

    Examples
    --------
    >>> degree_mixing_dict(Graph.from_edges(3, [0, 0], [1, 2]))
    {1: {2: 2}, 2: {1: 2}}
    """
    return _table(*degree_pairs(G, x, y, weight, nodes), None, normalized)


@declared(_WHY)
def attribute_mixing_dict(
    G: Graph, attribute: str, nodes: Iterable[Label] | None = None, normalized: bool = False
) -> Table:
    """How many edges join each pair of values, or which share of them."""
    codes, names = coded(G, attribute)
    return _table(*attribute_pairs(G, codes, nodes), names, normalized)


@declared(_WHY, smallest=300)
def degree_mixing_matrix(
    G: Graph,
    x: str = "out",
    y: str = "in",
    weight: str | None = None,
    nodes: Iterable[Label] | None = None,
    normalized: bool = True,
    mapping: Mapping[Any, int] | None = None,
) -> Values:
    """`degree_mixing_dict` as a matrix, whose rows `mapping` may give."""
    table = degree_mixing_dict(G, x=x, y=y, weight=weight, nodes=nodes)
    return _matrix(table, mapping, normalized)


@declared(_WHY)
def attribute_mixing_matrix(
    G: Graph,
    attribute: str,
    nodes: Iterable[Label] | None = None,
    mapping: Mapping[Any, int] | None = None,
    normalized: bool = True,
) -> Values:
    """`attribute_mixing_dict` as a matrix, whose rows `mapping` may give."""
    return _matrix(attribute_mixing_dict(G, attribute, nodes), mapping, normalized)
