"""How large the largest piece of a network is as its members pause one after another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel


@kernel
def root_of(parent: NDArray[np.int32], i: int) -> int:
    """The root of a node, with each path halved on the way."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@kernel
def largest(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], order: NDArray[Any]
) -> NDArray[np.int64]:
    """(k + 1,) size of the largest component when none, one, … all k of `order` are away.

    Members come back in reverse (Newman & Ziff 2001), so that one pass gives all sizes.
    """
    n, k = len(indptr) - 1, len(order)
    parent = np.arange(n).astype(np.int32)
    size = np.ones(n, dtype=np.int64)
    is_away = np.zeros(n, dtype=np.bool_)
    is_away[order] = True
    sizes = np.zeros(k + 1, dtype=np.int64)
    most = 0
    for turn in range(n + k):
        if turn < n:
            here = turn
            if is_away[here]:
                continue
        else:
            sizes[k + n - turn] = most
            here = order[k + n - turn - 1]
            is_away[here] = False
        most = max(most, 1)
        for slot in range(indptr[here], indptr[here + 1]):
            if is_away[indices[slot]]:
                continue
            one, other = root_of(parent, here), root_of(parent, indices[slot])
            if one != other:
                if size[one] < size[other]:
                    one, other = other, one
                parent[other] = one
                size[one] += size[other]
                most = max(most, size[one])
    sizes[0] = most
    return sizes
