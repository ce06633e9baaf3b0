"""Who hears of something: reverse-reachable sets of the independent cascade.

The set of a member holds all from whom a word would come to them when each tie passes it on by
its own chance. Rows are those *into* each member: ``sources[indptr[i]:indptr[i + 1]]`` would tell
member i. Nothing here looks for whom to tell first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, below, uniform
from tribe.graph.kernels.compiling import kernel


@kernel
def hears(
    indptr: NDArray[np.int64],
    sources: NDArray[np.int32],
    passes: NDArray[np.float64],
    knows: NDArray[np.float64],
    root: int,
    state: State,
    seen: NDArray[np.int64],
    mark: int,
    queue: NDArray[np.int32],
) -> bool:
    """Whether anyone in a drawn set of `root` knows by themself, each with chance ``knows``.

    `seen` and `queue` are (n,) and lent; a member is in the set where ``seen == mark``.
    """
    seen[root] = mark
    queue[0] = root
    head, tail = 0, 1
    while head < tail:
        here = queue[head]
        head += 1
        if uniform(state) < knows[here]:
            return True
        for slot in range(indptr[here], indptr[here + 1]):
            other = sources[slot]
            if seen[other] != mark and uniform(state) < passes[slot]:
                seen[other] = mark
                queue[tail] = other
                tail += 1
    return False


@kernel
def reached(
    indptr: NDArray[np.int64],
    sources: NDArray[np.int32],
    passes: NDArray[np.float64],
    knows: NDArray[np.float64],
    members: NDArray[np.int64],
    bounds: NDArray[np.int64],
    times: int,
    state: State,
) -> NDArray[np.int64]:
    """Of `times` members drawn in each group, how many hear of it.

    The members of group g are ``members[bounds[g]:bounds[g + 1]]``.
    """
    n = len(indptr) - 1
    seen, queue = np.full(n, -1), np.empty(n, dtype=np.int32)
    heard = np.zeros(len(bounds) - 1, dtype=np.int64)
    for group in range(len(heard)):
        size = bounds[group + 1] - bounds[group]
        for turn in range(times):
            root = members[bounds[group] + below(state, size)]
            mark = group * times + turn
            heard[group] += hears(indptr, sources, passes, knows, root, state, seen, mark, queue)
    return heard
