"""Edges sorted into rows, rows turned round, and two directions laid together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held


@kernel
def count_pointers(n: int, ends: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n + 1,) where the row of each node begins, for edges with these ends."""
    indptr = np.zeros(n + 1, dtype=np.int64)
    for end in ends:
        indptr[end + 1] += 1
    for i in range(n):
        indptr[i + 1] += indptr[i]
    return indptr


@kernel
def are_sorted(u: NDArray[np.int32], v: NDArray[np.int32]) -> bool:
    """Whether edges come by source and then by target, each once."""
    for edge in range(1, len(u)):
        if u[edge] < u[edge - 1] or (u[edge] == u[edge - 1] and v[edge] <= v[edge - 1]):
            return False
    return True


@kernel
def into_rows(
    indptr: NDArray[np.int64], u: NDArray[np.int32], v: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Targets put into the rows of their sources, each row sorted; and the edge of each slot.

    Target and edge travel as one number, so that each is touched once: fewer than 2³² edges.
    """
    free = indptr[:-1].copy()
    both = np.empty(len(u), dtype=np.int64)
    for edge in range(len(u)):
        place = free[u[edge]]
        free[u[edge]] = place + 1
        both[place] = (np.int64(v[edge]) << 32) | edge
    sort_rows(indptr, both)
    indices = np.empty(len(u), dtype=np.int32)
    for slot in range(len(both)):
        indices[slot] = both[slot] >> 32
        both[slot] &= 0xFFFFFFFF
    return indices, both


@kernel
def sort_rows(indptr: NDArray[np.int64], values: NDArray[np.int64]) -> None:
    """Sort each row where it lies."""
    for i in range(len(indptr) - 1):
        start, stop = indptr[i], indptr[i + 1]
        if stop - start > 64:
            values[start:stop].sort()
            continue
        for slot in range(start + 1, stop):
            value = values[slot]
            place = slot
            while place > start and values[place - 1] > value:
                values[place] = values[place - 1]
                place -= 1
            values[place] = value


@kernel
def turn_round(
    indptr: NDArray[np.int64], indices: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Rows of the reversed edges, each sorted; and the slot that each of them had."""
    n = len(indptr) - 1
    back = np.zeros(n + 1, dtype=np.int64)
    for target in indices:
        back[target + 1] += 1
    for i in range(n):
        back[i + 1] += back[i]
    free = back[:-1].copy()
    sources = np.empty(len(indices), dtype=np.int32)
    order = np.empty(len(indices), dtype=np.int64)
    for source in range(n):
        for slot in range(indptr[source], indptr[source + 1]):
            place = free[indices[slot]]
            free[indices[slot]] = place + 1
            sources[place] = source
            order[place] = slot
    return back, sources, order


def both_ways(
    n: int, u: NDArray[np.int32], v: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Rows of both ends of pairs, and the pair of each slot.

    Rows are sorted where pairs are: u < v, by u and then by v.
    """
    # numpy asks for large pages, which Numba's own arrays do not get
    indptr = np.zeros(n + 1, dtype=np.int64)
    indices, pairs = np.empty(2 * len(u), dtype=np.int32), np.empty(2 * len(u), dtype=np.int64)
    _both_ways(held(u, np.int32), held(v, np.int32), indptr, indices, pairs)
    return indptr, indices, pairs


@kernel
def _both_ways(
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    pairs: NDArray[np.int64],
) -> None:
    for pair in range(len(u)):
        indptr[u[pair] + 1] += 1
        indptr[v[pair] + 1] += 1
    for i in range(len(indptr) - 1):
        indptr[i + 1] += indptr[i]
    free = indptr[:-1].copy()
    for pair in range(len(u)):
        for end, other in ((u[pair], v[pair]), (v[pair], u[pair])):
            indices[free[end]] = other
            pairs[free[end]] = pair
            free[end] += 1


@kernel
def has_parallel(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> bool:
    """Whether a sorted row names one target twice."""
    for i in range(len(indptr) - 1):
        for slot in range(indptr[i] + 1, indptr[i + 1]):
            if indices[slot] == indices[slot - 1]:
                return True
    return False


@kernel
def lay_together(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    back: NDArray[np.int64],
    sources: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Each node's neighbours in either direction, once, sorted and without itself."""
    n = len(indptr) - 1
    both = np.zeros(n + 1, dtype=np.int64)
    for round_ in range(2):
        if round_ == 1:
            for i in range(n):
                both[i + 1] += both[i]
            merged = np.empty(both[n], dtype=np.int32)
        for i in range(n):
            a, b, end_a, end_b = indptr[i], back[i], indptr[i + 1], back[i + 1]
            place = both[i]
            found = 0
            while a < end_a or b < end_b:
                if b >= end_b or (a < end_a and indices[a] < sources[b]):
                    other = indices[a]
                    a += 1
                elif a >= end_a or sources[b] < indices[a]:
                    other = sources[b]
                    b += 1
                else:
                    other = indices[a]
                    a += 1
                    b += 1
                if other != i:
                    if round_ == 1:
                        merged[place + found] = other
                    found += 1
            if round_ == 0:
                both[i + 1] = found
    return both, merged


@kernel
def pair_up(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    back: NDArray[np.int64],
    sources: NDArray[np.int32],
    order: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.bool_]]:
    """Both ends of each tied pair, sorted; what both directions weigh; and whether both are tied.

    `back`, `sources` and `order` are the rows turned round. No node is tied to itself.
    """
    n = len(indptr) - 1
    u, v = np.empty(len(indices), dtype=np.int32), np.empty(len(indices), dtype=np.int32)
    total, mutual = np.empty(len(indices)), np.empty(len(indices), dtype=np.bool_)
    pair = 0
    for i in range(n):
        a, b, end_a, end_b = indptr[i], back[i], indptr[i + 1], back[i + 1]
        while a < end_a and indices[a] < i:
            a += 1
        while b < end_b and sources[b] < i:
            b += 1
        while a < end_a or b < end_b:
            takes = b >= end_b or (a < end_a and indices[a] <= sources[b])
            takes_back = a >= end_a or (b < end_b and sources[b] <= indices[a])
            u[pair], v[pair] = i, indices[a] if takes else sources[b]
            total[pair], mutual[pair] = 0.0, takes and takes_back
            if takes:
                total[pair] += weights[a]
                a += 1
            if takes_back:
                total[pair] += weights[order[b]]
                b += 1
            pair += 1
    return u[:pair].copy(), v[:pair].copy(), total[:pair].copy(), mutual[:pair].copy()
