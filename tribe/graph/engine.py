"""The compiled work beneath the measures, and the only place that says who does it.

=============================  =========  ==============================================
function                       kernel     why
=============================  =========  ==============================================
triangles                      numba      rows by degree: half of igraph's time
core_number, onion_layers      numba      peeled level by level; igraph takes twice as long
structural_holes               numba      both at once; igraph twenty times as long
components, strong_components  numba      scipy turns the rows round first: 8 and 1.5 times
``nulls``, ``bootstraps``      numba      drawn and measured without leaving the loop
``circles`` (Leiden)           numba      on threads, with chance of our own
positions                      igraph     compiled force-directed layout
=============================  =========  ==============================================

Times are at a million members and ten million ties; the kernels lie in
``tribe.graph.kernels``. What serves networkx's functions is said where each is declared, in
``tribe.graph.backend``. To exchange one here, replace its body: callers pass and get arrays.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels

NAME = "numba+scipy+igraph"
_generator = RLock()

Ends = NDArray[np.int32]


def triangles(n: int, u: Ends, v: Ends) -> NDArray[np.int64]:
    """(n,) how many triangles pass through each node; ties in any direction and number."""
    found: NDArray[np.int64] = kernels.cohesion.triangles(n, u, v)[0]
    return found


def core_number(n: int, u: Ends, v: Ends) -> NDArray[np.int64]:
    """(n,) the largest k for which the node lies in the k-core; each tie given once."""
    found: NDArray[np.int64] = kernels.cohesion.core_number(*kernels.nulls.rows(n, u, v))
    return found


def onion_layers(n: int, u: Ends, v: Ends) -> NDArray[np.int64]:
    """(n,) in which round of peeling the node leaves; each tie given once."""
    found: NDArray[np.int64] = kernels.cohesion.onion_layers(*kernels.nulls.rows(n, u, v))
    return found


def structural_holes(
    n: int, u: Ends, v: Ends, weights: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n,) constraint and (n,) effective size; nan for nodes without ties."""
    found: tuple[NDArray[np.float64], NDArray[np.float64]]
    found = kernels.holes.constraint_and_size(n, u, v, weights)
    return found


def components(n: int, u: Ends, v: Ends) -> NDArray[np.int64]:
    """(n,) label of the connected component of each node, by its first node."""
    labels: NDArray[np.int64] = kernels.components.weak(*_rows(n, u, v))
    return labels


def strong_components(n: int, u: Ends, v: Ends) -> NDArray[np.int64]:
    """(n,) label of the strong component of each node, edges running from u to v."""
    labels: NDArray[np.int64] = kernels.components.strong(*_rows(n, u, v))
    return labels


def _rows(n: int, u: Ends, v: Ends) -> tuple[NDArray[np.int64], Ends]:
    order = np.argsort(u, kind="stable")
    indptr = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.bincount(u, minlength=n))])
    return indptr, v[order]


def positions(
    u: Ends,
    v: Ends,
    start: NDArray[np.float64],
    weights: NDArray[np.float64],
    rounds: int,
    seed: int,
) -> NDArray[np.float64]:
    """(n, 2) places after `rounds` of Fruchterman and Reingold from (n, 2) `start`."""
    import igraph  # type: ignore[import-untyped, unused-ignore]

    graph = igraph.Graph(n=len(start), edges=np.column_stack([u, v]))
    with _seeded(seed):
        layout = graph.layout_fruchterman_reingold(
            weights=weights.tolist(), niter=rounds, seed=start.tolist(), grid="auto"
        )
    return np.array(layout.coords, dtype=np.float64).reshape(-1, 2)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    import igraph

    # igraph draws from one generator for the whole process
    with _generator:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)
