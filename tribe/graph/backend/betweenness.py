"""Betweenness of nodes and of edges, as networkx names it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.arguments import attribute, everyone
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_WHY = "numba: breadth first, eight sources in one pass, looking back from where the front is broad"


def _sampled(G: Graph, k: int, seed: random.Random) -> Places:
    # the same draw as networkx's from the list of nodes
    return np.array(seed.sample(range(G.n), k), dtype=np.int64)


def _lengths(G: Graph, weight: str | None) -> Floats | None:
    """The lengths of the slots, or None where all edges are as long."""
    name = attribute(weight)
    if name is None or not G.has(name):
        return None
    lengths = G.weights(name)
    if len(lengths) and lengths.min() <= 0:
        raise NotImplementedError("lengths that are not above zero are left to networkx")
    return lengths


def _edge_of_slot(G: Graph) -> Places:
    number = np.empty(len(G.out.indices), dtype=np.int64)
    number[G.edge_slots] = np.arange(G.m)
    if not G.directed:
        twin = kernels.rows.turn_round(*G.out)[2]
        backward = G.out.sources > G.out.indices
        number[backward] = number[twin[backward]]
    return number


@declared(_WHY, smallest=300)
@nx.utils.py_random_state("seed")
def betweenness_centrality(
    G: Graph,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: random.Random | int | None = None,
) -> dict[Label, float]:
    """Share of shortest paths that pass through each node, from all nodes or from k drawn ones.

    Raises
    ------
    ValueError
        `k` is larger than the number of nodes.

    References
    ----------
    Freeman 1977; Brandes 2001; Brandes & Pich 2007 (sampling).

    Examples
    --------
    >>> betweenness_centrality(Graph.from_edges(3, [0, 1], [1, 2]))
    {0: 0.0, 1: 1.0, 2: 0.0}
    """
    assert isinstance(seed, random.Random)
    k = None if k == G.n else k
    sources = everyone(G) if k is None else _sampled(G, k, seed)
    ends, lengths = float(endpoints), _lengths(G, weight)
    if lengths is None:
        found = kernels.paths.betweenness(*G.out, *G.into, sources, ends)
    else:
        found = _weighted(G, lengths, sources, ends, np.ones(G.n))
    scale = _Scale(G, G.n if endpoints else G.n - 1, k, normalized)
    if k is None or endpoints:
        return G.keyed(found * scale.of_all)
    drawn = np.zeros(G.n, dtype=np.bool_)
    drawn[sources] = True
    return G.keyed(found * np.where(drawn, *scale.of_drawn_and_others))


def _weighted(G: Graph, lengths: Floats, sources: Places, ends: float, wanted: Floats) -> Floats:
    nowhere = np.zeros(len(G.out.indices), dtype=np.int64)
    found: Floats = kernels.paths.weighted_betweenness(
        *G.out, lengths, sources, nowhere, 1, ends, wanted
    )[0]
    return found


class _Scale:
    """What sums over sources are multiplied by, as networkx 3.6 does it."""

    def __init__(self, G: Graph, ends: int, k: int | None, normalized: bool) -> None:
        """`ends` is how many nodes a path can start or stop at, `k` how many starts were drawn."""
        self.ends, self.k, self.normalized = ends, k, normalized
        self.each_twice = 1 if G.directed else 2

    @property
    def of_all(self) -> float:
        """Where a source counts as any other node."""
        if self.ends < 2:
            return 1.0
        starts = self.ends if self.k is None else self.k
        if self.normalized:
            return 1 / (starts * (self.ends - 1))
        return self.ends / (starts * self.each_twice)

    @property
    def of_drawn_and_others(self) -> tuple[float, float]:
        """A node that was drawn had one source fewer."""
        if self.ends < 2:
            return 1.0, 1.0
        assert self.k is not None
        top = 1 / (self.ends - 1) if self.normalized else self.ends / self.each_twice
        return (top / (self.k - 1) if self.k > 1 else math.nan), top / self.k


@declared(
    "numba: breadth first or Dijkstra from each source, shares handed back along the edges",
    smallest=300,
)
@nx.utils.py_random_state("seed")
def edge_betweenness_centrality(
    G: Graph,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    seed: random.Random | int | None = None,
) -> dict[tuple[Label, Label], float]:
    """Share of shortest paths that run along each edge.

    Raises
    ------
    ValueError
        `k` is larger than the number of nodes.

    References
    ----------
    Girvan & Newman 2002; Brandes 2008.

    Examples
    --------
    >>> edge_betweenness_centrality(Graph.from_edges(3, [0, 1], [1, 2]), normalized=False)
    {(0, 1): 2.0, (1, 2): 2.0}
    """
    assert isinstance(seed, random.Random)
    sources = everyone(G) if k is None else _sampled(G, k, seed)
    lengths, edges = _lengths(G, weight), _edge_of_slot(G)
    if lengths is None:
        found = kernels.paths.edge_betweenness(*G.out, sources, edges, G.m)
    else:
        found = kernels.paths.weighted_betweenness(
            *G.out, lengths, sources, edges, G.m, 0.0, np.ones(G.n)
        )[1]
    found = found * _Scale(G, G.n, k, normalized).of_all
    u, v = (map(G.labels.__getitem__, end.tolist()) for end in G.ends)
    return dict(zip(zip(u, v, strict=True), found.tolist(), strict=True))


@declared(_WHY, smallest=300)
def betweenness_centrality_subset(
    G: Graph,
    sources: Iterable[Label],
    targets: Iterable[Label],
    normalized: bool = False,
    weight: str | None = None,
) -> dict[Label, float]:
    """The same over paths from `sources` to `targets` only.

    Raises
    ------
    networkx.NodeNotFound
        A source is no node.

    Examples
    --------
    >>> path = Graph.from_edges(3, [0, 1], [1, 2])
    >>> betweenness_centrality_subset(path, sources=[0], targets=[2])
    {0: 0.0, 1: 0.5, 2: 0.0}
    """
    starts = G.places(sources)
    if len(np.unique(starts)) != len(starts):
        raise NotImplementedError("a source given twice is left to networkx")
    wanted = np.zeros(G.n)
    wanted[G.places(label for label in targets if label in G)] = 1.0
    lengths = _lengths(G, weight)
    if lengths is None:
        found = kernels.paths.betweenness(*G.out, *G.into, starts, 0.0, wanted)
    else:
        found = _weighted(G, lengths, starts, 0.0, wanted)
    return G.keyed(found * _Scale(G, G.n - 1, None, normalized).of_all)
