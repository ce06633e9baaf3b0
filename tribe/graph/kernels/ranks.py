"""Orders compared: how many pairs stand the other way round."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel


@kernel
def inversions(level: NDArray[np.int64], levels: int) -> int:
    """How many pairs of places hold the higher level first (a Fenwick tree over the levels).

    Parameters
    ----------
    level : (n,) int64
        From 0 to levels - 1.
    levels : int
    """
    tree = np.zeros(levels + 1, dtype=np.int64)
    found = 0
    for place in range(len(level)):
        at, before = level[place] + 1, 0
        while at > 0:
            before += tree[at]
            at -= at & -at
        found += place - before
        at = level[place] + 1
        while at <= levels:
            tree[at] += 1
            at += at & -at
    return found
