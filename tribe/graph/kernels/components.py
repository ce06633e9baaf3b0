"""Which nodes hang together, in either direction or in both; and which ties are returned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held


def weak(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,) the component of each node, directions left aside; numbered by their first node.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (slots,) int32
        Each tie in the row of one end, or of both.

    References
    ----------
    Tarjan & van Leeuwen 1984, Journal of the ACM 31 (path halving).
    """
    labels: NDArray[np.int64] = _weak(held(indptr, np.int64), held(indices, np.int32))
    return labels


def strong(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,) the strong component of each node.

    Components are numbered as they are completed: a tie between two of them runs from the
    higher number to the lower.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (ties,) int32

    References
    ----------
    Tarjan 1972, SIAM Journal on Computing 1(2).
    """
    labels: NDArray[np.int64] = _strong(held(indptr, np.int64), held(indices, np.int32))
    return labels


def returned(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,) how many of each node's ties run in the other direction too; a loop does.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (ties,) int32
        Ascending within each row, none twice.
    """
    counts: NDArray[np.int64] = _returned(held(indptr, np.int64), held(indices, np.int32))
    return counts


def returned_pairs(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> tuple[int, int]:
    """How many pairs are tied in both directions, and how many nodes to themselves.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (ties,) int32
        Ascending within each row, none twice.
    """
    pairs, loops = _returned_pairs(held(indptr, np.int64), held(indices, np.int32))
    return int(pairs), int(loops)


def loops(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> int:
    """How many nodes are tied to themselves."""
    return int(_loops(held(indptr, np.int64), held(indices, np.int32)))


@kernel
def _weak(indptr, indices):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    above = np.arange(n).astype(np.int32)
    for node in range(n):
        for place in range(indptr[node], indptr[node + 1]):
            one, other = above[node], above[indices[place]]
            if one == other:
                continue
            while above[one] != one:
                above[one] = above[above[one]]
                one = above[one]
            while above[other] != other:
                above[other] = above[above[other]]
                other = above[other]
            above[max(one, other)] = min(one, other)
            above[node] = min(one, other)
    labels = np.empty(n, dtype=np.int64)
    found = 0
    for node in range(n):
        if above[node] == node:
            labels[node] = found
            found += 1
        else:
            labels[node] = labels[above[node]]
    return labels


@kernel
def _strong(indptr, indices):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    labels = np.empty(n, dtype=np.int64)
    met, lowest = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=np.int32)
    path, waiting = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    at = indptr[:-1].copy()
    done = np.int32(2**31 - 1)
    clock, found, held_back = np.int32(0), 0, 0
    for root in range(n):
        if lowest[root]:
            continue
        path[0] = root
        depth = 0
        while depth >= 0:
            node = path[depth]
            if lowest[node] == 0:
                clock += np.int32(1)
                met[node] = lowest[node] = clock
                waiting[held_back] = node
                held_back += 1
            low, place, end = lowest[node], at[node], indptr[node + 1]
            while place < end:
                reach = lowest[indices[place]]
                if reach == 0:
                    break
                low = min(low, reach)
                place += 1
            lowest[node], at[node] = low, place
            if place < end:
                depth += 1
                path[depth] = indices[place]
                continue
            depth -= 1
            if low == met[node]:
                last = -1
                while last != node:
                    held_back -= 1
                    last = waiting[held_back]
                    labels[last], lowest[last] = found, done
                found += 1
    return labels


@kernel
def _returned(indptr, indices):  # type: ignore[no-untyped-def]
    """Each row is asked for the nodes before it in their order, so it is read only once."""
    n = len(indptr) - 1
    counts = np.zeros(n, dtype=np.int64)
    asked = indptr[:-1].copy()
    for node in range(n):
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if other <= node:
                counts[node] += other == node
                continue
            back, end = asked[other], indptr[other + 1]
            while back < end and indices[back] < node:
                back += 1
            asked[other] = back
            if back < end and indices[back] == node:
                counts[node] += 1
                counts[other] += 1
    return counts


@kernel
def _returned_pairs(indptr, indices):  # type: ignore[no-untyped-def]
    """As above, and without a count for each node, which costs half of the time again."""
    n = len(indptr) - 1
    pairs = loops = 0
    asked = indptr[:-1].copy()
    for node in range(n):
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if other <= node:
                loops += other == node
                continue
            back, end = asked[other], indptr[other + 1]
            if back < end and indices[back] < node:
                back += 1
                while back < end and indices[back] < node:
                    back += 1
                asked[other] = back
            pairs += back < end and indices[back] == node
    return pairs, loops


@kernel
def _loops(indptr, indices):  # type: ignore[no-untyped-def]
    loops = 0
    for node in range(len(indptr) - 1):
        for place in range(indptr[node], indptr[node + 1]):
            loops += indices[place] == node
    return loops
