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
    opened, closed = _opened_and_closed(
        held(indptr, np.int64),
        held(indices, np.int32),
        held(born, np.int32),
        months,
        held(sources, np.int32),
        once,
    )
    times = 2 if once else 1
    return times * np.cumsum(opened[:-1])[1:], times * closed[1:]


@kernel
def _opened_and_closed(indptr, indices, born, months, sources, once):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    opened, closed = np.zeros(months + 2, dtype=np.int64), np.zeros(months + 1, dtype=np.int64)
    whole = np.full(n, months, dtype=np.int32)
    tied = np.full(n, months + 1, dtype=np.int32)
    reached = np.empty(n, dtype=np.int32)
    for a in sources:
        found = 0
        for there in range(indptr[a], indptr[a + 1]):
            j, first = indices[there], born[there]
            tied[j] = first
            if first >= months:
                continue
            begin, end = indptr[j], indptr[j + 1]
            if once:
                begin += np.searchsorted(indices[begin:end], a, side="right")
            for on in range(begin, end):
                b = indices[on]
                when = max(first, born[on])
                if when >= whole[b] or b == a:
                    continue
                if whole[b] == months:
                    reached[found] = b
                    found += 1
                whole[b] = when
        for place in range(found):
            b = reached[place]
            begin, end = whole[b] + 1, tied[b]
            whole[b] = months
            if begin > end:
                continue
            opened[begin] += 1
            opened[min(end, months) + 1] -= 1
            if end <= months:
                closed[end] += 1
        for there in range(indptr[a], indptr[a + 1]):
            tied[indices[there]] = months + 1
    return opened, closed
