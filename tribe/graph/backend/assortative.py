"""Assortativity: whether ties join those who are alike, by degree or by what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.around import asked
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label
from tribe.graph.backend.mixing import attribute_pairs, chosen, coded, degree_pairs, strength

_WHY = "numpy: sums over the slots of the rows; no matrix of degrees is built"
_KINDS = ("in", "out", "in+out")


def _alike(x: NDArray[Any], y: NDArray[Any]) -> float:
    """Pearson's r of both ends, nan where one of them never varies (Newman 2003, eq. 21)."""
    if not len(x):
        return float("nan")
    one, other = x - x.mean(), y - y.mean()
    spread = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / spread if spread > 0 else float("nan")


@declared("numba: two passes over the rows, nothing written", smallest=300)
def degree_assortativity_coefficient(
    G: Graph,
    x: str = "out",
    y: str = "in",
    weight: str | None = None,
    nodes: Iterable[Label] | None = None,
) -> float:
    """Whether nodes of like degrees are joined: -1 to 1, nan where all degrees are the same.

    Examples
    --------
    >>> degree_assortativity_coefficient(Graph.from_edges(4, [0, 1, 2], [1, 2, 3]))
    -0.5
    """
    if nodes is None:
        own, other = strength(G, x, weight), strength(G, y, weight)
        return float(kernels.mixing.correlation(*G.out, own, other))
    source, target = degree_pairs(G, x, y, weight, nodes)
    return _alike(source.astype(np.float64), target.astype(np.float64))


@declared("scipy: pearsonr over the slots of the rows", smallest=300)
def degree_pearson_correlation_coefficient(
    G: Graph,
    x: str = "out",
    y: str = "in",
    weight: str | None = None,
    nodes: Iterable[Label] | None = None,
) -> float:
    """The same by scipy, which raises ValueError for fewer than two edges."""
    source, target = degree_pairs(G, x, y, weight, nodes)
    return float(scipy.stats.pearsonr(source, target)[0])


@declared(_WHY)
def attribute_assortativity_coefficient(
    G: Graph, attribute: str, nodes: Iterable[Label] | None = None
) -> float:
    """Whether nodes with the same value are joined; nan for one value only, 0 without edges.

    (tr e - Σ e²) / (1 - Σ e²), with e the share of edges for each pair of
    values (Newman 2003, eq. 2).
    """
    codes, names = coded(G, attribute)
    x, y = attribute_pairs(G, codes, nodes)
    if not len(x):
        return 0.0
    same = int(np.count_nonzero(x == y)) / len(x)
    ends = [np.bincount(side, minlength=len(names)) / len(x) for side in (x, y)]
    chance = float(ends[0] @ ends[1])
    return (same - chance) / (1 - chance) if chance < 1 else float("nan")


@declared(_WHY)
def numeric_assortativity_coefficient(
    G: Graph, attribute: str, nodes: Iterable[Label] | None = None
) -> float:
    """Whether nodes with like numbers are joined: Pearson's r over the edges.

    Raises
    ------
    KeyError
        One of the nodes lacks the attribute.
    """
    asked_for = list(G.labels if nodes is None else nodes)
    known = G.node_attributes
    values = {label: known.get(label, {})[attribute] for label in asked_for}
    if not all(isinstance(value, int | float) for value in values.values()):
        raise NotImplementedError("attributes that are no numbers are left to networkx")
    codes, names = coded(G, attribute)
    x, y = attribute_pairs(G, codes, None if nodes is None else asked_for)
    # only values of the nodes asked for have a row
    numbers = np.array(
        [name if isinstance(name, int | float) else np.nan for name in names], dtype=np.float64
    )
    told = np.isin(numbers, np.array(list(values.values()), dtype=np.float64))
    both = told[x] & told[y]
    return _alike(numbers[x[both]], numbers[y[both]])


@declared(_WHY, smallest=3_000)
def average_neighbor_degree(
    G: Graph,
    source: str = "out",
    target: str = "out",
    nodes: Iterable[Label] | None = None,
    weight: str | None = None,
) -> dict[Label, float]:
    """The mean degree of the neighbours of each node, weighted by the edges to them.

    Raises
    ------
    NetworkXError
        `source` or `target` is none of in, out and in+out, or given for an undirected graph.

    Examples
    --------
    >>> average_neighbor_degree(Graph.from_edges(4, [0, 1, 2], [1, 2, 3]))
    {0: 2.0, 1: 1.5, 2: 1.5, 3: 2.0}
    """
    if not G.directed and (source, target) != ("out", "out"):
        raise nx.NetworkXError("source and target arguments are only supported for directed graphs")
    for name, kind in (("source", source), ("target", target)):
        if kind not in _KINDS:
            raise nx.NetworkXError(f"{name} argument {kind} must be 'in', 'out' or 'in+out'")
    degree = strength(G, target, None)
    total = np.zeros(G.n)
    for side in ("out", "in"):
        if side in source:
            total += _reached(G, side, degree, weight)
    given = strength(G, source, weight)
    mean = np.zeros(G.n)
    np.divide(total, given, out=mean, where=given != 0)
    if nodes is None:
        return G.keyed(mean)
    labels, places = asked(G, nodes)
    return dict(zip(labels, mean[places].tolist(), strict=True))


def _reached(
    graph: Graph, side: str, degree: NDArray[Any], weight: str | None
) -> NDArray[np.float64]:
    """(n,) the degrees of each node's neighbours on one side, times what the edges weigh."""
    rows = graph.rows(side)
    worth = degree[rows.indices].astype(np.float64)
    if weight is not None:
        worth *= graph.weights(weight, side)
    return np.bincount(rows.sources, worth, graph.n).astype(np.float64)


@declared(_WHY)
def average_degree_connectivity(
    G: Graph,
    source: str = "in+out",
    target: str = "in+out",
    nodes: Any = None,
    weight: str | None = None,
) -> dict[int, float]:
    """The mean degree of the neighbours of nodes of each degree.

    Raises
    ------
    NetworkXError
        `source` or `target` is none of in, out and in+out, or given for an undirected graph.

    Examples
    --------
    >>> average_degree_connectivity(Graph.from_edges(4, [0, 1, 2], [1, 2, 3]))
    {1: 2.0, 2: 1.5}
    """
    if not G.directed and (source, target) != ("in+out", "in+out"):
        raise nx.NetworkXError("source and target arguments are only supported for directed graphs")
    for name, kind in (("source", source), ("target", target)):
        if kind not in _KINDS:
            raise nx.NetworkXError(f'{name} must be one of "in", "out", or "in+out"')
    # networkx calls the successors the neighbours of both directions
    side = "in" if source == "in" else "out"
    places = np.flatnonzero(chosen(G, None if nodes is None else asked(G, nodes)[0]))
    reached = _reached(G, side, strength(G, target, None), weight)[places]
    given = strength(G, source, weight)[places].astype(np.float64)
    own = strength(G, source, None)[places]
    kinds, first, group = np.unique(own, return_index=True, return_inverse=True)
    # of nothing at all, bincount gives whole numbers
    total = np.bincount(group, reached, len(kinds)).astype(np.float64)
    norm = np.bincount(group, given, len(kinds))
    mean = np.divide(total, norm, out=total.copy(), where=norm != 0)
    return {int(kinds[kind]): float(mean[kind]) for kind in np.argsort(first).tolist()}
