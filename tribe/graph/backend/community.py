"""Communities: how well nodes fall into groups, and which."""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import networkx as nx
import numpy as np
from networkx.algorithms.community.quality import NotAPartition
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label
from tribe.graph.study import parallel

Seed = random.Random | int | None
Labels = NDArray[np.int32]
T = TypeVar("T")

_LEIDEN = "numba: igraph's quality in a third of its time, seeded, and from any thread"
_LOUVAIN = "numba: move by move as networkx makes them, from the same draws"
_SPREAD = "numba: labels in arrays, neighbours counted in one pass"
RUNS = 2


def _sets(graph: Graph, labels: Labels, *, in_order: bool = False) -> list[set[Label]]:
    """The nodes of each label as a set, in the order of first nodes or, if told, of labels."""
    numbers = np.ascontiguousarray(labels).copy()
    count = int(numbers.max(initial=-1)) + 1 if in_order else int(kernels.leiden.renumber(numbers))
    order = np.argsort(numbers, kind="stable")
    names = graph.labels
    nodes = [names[place] for place in order.tolist()]
    ends = np.cumsum(np.bincount(numbers, minlength=count)).tolist()
    return [set(nodes[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)] if count else []


def _rows(graph: Graph, weight: str | None) -> tuple[NDArray[Any], ...]:
    """Symmetric rows and masses, as the kernels of groups want them."""
    weights = graph.weights(weight)
    sources = graph.out.sources
    out = np.bincount(sources, weights=weights, minlength=graph.n)
    if not graph.directed:
        loops = sources == graph.out.indices
        weights = np.where(loops, 2 * weights, weights)
        out += np.bincount(sources[loops], weights=weights[loops] / 2, minlength=graph.n)
        return *graph.out, weights, np.column_stack([out, out])
    into = np.bincount(graph.out.indices, weights=weights, minlength=graph.n)
    back = graph.into
    indptr, indices, both = kernels.propagation.beside(
        *graph.out, weights / 2, *back, graph.weights(weight, "in") / 2
    )
    return indptr, indices, both, np.column_stack([out, into])


def _weighed(G: Graph, weight: str | None) -> tuple[NDArray[Any], ...]:
    rows = _rows(G, weight)
    if len(rows[2]) and np.min(rows[2]) < 0:
        raise NotImplementedError("weights below zero are left to networkx")
    return rows


def _louvain(
    G: Graph, weight: str | None, resolution: float, threshold: float, seed: Any
) -> Iterator[list[set[Label]]]:
    if len(G.out.indices) == 0:
        yield [{label} for label in G]
        return
    rows, score = _weighed(G, weight), kernels.leiden.modularity

    def shuffled(n: int) -> Labels:
        order = list(range(n))
        seed.shuffle(order)
        return np.array(order, dtype=np.int32)

    last = score(*rows, np.arange(G.n, dtype=np.int32), resolution)
    for labels in kernels.louvain.levels(*rows, resolution, G.directed, shuffled):
        yield _sets(G, labels, in_order=True)
        found = score(*rows, labels, resolution)
        if found - last <= threshold:
            return
        last = found


def _leiden(G: Graph, weight: str | None, resolution: float, seed: Any) -> Iterator[Labels]:
    if len(G.out.indices) == 0:
        yield np.arange(G.n, dtype=np.int32)
        return
    rows, state = _weighed(G, weight), parallel.stream(_drawn(seed), 0)
    yield from kernels.leiden.Search(*rows, resolution, True, state).levels(RUNS)


@declared(_LOUVAIN)
@nx.utils.py_random_state("seed")
def louvain_partitions(
    G: Graph,
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 0.0000001,
    seed: Seed = None,
) -> Iterator[list[set[Label]]]:
    """Partitions of rising modularity, level by level (Blondel 2008).

    Examples
    --------
    >>> pair = Graph.from_edges(6, [0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3])
    >>> list(louvain_partitions(pair, seed=1))[-1]
    [{0, 1, 2}, {3, 4, 5}]
    """
    return _louvain(G, weight, resolution, threshold, seed)


@declared(_LOUVAIN)
@nx.utils.py_random_state("seed")
def louvain_communities(
    G: Graph,
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 0.0000001,
    max_level: int | None = None,
    seed: Seed = None,
) -> list[set[Label]]:
    """The last of `louvain_partitions`, or the one of `max_level`.

    Raises
    ------
    ValueError
        `max_level` is below 1.
    """
    return _last(_louvain(G, weight, resolution, threshold, seed), max_level)


def _last(partitions: Iterator[T], max_level: int | None) -> T:
    if max_level is not None:
        if max_level <= 0:
            raise ValueError("max_level argument must be a positive integer or None")
        partitions = itertools.islice(partitions, max_level)
    return deque(partitions, maxlen=1).pop()


@declared(_LEIDEN, smallest=0)
@nx.utils.not_implemented_for("directed")
@nx.utils.py_random_state("seed")
def leiden_partitions(
    G: Graph, weight: str | None = "weight", resolution: float = 1, seed: Seed = None
) -> Iterator[list[set[Label]]]:
    """Partitions of rising modularity whose groups hold together (Traag 2019)."""
    return (_sets(G, labels) for labels in _leiden(G, weight, resolution, seed))


@declared(_LEIDEN, smallest=0)
@nx.utils.not_implemented_for("directed")
@nx.utils.py_random_state("seed")
def leiden_communities(
    G: Graph,
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: Seed = None,
) -> list[set[Label]]:
    """The last of `leiden_partitions`, or the one of `max_level`.

    Raises
    ------
    ValueError
        `max_level` is below 1.

    Examples
    --------
    >>> pair = Graph.from_edges(6, [0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3])
    >>> leiden_communities(pair, seed=1)
    [{0, 1, 2}, {3, 4, 5}]
    """
    return _sets(G, _last(_leiden(G, weight, resolution, seed), max_level))


@declared("numpy: one pass over the edges")
def modularity(
    G: Graph,
    communities: Iterable[Iterable[Label]],
    weight: str | None = "weight",
    resolution: float = 1,
) -> float:
    """Share of weight inside communities, minus what the degrees alone give.

    Raises
    ------
    NotAPartition
        A node is in none, or in two.

    Examples
    --------
    >>> modularity(Graph.from_edges(4, [0, 2], [1, 3]), [{0, 1}, {2, 3}])
    0.5
    """
    given = [list(community) for community in communities]
    labels = np.full(G.n, -1, dtype=np.int32)
    place = G.place
    for number, community in enumerate(given):
        known = [place[node] for node in community if node in place]
        labels[known] = number
    if (labels < 0).any() or sum(map(len, given)) != G.n:
        raise NotAPartition(G, given)
    weights, sources = G.weights(weight), G.out.sources
    same = labels[sources] == labels[G.out.indices]
    out = np.bincount(labels[sources], weights=weights, minlength=len(given))
    if G.directed:
        into = np.bincount(labels[G.out.indices], weights=weights, minlength=len(given))
        inside, total = float(weights[same].sum()), float(weights.sum())
    else:
        loops = sources == G.out.indices
        out += np.bincount(labels[sources[loops]], weights=weights[loops], minlength=len(given))
        into = out
        inside = float(weights[same].sum() + weights[loops].sum())
        total = float(weights.sum() + weights[loops].sum())
    return inside / total - resolution * float(out @ into) / total**2


@declared(_SPREAD)
@nx.utils.py_random_state("seed")
def asyn_lpa_communities(
    G: Graph, weight: str | None = None, seed: Seed = None
) -> Iterator[set[Label]]:
    """Communities by labels that spread, one node after another (Raghavan 2007)."""
    state = parallel.stream(_drawn(seed), 0)
    labels = kernels.propagation.asynchronous(*_writable(*G.out, G.weights(weight)), state)
    yield from _sets(G, labels)


@declared(_SPREAD)
@nx.utils.py_random_state("seed")
def fast_label_propagation_communities(
    G: Graph, *, weight: str | None = None, seed: Seed = None
) -> Iterator[set[Label]]:
    """Communities by labels that spread from a queue (Traag & Šubelj 2023); no directions."""
    state = parallel.stream(_drawn(seed), 0)
    rows = (*G.out, G.weights(weight))
    if G.directed:
        rows = kernels.propagation.beside(*rows, *G.into, G.weights(weight, "in"))
    labels = kernels.propagation.fast(*_writable(*rows), state)
    yield from _sets(G, labels)


@declared(_SPREAD)
@nx.utils.not_implemented_for("directed")
def label_propagation_communities(G: Graph) -> Iterable[set[Label]]:
    """Communities by labels that spread, one colour of nodes after another (Cordasco 2010)."""
    loops = np.bincount(G.out.indices[G.out.sources == G.out.indices], minlength=G.n)
    degree = np.diff(G.out.indptr) + loops
    labels = kernels.propagation.by_turns(*_writable(*G.out), degree)
    return dict(enumerate(_sets(G, labels))).values()


def _drawn(seed: Any) -> int:
    return int(seed.randrange(2**62))


def _writable(*arrays: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    # one kind of arrays for all, or Numba compiles twice
    return tuple(np.require(array, None, ("C", "W")) for array in arrays)
