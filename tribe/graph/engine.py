"""The compiled work beneath the measures, and the only place that knows who does it.

=====================  =========  ====================================================
function               kernel     why
=====================  =========  ====================================================
triangles              igraph     one pass over the triangles, 24 k members in .05 s
core_number            igraph     linear time
common_neighbours      igraph     intersects sorted neighbour lists for given pairs
leiden                 igraph     networkx has no implementation of its own
rewire                 igraph     networkx's ``double_edge_swap`` is a Python loop
positions              igraph     compiled force-directed layout
components, strong     scipy      fastest of those tried
=====================  =========  ====================================================

To exchange one, replace its body: callers pass and get arrays only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import igraph  # type: ignore[import-untyped, unused-ignore]
import numpy as np
import scipy
from numpy.typing import NDArray

NAME = "igraph+scipy"
_generator = RLock()


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    # igraph draws from one generator for the whole process
    with _generator:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


class Compiled:
    """A simple undirected graph as the engine holds it."""

    def __init__(self, n: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> None:
        self.n = n
        self._graph: Any = igraph.Graph(n=n, edges=np.column_stack([u, v]))

    def copy(self) -> Compiled:
        """One of its own, to be rewired."""
        twin = object.__new__(Compiled)
        twin.n, twin._graph = self.n, self._graph.copy()
        return twin

    def edges(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both ends of each edge."""
        pairs = np.array(self._graph.get_edgelist(), dtype=np.int32).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def edges_at(self, places: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both ends of some edges, by their place."""
        edges = self._graph.es
        pairs = np.array([edges[int(place)].tuple for place in places], dtype=np.int32)
        pairs = pairs.reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def degree(self) -> NDArray[np.int64]:
        """(n,) degrees."""
        return np.array(self._graph.degree(), dtype=np.int64)

    def triangles(self) -> NDArray[np.int64]:
        """(n,) how many triangles pass through each node."""
        if self.n == 0:
            return np.empty(0, dtype=np.int64)
        local = np.array(self._graph.transitivity_local_undirected(mode="zero"), dtype=np.float64)
        degree = self.degree()
        return np.asarray(np.rint(local * degree * (degree - 1) / 2), dtype=np.int64)

    def core_number(self) -> NDArray[np.int64]:
        """(n,) the largest k for which the node lies in the k-core."""
        return np.array(self._graph.coreness(), dtype=np.int64)

    def common_neighbours(self, u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.int64]:
        """How many neighbours the ends of each given *edge* share."""
        if not len(u):
            return np.empty(0, dtype=np.int64)
        pairs = np.column_stack([u, v]).tolist()
        jaccard = np.array(self._graph.similarity_jaccard(pairs=pairs, loops=False))
        degree = self.degree()
        shared = jaccard * (degree[u] + degree[v]) / (1 + jaccard)
        return np.asarray(np.rint(shared), dtype=np.int64)

    def leiden(self, seed: int) -> tuple[NDArray[np.int64], float]:
        """A partition by Leiden on modularity, and its modularity."""
        with _seeded(seed):
            found = self._graph.community_leiden(objective_function="modularity", n_iterations=2)
        return np.array(found.membership, dtype=np.int64), float(found.modularity)

    def rewire(self, trials: int, seed: int) -> None:
        """Swap the ends of pairs of edges, `trials` times; each degree stays as it is."""
        with _seeded(seed):
            self._graph.rewire(n=trials)

    def positions(
        self, start: NDArray[np.float64], weights: NDArray[np.float64], rounds: int, seed: int
    ) -> NDArray[np.float64]:
        """(n, 2) places after `rounds` of Fruchterman and Reingold from `start`."""
        with _seeded(seed):
            layout = self._graph.layout_fruchterman_reingold(
                weights=weights.tolist(), niter=rounds, seed=start.tolist(), grid="auto"
            )
        return np.array(layout.coords, dtype=np.float64).reshape(-1, 2)


def components(n: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,) label of the connected component of each node."""
    return _labels(n, u, v, strong=False)


def strong_components(n: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,) label of the strong component of each node, edges running from u to v."""
    return _labels(n, u, v, strong=True)


def _labels(
    n: int, u: NDArray[np.int32], v: NDArray[np.int32], *, strong: bool
) -> NDArray[np.int64]:
    if n == 0:
        return np.empty(0, dtype=np.int64)
    matrix = scipy.sparse.csr_array((np.ones(len(u), dtype=np.int8), (u, v)), shape=(n, n))
    _, labels = scipy.sparse.csgraph.connected_components(
        matrix, directed=strong, connection="strong" if strong else "weak"
    )
    return np.asarray(labels, dtype=np.int64)
