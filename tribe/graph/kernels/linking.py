"""What became of pairs who met, and of pairs like them who did not.

``indptr, indices, pair`` are the rows of `Contacts`: each member's contacts, sorted, and the
pair that each slot belongs to.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel

Floats = NDArray[np.float64]
Whole = NDArray[Any]  # int32 or int64


@kernel
def slot_of(indptr: Whole, indices: Whole, i: int, j: int) -> int:
    """The slot of `j` among the contacts of `i`, or -1."""
    low: int = indptr[i]
    high: int = indptr[i + 1]
    while low < high:
        middle = (low + high) // 2
        if indices[middle] < j:
            low = middle + 1
        else:
            high = middle
    return low if low < indptr[i + 1] and indices[low] == j else -1


@kernel
def shared_before(
    indptr: Whole, indices: Whole, pair: Whole, first: Floats, i: int, j: int, moment: float
) -> int:
    """How many others both knew before a moment."""
    a, b, found = indptr[i], indptr[j], 0
    while a < indptr[i + 1] and b < indptr[j + 1]:
        if indices[a] < indices[b]:
            a += 1
        elif indices[a] > indices[b]:
            b += 1
        else:
            if first[pair[a]] < moment and first[pair[b]] < moment:
                found += 1
            a += 1
            b += 1
    return found


@kernel
def strength_at(
    starts: Whole, at: Floats, worth: Floats, pair: int, moment: float, half_life: float
) -> float:
    """Σ ω · 2^(-age / half-life) over the direct acts of a pair up to a moment."""
    total = 0.0
    for act in range(starts[pair], starts[pair + 1]):
        if at[act] > moment:
            break
        total += worth[act] * 2.0 ** ((at[act] - moment) / half_life)
    return total


@kernel
def shared_class(shared: int) -> int:
    """No common contact, one or two, more."""
    return 0 if shared == 0 else (1 if shared < 3 else 2)


@kernel
def strength_class(strength: float) -> int:
    """Which power of two a strength lies under, from a quarter to eight."""
    limit, place = 0.25, 0
    while strength >= limit and place < 6:
        limit *= 2.0
        place += 1
    return place


@kernel
def effect(
    contacts: Any, slot: int, moment: float, until: float, half_life: float, tied: bool
) -> float:
    """Formerly tied: the change in strength; else 1.0 when a direct act followed, or 0.0."""
    _, _, pair, _, starts, at, worth = contacts
    if slot < 0:
        return 0.0
    met = pair[slot]
    if tied:
        before = strength_at(starts, at, worth, met, moment, half_life)
        return strength_at(starts, at, worth, met, until, half_life) - before
    for act in range(starts[met], starts[met + 1]):
        if at[act] >= moment:
            return 1.0 if at[act] <= until else 0.0
    return 0.0


@kernel
def matched(
    contacts: Any,
    u: Whole,
    v: Whole,
    moment: float,
    until: float,
    half_life: float,
    stratum: Whole,
    circle: Whole,
    there: NDArray[np.bool_],
    candidates: Whole,
    tied: bool,
) -> tuple[Floats, Floats, Whole]:
    """What followed for pairs who met at a moment, and for the pairs that match them.

    `contacts` holds the rows of contacts, then first, starts, at and worth. A match keeps one
    of the two and puts another in the other's place: of the same stratum, not there, as near
    in circle, in common contacts and, where `tied`, in strength.

    Returns (P,) effects, nan for a pair that was not as tied before as is asked; (P,) sums of
    the effects of matches; (P,) how many matches there were.
    """
    indptr, indices, pair, first, starts, at, worth = contacts
    effects, sums = np.full(len(u), np.nan), np.zeros(len(u))
    matches = np.zeros(len(u), dtype=np.int64)
    for place in range(len(u)):
        slot = slot_of(indptr, indices, u[place], v[place])
        if (slot >= 0 and first[pair[slot]] < moment) != tied:
            continue
        effects[place] = effect(contacts, slot, moment, until, half_life, tied)
        common = shared_class(
            shared_before(indptr, indices, pair, first, u[place], v[place], moment)
        )
        near = circle[u[place]] >= 0 and circle[u[place]] == circle[v[place]]
        strong = 0
        if tied:
            strong = strength_class(strength_at(starts, at, worth, pair[slot], moment, half_life))
        for side in range(2):
            one, other = (u[place], v[place]) if side == 0 else (v[place], u[place])
            begin, end = (indptr[one], indptr[one + 1]) if tied else (0, len(candidates))
            for turn in range(begin, end):
                third = indices[turn] if tied else candidates[turn]
                if third in (one, other) or there[third]:
                    continue
                if stratum[third] < 0 or stratum[third] != stratum[other]:
                    continue
                if (circle[one] >= 0 and circle[one] == circle[third]) != near:
                    continue
                slot = turn if tied else slot_of(indptr, indices, one, third)
                if (slot >= 0 and first[pair[slot]] < moment) != tied:
                    continue
                if tied:
                    weight = strength_at(starts, at, worth, pair[slot], moment, half_life)
                    if strength_class(weight) != strong:
                        continue
                shared = shared_before(indptr, indices, pair, first, one, third, moment)
                if shared_class(shared) != common:
                    continue
                sums[place] += effect(contacts, slot, moment, until, half_life, tied)
                matches[place] += 1
    return effects, sums, matches
