"""What is measured on each network that chance made: triangles of each tie, and their shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held

Ends = NDArray[np.int32]


def shared(n: int, u: Ends, v: Ends) -> NDArray[np.int32]:
    """(m,) how many neighbours the ends of each tie share: the triangles that it is part of.

    `u`, `v` are (m,) int32, each tie once, no loops.
    """
    # numpy asks for large pages, which Numba's own arrays do not get
    targets, edges = np.empty(len(u), dtype=np.int32), np.empty(len(u), dtype=np.int32)
    counts = np.zeros(len(u), dtype=np.int32)
    _shared(n, held(u, np.int32), held(v, np.int32), targets, edges, counts)
    return counts


@kernel
def _shared(
    n: int, u: Ends, v: Ends, targets: Ends, edges: Ends, counts: NDArray[np.int32]
) -> None:
    m = len(u)
    degree = np.zeros(n + 1, dtype=np.int64)
    most = 0
    for edge in range(m):
        degree[u[edge]] += 1
        degree[v[edge]] += 1
        most = max(most, degree[u[edge]], degree[v[edge]])
    # ranks ascend with the degree, so that rows of the lower end are never long
    begin = np.zeros(most + 2, dtype=np.int64)
    for i in range(n):
        begin[degree[i] + 1] += 1
    for d in range(len(begin) - 1):
        begin[d + 1] += begin[d]
    rank = np.empty(n, dtype=np.int32)
    for i in range(n):
        rank[i] = begin[degree[i]]
        begin[degree[i]] += 1
    ptr = np.zeros(n + 1, dtype=np.int64)
    for edge in range(m):
        ptr[min(rank[u[edge]], rank[v[edge]]) + 1] += 1
    for i in range(n):
        ptr[i + 1] += ptr[i]
    free = ptr[:-1].copy()
    for edge in range(m):
        a, b = rank[u[edge]], rank[v[edge]]
        low, high = min(a, b), max(a, b)
        targets[free[low]] = high
        edges[free[low]] = edge
        free[low] += 1
    met = np.full(n, -1, dtype=np.int32)
    # counted where the walk is, and told of each tie at the end
    found = np.zeros(m, dtype=np.int32)
    for i in range(n):
        first, end = ptr[i], ptr[i + 1]
        if end - first < 2:
            continue
        for place in range(first, end):
            met[targets[place]] = place
        for place in range(first, end):
            closed = 0
            j = targets[place]
            for other in range(np.uint64(ptr[j]), np.uint64(ptr[j + 1])):
                third = met[np.uint32(targets[other])]
                if third >= 0:
                    found[other] += 1
                    found[np.uint32(third)] += 1
                    closed += 1
            found[place] += closed
        for place in range(first, end):
            met[targets[place]] = -1
    for place in range(m):
        counts[edges[place]] = found[place]


def closure(
    n: int, u: Ends, v: Ends, shared: NDArray[np.int32]
) -> tuple[float, float, float, NDArray[np.int64]]:
    """Transitivity, average clustering, mean neighbourhood overlap; and each node's triangles.

    nan where undefined: without wedges, without nodes, where nobody knows anyone else. Nodes
    with fewer than two ties count 0 in the average, as in networkx.
    """
    told: tuple[float, float, float, NDArray[np.int64]] = _closure(
        n, held(u, np.int32), held(v, np.int32), held(shared, np.int32)
    )
    return told


@kernel
def _closure(
    n: int, u: Ends, v: Ends, shared: NDArray[np.int32]
) -> tuple[float, float, float, NDArray[np.int64]]:
    degree = np.zeros(n, dtype=np.int64)
    triangles = np.zeros(n, dtype=np.int64)
    for edge in range(len(u)):
        degree[u[edge]] += 1
        degree[v[edge]] += 1
        triangles[u[edge]] += shared[edge]
        triangles[v[edge]] += shared[edge]
    wedges, closed, local = 0, 0, 0.0
    for i in range(n):
        triangles[i] //= 2
        closed += triangles[i]
        pairs = degree[i] * (degree[i] - 1) // 2
        wedges += pairs
        if pairs:
            local += triangles[i] / pairs
    known, overlap = 0, 0.0
    for edge in range(len(u)):
        others = degree[u[edge]] + degree[v[edge]] - 2 - shared[edge]
        if others > 0:
            known += 1
            overlap += shared[edge] / others
    return (
        closed / wedges if wedges else np.nan,
        local / n if wedges else np.nan,
        overlap / known if known else np.nan,
        triangles,
    )


def rows(n: int, u: Ends, v: Ends) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Pointers and neighbours of each node, in both directions, in no order."""
    indptr = np.zeros(n + 1, dtype=np.int64)
    indices = np.empty(2 * len(u), dtype=np.int32)
    _rows(held(u, np.int32), held(v, np.int32), indptr, indices)
    return indptr, indices


@kernel
def _rows(u: Ends, v: Ends, indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> None:
    n = len(indptr) - 1
    for edge in range(len(u)):
        indptr[u[edge] + 1] += 1
        indptr[v[edge] + 1] += 1
    for i in range(n):
        indptr[i + 1] += indptr[i]
    free = indptr[:-1].copy()
    for edge in range(len(u)):
        a, b = u[edge], v[edge]
        indices[free[a]] = b
        free[a] += 1
        indices[free[b]] = a
        free[b] += 1
