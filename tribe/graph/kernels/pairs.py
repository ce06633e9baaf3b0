"""Tied pairs in rows of their end of lower degree, so that each triangle is met once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph.kernels.compiling import kernel


class Oriented(NamedTuple):
    """Each tied pair once, as an entry of its end of lower rank; ranks ascend with the degree.

    Attributes
    ----------
    rank : (n,) int32
        The rank of each node. All that follows speaks of ranks.
    ptr : (n + 1,) int64
    targets : (pairs,) int32
        The higher end of each pair, read-only.
    weights : (pairs,) float64
        What all ties of the pair weigh together, read-only; empty when no weights were given.
    """

    rank: NDArray[np.int32]
    ptr: NDArray[np.int64]
    targets: NDArray[np.int32]
    weights: NDArray[np.float64]


def held(array: ArrayLike, dtype: type[np.generic]) -> NDArray[Any]:
    """The array as kernels take it: contiguous, of one type, read-only; a view where possible.

    Numba compiles anew for arrays that may be written, so what kernels only read is always
    given read-only.
    """
    view = np.ascontiguousarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view


def oriented(
    n: int, u: ArrayLike, v: ArrayLike, weights: NDArray[np.float64] | None = None
) -> Oriented:
    """Ties in any direction and number laid together, in rows that are never long.

    Parameters
    ----------
    n : int
    u, v : (ties,) int32
        The ends of each tie. Loops are left out.
    weights : (ties,) float64, optional
    """
    ends = held(u, np.int32), held(v, np.int32)
    given = held(np.empty(0) if weights is None else weights, np.float64)
    rank, ptr = _ranked(n, *ends)
    # numpy asks for large pages, which Numba's own arrays do not get
    targets = np.empty(int(ptr[-1]), dtype=np.int32)
    total = np.empty(0 if weights is None else len(targets))
    _placed(*ends, given, rank, ptr, targets, total)
    kept = _each_once(ptr, targets, total)
    total = total if weights is None else total[:kept]
    return Oriented(
        rank, held(ptr, np.int64), held(targets[:kept], np.int32), held(total, np.float64)
    )


def loops_of(
    n: int, u: NDArray[np.int32], v: NDArray[np.int32], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """(n,) what the loops of each node weigh, among ties with these ends."""
    own = np.flatnonzero(u == v)
    given = np.ones(len(own)) if weights is None else weights[own]
    return np.bincount(u[own], weights=given, minlength=n).astype(np.float64)


@kernel
def _ranked(n, u, v):  # type: ignore[no-untyped-def]
    """Nodes in the order of their number of ties, and how long the row of each rank may be."""
    ties = len(u)
    degree = np.zeros(n, dtype=np.int32)
    for tie in range(ties):
        degree[u[tie]] += 1
        degree[v[tie]] += 1
    most = 0
    for node in range(n):
        most = max(most, degree[node])
    starts = np.zeros(most + 2, dtype=np.int32)
    for node in range(n):
        starts[degree[node] + 1] += 1
    for k in range(most + 1):
        starts[k + 1] += starts[k]
    rank = np.empty(n, dtype=np.int32)
    for node in range(n):
        rank[node] = starts[degree[node]]
        starts[degree[node]] += 1
    ptr = np.zeros(n + 1, dtype=np.int64)
    for tie in range(ties):
        if u[tie] != v[tie]:
            ptr[min(rank[u[tie]], rank[v[tie]]) + 1] += 1
    for row in range(n):
        ptr[row + 1] += ptr[row]
    return rank, ptr


@kernel
def _placed(u, v, weights, rank, ptr, targets, total):  # type: ignore[no-untyped-def]
    free = ptr[:-1].copy()
    for tie in range(len(u)):
        if u[tie] == v[tie]:
            continue
        one, other = rank[u[tie]], rank[v[tie]]
        row = min(one, other)
        place = free[row]
        free[row] = place + 1
        targets[place] = max(one, other)
        if len(weights):
            total[place] = weights[tie]


@kernel
def _each_once(ptr, targets, total):  # type: ignore[no-untyped-def]
    """Lay the ties of a pair together where they stand; how many pairs there are."""
    n = len(ptr) - 1
    seen = np.zeros(n, dtype=np.int64)
    first = kept = 0
    for row in range(n):
        begin, end = kept, ptr[row + 1]
        for place in range(first, end):
            target = targets[place]
            if seen[target] > begin:
                if len(total):
                    total[seen[target] - 1] += total[place]
                continue
            targets[kept] = target
            if len(total):
                total[kept] = total[place]
            kept += 1
            seen[target] = kept
        first = end
        ptr[row + 1] = kept
    return kept
