"""Acts gathered into ties: put into rows, added up pair by pair, and rows merged."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel

Columns = tuple[
    NDArray[np.int32], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[Any]
]


@kernel
def sort_start(values: NDArray[np.float64], stop: int) -> None:
    """Sort the first `stop` values where they lie (Shell 1959, gaps of 2.25)."""
    gap = stop
    while gap > 1:
        gap = max(1, int(gap * 4 // 9))
        for slot in range(gap, stop):
            value = values[slot]
            place = slot
            while place >= gap and values[place - gap] > value:
                values[place] = values[place - gap]
                place -= gap
            values[place] = value


@kernel
def count_runs(keys: NDArray[np.uint64], shift: int) -> tuple[int, int]:
    """How many pairs there are in sorted keys, and the most acts of one pair."""
    by = np.uint64(shift)
    pairs, most, run = 0, 0, 0
    for slot in range(len(keys)):
        if slot == 0 or keys[slot] >> by != keys[slot - 1] >> by:
            pairs += 1
            run = 0
        run += 1
        most = max(most, run)
    return pairs, most


@kernel
def add_up(
    keys: NDArray[np.uint64],
    act_bits: int,
    target_bits: int,
    acts: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]],
    most: int,
    counted: NDArray[np.int64],
    kinds: NDArray[Any],
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Each tie's target, worth, first and last moment, from sorted keys and the acts' columns.

    A key is source, target and act in one number. Ties are counted into their source's place
    of `counted`, and acts of each kind into `kinds`. The worths of a tie are added in
    ascending order, so that the sum does not depend on the order of the acts.
    """
    worth, at, kind = acts
    shift, low = np.uint64(act_bits), np.uint64((1 << act_bits) - 1)
    beyond, within = np.uint64(target_bits), np.uint64((1 << target_bits) - 1)
    ties = len(kinds)
    targets = np.empty(ties, dtype=np.int32)
    weights, first, last = np.empty(ties), np.empty(ties), np.empty(ties)
    own = np.empty(most)
    slot = 0
    for tie in range(ties):
        pair = keys[slot] >> shift
        early, late = np.inf, -np.inf
        run = 0
        while slot < len(keys) and keys[slot] >> shift == pair:
            act = np.int64(keys[slot] & low)
            early = min(early, at[act])
            late = max(late, at[act])
            kinds[tie, kind[act]] += 1
            own[run] = worth[act]
            run += 1
            slot += 1
        sort_start(own, run)
        total = 0.0
        for step in range(run):
            total += own[step]
        counted[np.int64(pair >> beyond)] += 1
        targets[tie] = np.int32(pair & within)
        weights[tie] = total
        first[tie] = early
        last[tie] = late
    return targets, weights, first, last


@kernel
def count_merged(
    indptr: NDArray[np.int64],
    targets: NDArray[np.int32],
    other_indptr: NDArray[np.int64],
    other_targets: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Where each row begins when the rows of both are laid together."""
    n = len(indptr) - 1
    merged = np.zeros(n + 1, dtype=np.int64)
    for i in range(n):
        a, b = indptr[i], other_indptr[i]
        found = indptr[i + 1] - a + other_indptr[i + 1] - b
        while a < indptr[i + 1] and b < other_indptr[i + 1]:
            one, two = targets[a], other_targets[b]
            if one == two:
                found -= 1
            a += one <= two
            b += two <= one
        merged[i + 1] = merged[i] + found
    return merged


@kernel
def merge(
    indptr: NDArray[np.int64],
    merged: NDArray[np.int64],
    columns: Columns,
    other_indptr: NDArray[np.int64],
    others: Columns,
) -> None:
    """Lay other rows into those of `columns` where they lie, from the last backwards.

    `columns` are targets, weights, first, last and kinds, with room for ``merged[-1]`` ties.
    """
    targets, weights, first, last, kinds = columns
    other_targets, other_weights, other_first, other_last, other_kinds = others
    width = kinds.shape[1]
    tie = merged[-1] - 1
    for i in range(len(indptr) - 2, -1, -1):
        a, b = indptr[i + 1] - 1, other_indptr[i + 1] - 1
        begin, other_begin = indptr[i], other_indptr[i]
        if b < 0 and tie == a:
            return
        while a >= begin or b >= other_begin:
            takes = b < other_begin or (a >= begin and targets[a] >= other_targets[b])
            takes_other = a < begin or (b >= other_begin and other_targets[b] >= targets[a])
            if takes:
                if tie != a:
                    targets[tie] = targets[a]
                    weights[tie] = weights[a]
                    first[tie] = first[a]
                    last[tie] = last[a]
                    for kind in range(width):
                        kinds[tie, kind] = kinds[a, kind]
                a -= 1
            if takes_other:
                if takes:
                    weights[tie] += other_weights[b]
                    first[tie] = min(first[tie], other_first[b])
                    last[tie] = max(last[tie], other_last[b])
                    for kind in range(width):
                        kinds[tie, kind] += other_kinds[b, kind]
                else:
                    targets[tie] = other_targets[b]
                    weights[tie] = other_weights[b]
                    first[tie] = other_first[b]
                    last[tie] = other_last[b]
                    for kind in range(width):
                        kinds[tie, kind] = other_kinds[b, kind]
                b -= 1
            tie -= 1
