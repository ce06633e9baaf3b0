"""Acts gathered into ties: put into rows, added up pair by pair, and rows merged."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel


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
def merge_rows(
    indptr: NDArray[np.int64],
    targets: NDArray[np.int32],
    other_indptr: NDArray[np.int64],
    other_targets: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """The rows of both, and where the ties of each came to lie."""
    n = len(indptr) - 1
    merged = np.zeros(n + 1, dtype=np.int64)
    both = np.empty(len(targets) + len(other_targets), dtype=np.int32)
    place = np.empty(len(targets), dtype=np.int32)
    other_place = np.empty(len(other_targets), dtype=np.int32)
    tie = 0
    for i in range(n):
        a, b = indptr[i], other_indptr[i]
        while a < indptr[i + 1] or b < other_indptr[i + 1]:
            if b == other_indptr[i + 1]:
                order = -1
            elif a == indptr[i + 1]:
                order = 1
            else:
                order = np.sign(np.int64(targets[a]) - np.int64(other_targets[b]))
            if order <= 0:
                both[tie] = targets[a]
                place[a] = tie
                a += 1
            if order >= 0:
                both[tie] = other_targets[b]
                other_place[b] = tie
                b += 1
            tie += 1
        merged[i + 1] = tie
    return merged, both[:tie].copy(), place, other_place
