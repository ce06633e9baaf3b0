"""Where members’ acts fall from one mark to the next, added up as arrows round a circle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel

Float64 = NDArray[np.float64]


@kernel
def arrows(indptr: NDArray[np.int64], at: Float64, marks: Float64) -> tuple[Float64, Float64]:
    """(2, members) sums of cosine and sine, and (members,) acts between the marks.

    The acts of member i lie in ``at[indptr[i]:indptr[i + 1]]``, ascending; marks ascend.
    """
    n, last = len(indptr) - 1, len(marks) - 1
    sums = np.zeros((2, n))
    acts = np.zeros(n)
    for member in range(n):
        place = 0
        for act in range(indptr[member], indptr[member + 1]):
            if at[act] < marks[0]:
                continue
            while place < last and at[act] >= marks[place + 1]:
                place += 1
            if place >= last:
                break
            turn = (at[act] - marks[place]) / (marks[place + 1] - marks[place])
            sums[0, member] += np.cos(2 * np.pi * turn)
            sums[1, member] += np.sin(2 * np.pi * turn)
            acts[member] += 1
    return sums, acts
