"""What lasts from month to month, from the acts of each pair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held


def kept(
    indptr: NDArray[np.int64], moment: NDArray[np.int64], month: NDArray[np.int32], number: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many pairs met in each month, and how many of them met again in the next.

    Parameters
    ----------
    indptr : (m + 1,) int64
    moment : (acts,) int64
        The acts of pair d lie in ``indptr[d]:indptr[d + 1]``.
    month : (moments,) int32
        From 0 to `number`; 0 is before the first month and does not count.
    number : int
        How many months there are.

    Returns
    -------
    met, again : (number,) int64
        Months 1 to `number`; in the last, `again` is 0.
    """
    met, again = _kept(
        held(indptr, np.int64), held(moment, np.int64), held(month, np.int32), number
    )
    return met[1:-1], again[1:-1]


@kernel
def _kept(indptr, moment, month, number):  # type: ignore[no-untyped-def]
    met, again = np.zeros(number + 2, dtype=np.int64), np.zeros(number + 2, dtype=np.int64)
    seen = np.full(number + 2, -1, dtype=np.int64)
    for pair in range(len(indptr) - 1):
        for act in range(indptr[pair], indptr[pair + 1]):
            when = month[moment[act]]
            if seen[when] == pair:
                continue
            seen[when] = pair
            met[when] += 1
            again[when] += seen[when + 1] == pair
            again[when - 1] += when > 0 and seen[when - 1] == pair
    return met, again
