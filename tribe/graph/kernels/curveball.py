"""Two-mode tables with the same sums: rows trade what only one of them has (Strona 2014)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels import chance
from tribe.graph.kernels.compiling import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@kernel
def trade(state: Any, indptr: Int64, indices: Int32, columns: int, times: int) -> None:
    """Trade `times` times between two rows at random, in place; every sum stays as it was.

    Entries of a row end up in any order.
    """
    rows = len(indptr) - 1
    held = np.zeros(columns, dtype=np.int8)
    longest = 0
    for row in range(rows):
        longest = max(longest, indptr[row + 1] - indptr[row])
    pool = np.empty(2 * longest, dtype=np.int32)
    for _ in range(times if rows > 1 else 0):
        a = chance.below(state, rows)
        b = chance.below(state, rows - 1)
        if b >= a:
            b += 1
        for place in range(indptr[a], indptr[a + 1]):
            held[indices[place]] += 1
        for place in range(indptr[b], indptr[b + 1]):
            held[indices[place]] += 2
        first, second, free = indptr[a], indptr[b], 0
        for place in range(indptr[a], indptr[a + 1]):
            if held[indices[place]] == 3:
                indices[first], indices[place] = indices[place], indices[first]
                first += 1
        for place in range(indptr[b], indptr[b + 1]):
            if held[indices[place]] == 3:
                indices[second], indices[place] = indices[place], indices[second]
                second += 1
        for place in range(first, indptr[a + 1]):
            pool[free] = indices[place]
            free += 1
        for place in range(second, indptr[b + 1]):
            pool[free] = indices[place]
            free += 1
        for place in range(indptr[a], indptr[a + 1]):
            held[indices[place]] = 0
        for place in range(indptr[b], indptr[b + 1]):
            held[indices[place]] = 0
        chance.shuffle(state, pool[:free])
        free = 0
        for place in range(first, indptr[a + 1]):
            indices[place] = pool[free]
            free += 1
        for place in range(second, indptr[b + 1]):
            indices[place] = pool[free]
            free += 1


@kernel
def transposed(indptr: Int64, indices: Int32, columns: int) -> tuple[Int64, Int32]:
    """Rows become columns; within each new row the entries ascend."""
    starts = np.zeros(columns + 1, dtype=np.int64)
    for place in range(len(indices)):
        starts[indices[place] + 1] += 1
    for column in range(columns):
        starts[column + 1] += starts[column]
    follow = starts[:-1].copy()
    turned = np.empty(len(indices), dtype=np.int32)
    for row in range(len(indptr) - 1):
        for place in range(indptr[row], indptr[row + 1]):
            column = indices[place]
            turned[follow[column]] = row
            follow[column] += 1
    return starts, turned


@kernel
def shared(indptr: Int64, indices: Int32, u: Int32, v: Int32) -> Int32:
    """How many entries rows u[i] and v[i] have in common; the entries of each row ascend."""
    found = np.zeros(len(u), dtype=np.int32)
    for pair in range(len(u)):
        a, end_a = indptr[u[pair]], indptr[u[pair] + 1]
        b, end_b = indptr[v[pair]], indptr[v[pair] + 1]
        while a < end_a and b < end_b:
            if indices[a] == indices[b]:
                found[pair] += 1
                a += 1
                b += 1
            elif indices[a] < indices[b]:
                a += 1
            else:
                b += 1
    return found
