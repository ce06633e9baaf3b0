"""Acts between groups of members, and how many members at least took part in those that differ.

Ten who turned to one person are eleven by whose acts two reports may differ, and yet all of that
difference is this one person's. So the acts that differ must hold ten pairs at least that have
nobody in common: then no nine members can have taken part in all of them. To store no tie, pairs
are told apart only by their groups: what has no group in common has no member in common.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph import Interactions
from tribe.graph.data.kinds import CODES, Kind
from tribe.reports.build.weeks import MONDAY, WEEK

GROUPS = 64
TOGETHER = CODES[Kind.CO_ATTENDANCE]
LOW = np.uint64(0xFFFFFFFF)

PAIR = np.dtype([("week", "<i4"), ("one", "u1"), ("other", "u1"), ("digest", "<u4")])
Pairs = NDArray[np.void]


@dataclass(frozen=True)
class Acts:
    """Acts of one member towards another; those of a gathering are records of each for themself."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    week: NDArray[np.int64]
    digest: NDArray[np.int64]  # of 32 bits


def acts_of(interactions: Interactions) -> Acts:
    """The acts of one towards another by the numbers of members, with a digest each."""
    numbers = np.array([int(name) for name in interactions.members], dtype=np.int64)
    kept = np.asarray(interactions.kind) != TOGETHER
    at = np.asarray(interactions.at, dtype=np.float64)[kept]
    source, target = (
        numbers[np.asarray(one)[kept]] for one in (interactions.source, interactions.target)
    )
    columns = (source, target, interactions.kind[kept], interactions.group_size[kept])
    found = mixed(at.view(np.uint64))
    for column in columns:
        found = mixed(found ^ np.asarray(column).astype(np.uint64))
    week = np.floor((at - MONDAY) / WEEK).astype(np.int64)
    return Acts(source, target, week, (found & LOW).astype(np.int64))


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers of 64 bits of which each bit depends on all (splitmix64, Steele et al. 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def group_of(members: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group of each member, the same in every report."""
    return (mixed(members.astype(np.uint64)) % np.uint64(GROUPS)).astype(np.int64)


def pairs_of(acts: Acts) -> Pairs:
    """For each two groups and each week the sum of the digests of the acts between them."""
    groups = np.sort(np.column_stack([group_of(acts.source), group_of(acts.target)]), axis=1)
    keys, sums = summed(
        np.column_stack([groups[:, 0] * GROUPS + groups[:, 1], acts.week, acts.digest])
    )
    pairs = np.zeros(len(keys), dtype=PAIR)
    pairs["week"], pairs["digest"] = keys[:, 1], sums
    pairs["one"], pairs["other"] = np.divmod(keys[:, 0], GROUPS)
    return np.sort(pairs)


def summed(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The distinct values of two columns, and the sum of the third for each, of 32 bits."""
    if not len(rows):
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.uint32)
    order = np.lexsort((rows[:, 1], rows[:, 0]))
    rows = rows[order]
    starts = np.flatnonzero(np.r_[True, np.any(rows[1:, :2] != rows[:-1, :2], axis=1)])
    sums = np.add.reduceat(rows[:, 2].astype(np.uint64), starts)
    return rows[starts, :2], (sums & LOW).astype(np.uint32)


def persons_needed(pairs: Pairs) -> int:
    """How many pairs of groups have none in common: no fewer members took part in these acts.

    The pair whose members have the fewest others is taken first (Karp & Sipser 1981).
    """
    beside: dict[int, set[int]] = {}
    for one, other in set(zip(pairs["one"].tolist(), pairs["other"].tolist(), strict=True)):
        partner = other if one != other else GROUPS + one  # within one group: nobody else's
        beside.setdefault(one, set()).add(partner)
        beside.setdefault(partner, set()).add(one)
    found = 0
    while beside:
        one = min(beside, key=lambda group: (len(beside[group]), group))
        other = min(beside[one], key=lambda group: (len(beside[group]), group))
        found += 1
        for taken in (one, other):
            for near in beside.pop(taken, set()):
                if near in beside:
                    beside[near].discard(taken)
        beside = {group: near for group, near in beside.items() if near}
    return found
