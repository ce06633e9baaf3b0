"""One round over a few rows of a network whose other rows lie elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel

Integers = NDArray[np.int64]


@kernel
def h_index(indptr: Integers, indices: Integers, values: Integers) -> Integers:
    """(rows,) the largest h of each row for which h of the values in its slots are h or more.

    `values` are those of all members, none below 0.
    """
    rows = len(indptr) - 1
    found = np.zeros(rows, dtype=np.int64)
    longest = 0
    for row in range(rows):
        longest = max(longest, indptr[row + 1] - indptr[row])
    times = np.zeros(longest + 1, dtype=np.int64)
    for row in range(rows):
        length = indptr[row + 1] - indptr[row]
        times[: length + 1] = 0
        for slot in range(indptr[row], indptr[row + 1]):
            times[min(values[indices[slot]], length)] += 1
        h, reached = length, times[length]
        while reached < h:
            h -= 1
            reached += times[h]
        found[row] = h
    return found


@kernel
def most_frequent(first: int, indptr: Integers, indices: Integers, labels: Integers) -> Integers:
    """(rows,) the label that is most frequent in the slots of each row; -1 without any.

    Of several the member's own is kept, else the smallest taken. The rows are those of the
    members from `first` on; `labels` are those of all members.
    """
    rows = len(indptr) - 1
    found = np.full(rows, -1, dtype=np.int64)
    times = np.zeros(len(labels), dtype=np.int64)
    for row in range(rows):
        own, most = labels[first + row], 0
        for slot in range(indptr[row], indptr[row + 1]):
            label = labels[indices[slot]]
            times[label] += 1
            most = max(most, times[label])
        for slot in range(indptr[row], indptr[row + 1]):
            label = labels[indices[slot]]
            if times[label] < most or found[row] == own:
                continue
            if label == own or found[row] < 0 or label < found[row]:
                found[row] = label
        for slot in range(indptr[row], indptr[row + 1]):
            times[labels[indices[slot]]] = 0
    return found
