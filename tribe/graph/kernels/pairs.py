"""Pairs of tied nodes: merged from directed rows, and ordered so that triangles are met once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph.kernels.compiling import kernel


class Pairs(NamedTuple):
    """Each tied pair once, and what each node gives itself.

    Attributes
    ----------
    u, v : (m,) int32
        The ends of each pair, never the same; pairs in no particular order.
    weights : (m,) float64
        Both directions summed.
    loops : (n,) float64
        The weight of each node's loop, 0 without one.
    """

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    weights: NDArray[np.float64]
    loops: NDArray[np.float64]


class Oriented(NamedTuple):
    """Each pair as a row entry of its end of lower rank; ranks ascend with the degree.

    Attributes
    ----------
    rank : (n,) int32
        The rank of each node. All that follows speaks of ranks.
    ptr : (n + 1,) int64
    targets : (m,) int32
        The higher end of each pair.
    pair : (m,) int64
        Which of the given pairs it is.
    """

    rank: NDArray[np.int32]
    ptr: NDArray[np.int64]
    targets: NDArray[np.int32]
    pair: NDArray[np.int64]


def held(array: ArrayLike, dtype: type[np.generic]) -> NDArray[Any]:
    """The array as kernels take it: contiguous, of one type, read-only; a view where possible.

    Numba compiles anew for arrays that may be written, so every kernel here is given
    read-only ones.
    """
    view = np.ascontiguousarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view


def merged(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], weights: NDArray[np.float64] | None
) -> Pairs:
    """The tied pairs of directed rows, each once, what both directions weigh summed.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (ties,) int32
        Ascending within each row, none twice.
    weights : (ties,) float64, optional
        1 each when not given: a pair then weighs 1 or 2.
    """
    rows, columns = held(indptr, np.int64), held(indices, np.int32)
    if weights is None:
        weights = np.broadcast_to(np.float64(1.0), len(columns))
    return Pairs(*_merged(rows, columns, held(weights, np.float64)))


def oriented(n: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> Oriented:
    """The pairs as rows of their end of lower degree, so that no row is long.

    Parameters
    ----------
    n : int
    u, v : (m,) int32
        The ends of each pair, never the same, no pair twice.
    """
    return Oriented(*_oriented(n, held(u, np.int32), held(v, np.int32)))


@kernel
def _merged(indptr, indices, weights):  # type: ignore[no-untyped-def]
    """For each tie look up the one that returns it: those of a row are asked for in order."""
    n, m = len(indptr) - 1, len(indices)
    u, v = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int32)
    total, loops = np.empty(m), np.zeros(n)
    asked = indptr[:-1].copy()
    found = 0
    for i in range(n):
        for place in range(indptr[i], indptr[i + 1]):
            j = indices[place]
            if i == j:
                loops[i] += weights[place]
                continue
            back, end = asked[j], indptr[j + 1]
            while back < end and indices[back] < i:
                back += 1
            asked[j] = back
            returned = back < end and indices[back] == i
            if returned and j < i:
                continue
            u[found], v[found] = i, j
            total[found] = weights[place] + weights[back] if returned else weights[place]
            found += 1
    return u[:found].copy(), v[:found].copy(), total[:found].copy(), loops


@kernel
def _oriented(n, u, v):  # type: ignore[no-untyped-def]
    m = len(u)
    degree = np.zeros(n, dtype=np.int32)
    for pair in range(m):
        degree[u[pair]] += 1
        degree[v[pair]] += 1
    most = 0
    for node in range(n):
        most = max(most, degree[node])
    starts = np.zeros(most + 2, dtype=np.int64)
    for node in range(n):
        starts[degree[node] + 1] += 1
    for k in range(most + 1):
        starts[k + 1] += starts[k]
    rank = np.empty(n, dtype=np.int32)
    for node in range(n):
        rank[node] = starts[degree[node]]
        starts[degree[node]] += 1
    ptr = np.zeros(n + 2, dtype=np.int64)
    for pair in range(m):
        ptr[min(rank[u[pair]], rank[v[pair]]) + 2] += 1
    for row in range(n):
        ptr[row + 2] += ptr[row + 1]
    targets, order = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int64)
    for pair in range(m):
        a, b = rank[u[pair]], rank[v[pair]]
        low, high = min(a, b), max(a, b)
        place = ptr[low + 1]
        targets[place], order[place] = high, pair
        ptr[low + 1] = place + 1
    return rank, ptr[:-1].copy(), targets, order
