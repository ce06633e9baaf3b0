"""Open triads month by month: pairs who share an acquaintance, and those of them who meet.

One walk over the paths of two ties is enough for all months: a pair is open from the month after
the earlier of its paths is whole, until it is tied itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held


def opened_and_closed(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    born: NDArray[np.int32],
    months: int,
    sources: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs open at the beginning of each month, and how many were tied by its end.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (slots,) int32
        Tied pairs in both directions, each once, no loops; ascending within a row.
    born : (slots,) int32
        The month in which each pair was first tied: 0 before the first month, up to `months`.
    months : int
    sources : (s,) int32
        The members from whom pairs are counted. From all of them, each pair counts twice.

    Returns
    -------
    opened, closed : (months,) int64
        From the first month to the last.
    """
    # from all members, half of the paths tell of every pair
    once = len(sources) == np.count_nonzero(np.diff(indptr))
    # marks of two bytes lie in the nearest memory
    marks = np.int16 if months < np.iinfo(np.int16).max else np.int32
    opened, closed = _opened_and_closed(
        held(indptr, np.int64),
        held(indices, np.int32),
        held(born, marks),
        months,
        held(sources, np.int32),
        once,
    )
    times = 2 if once else 1
    return times * np.cumsum(opened)[1:], times * closed[1:]


def begun(
    n: int, u: NDArray[np.int32], v: NDArray[np.int32], born: NDArray[np.int32], never: int
) -> NDArray[np.int32]:
    """(n,) the month in which each member was first tied at all; `never` for those without ties.

    `u`, `v`, `born` are (m,) int32: the ends of each pair, and the month in which it was tied.
    """
    first = np.full(n, never, dtype=np.int32)
    _begun(held(u, np.int32), held(v, np.int32), held(born, np.int32), first)
    return first


@kernel
def _begun(u, v, born, first):  # type: ignore[no-untyped-def]
    for pair in range(len(u)):
        first[u[pair]] = min(first[u[pair]], born[pair])
        first[v[pair]] = min(first[v[pair]], born[pair])


@kernel
def _opened_and_closed(indptr, indices, born, months, sources, once):  # type: ignore[no-untyped-def]
    """How many pairs more are open at the beginning of each month, and how many it ties.

    Loops over slots do not branch on what they read, so that reads overlap: the place after the
    last pair reached is written again and again, and what lies beyond the months is not counted.
    """
    n = len(indptr) - 1
    since, other = np.zeros(months + 2, dtype=np.int64), np.zeros(months + 2, dtype=np.int64)
    closed = np.zeros(months + 1, dtype=np.int64)
    whole = np.full(n, months, dtype=born.dtype)
    reached = np.empty(n + 1, dtype=np.int32)
    for a in sources:
        found = 0
        for there in range(indptr[a], indptr[a + 1]):
            j, first = indices[there], born[there]
            if first >= months:
                continue
            begin, end = indptr[j], indptr[j + 1]
            if once:
                begin += np.searchsorted(indices[begin:end], a, side="right")
            for on in range(np.uint64(begin), np.uint64(end)):
                b = np.uint32(indices[on])
                when, before = max(first, born[on]), whole[b]
                reached[found] = b
                found += (before == months) & (when < months)
                whole[b] = min(before, when)
        whole[a] = months
        for there in range(indptr[a], indptr[a + 1]):
            b, tie = indices[there], born[there]
            if whole[b] < tie:
                since[whole[b] + 1] += 1
                since[tie + 1] -= 1
                closed[tie] += 1
            whole[b] = months
        # by turns, so that no sum waits for the one before
        for place in range(0, found - 1, 2):
            b, c = np.uint32(reached[place]), np.uint32(reached[place + 1])
            since[whole[b] + 1] += 1
            other[whole[c] + 1] += 1
            whole[b] = whole[c] = months
        if found & 1:
            b = np.uint32(reached[found - 1])
            since[whole[b] + 1] += 1
            whole[b] = months
    return (since + other)[: months + 1], closed
