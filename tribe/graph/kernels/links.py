"""What two nodes share, and what two-step neighbours share through those between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel


@kernel
def shared_by_pairs(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    u: NDArray[np.int64],
    v: NDArray[np.int64],
    worth: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each pair: how many neighbours both have, themselves included; and what those other
    than the two are worth together.
    """
    count = np.zeros(len(u), dtype=np.int64)
    total = np.zeros(len(u), dtype=np.float64)
    for pair in range(len(u)):
        a, end_a = indptr[u[pair]], indptr[u[pair] + 1]
        b, end_b = indptr[v[pair]], indptr[v[pair] + 1]
        while a < end_a and b < end_b:
            if indices[a] < indices[b]:
                a += 1
            elif indices[a] > indices[b]:
                b += 1
            else:
                count[pair] += 1
                if indices[a] != u[pair] and indices[a] != v[pair]:
                    total[pair] += worth[indices[a]]
                a += 1
                b += 1
    return count, total


@kernel
def project(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    chosen: NDArray[np.int64],
    place: NDArray[np.int32],
    worth: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64], NDArray[np.float64]]:
    """Rows over the chosen nodes: who is two steps away, over how many between, of what worth.

    `place` gives each node's place among the chosen, -1 for the others. When a two-step
    neighbour is none of the chosen, an empty pointer array says so.
    """
    k = len(chosen)
    rows = np.zeros(k + 1, dtype=np.int64)
    seen = np.full(k, -1, dtype=np.int32)
    for row in range(k):
        for slot in range(indptr[chosen[row]], indptr[chosen[row] + 1]):
            between = indices[slot]
            for step in range(indptr[between], indptr[between + 1]):
                if indices[step] == chosen[row]:
                    continue
                other = place[indices[step]]
                if other < 0:
                    nothing = np.empty(0, dtype=np.int64)
                    return nothing, seen, nothing, np.empty(0, dtype=np.float64)
                if seen[other] != row:
                    seen[other] = row
                    rows[row + 1] += 1
    for row in range(k):
        rows[row + 1] += rows[row]
    others = np.empty(rows[k], dtype=np.int32)
    count = np.zeros(rows[k], dtype=np.int64)
    total = np.zeros(rows[k], dtype=np.float64)
    sums = np.zeros(k, dtype=np.float64)
    times = np.zeros(k, dtype=np.int64)
    for row in range(k):
        free = rows[row]
        for slot in range(indptr[chosen[row]], indptr[chosen[row] + 1]):
            between = indices[slot]
            for step in range(indptr[between], indptr[between + 1]):
                if indices[step] == chosen[row]:
                    continue
                other = place[indices[step]]
                if times[other] == 0:
                    others[free] = other
                    free += 1
                times[other] += 1
                sums[other] += worth[between]
        others[rows[row] : rows[row + 1]].sort()
        for slot in range(rows[row], rows[row + 1]):
            other = others[slot]
            count[slot] = times[other]
            total[slot] = sums[other]
            times[other] = 0
            sums[other] = 0.0
    return rows, others, count, total
