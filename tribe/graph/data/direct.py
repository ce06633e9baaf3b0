"""Acts of one towards another as places: what is kept together, and what may be exchanged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions, freeze
from tribe.graph.data.kinds import CODES, Kind

WEEK = 7 * 86_400.0
FEWEST_ACTS = 64  # in a stratum of time; a week, or season, with fewer is joined with the next
STAYS = -1


@dataclass(frozen=True, eq=False)
class Direct:
    """The places of direct acts, two and two.

    Attributes
    ----------
    holder, at, stratum, thread : (places,)
        As in `Places`.
    source, target : (acts,) int64
        The two places of each act.
    """

    holder: NDArray[np.int32]
    at: NDArray[np.float64]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    stratum: NDArray[np.int32]
    thread: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Writers:
    """From when each member is in each thread: their first act there, or the first towards them.

    Attributes
    ----------
    starts : (threads + 1,) int64
        Those of thread t are ``starts[t]:starts[t + 1]``, in order of their number.
    member : (writers,) int32
    since : (writers,) float64
        Unix seconds.
    """

    starts: NDArray[np.int64]
    member: NDArray[np.int32]
    since: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.starts, self.member, self.since)

    @classmethod
    def of(cls, direct: Interactions) -> Writers:
        """From acts in order of time."""
        thread = threads(direct)
        acts = np.flatnonzero(thread >= 0)
        many, n = int(thread.max(initial=-1)) + 1, max(len(direct.members), 1)
        # a moment's source and target stand side by side, so that the first found is the earliest
        who = np.stack([direct.source[acts], direct.target[acts]], axis=1).ravel()
        where = np.repeat(thread[acts].astype(np.int64), 2)
        keys, first = np.unique(where * n + who, return_index=True)
        return cls(
            np.searchsorted(keys, np.arange(many + 1) * n).astype(np.int64),
            (keys % n).astype(np.int32),
            np.repeat(direct.at[acts], 2)[first],
        )


def ordered(interactions: Interactions) -> Interactions:
    """Acts of one towards another, in order of time; those towards oneself are none."""
    direct = interactions.keep(
        ~interactions.is_group & (interactions.source != interactions.target)
    )
    return direct.keep(np.lexsort((direct.kind, direct.target, direct.source, direct.at)))


def threads(direct: Interactions) -> NDArray[np.int32]:
    """(acts,) the thread of each, -1 for none; who is mentioned need not have been there."""
    if direct.thread is None:
        return np.full(len(direct), -1, dtype=np.int32)
    return np.where(direct.kind == CODES[Kind.MENTION], -1, direct.thread).astype(np.int32)


def acts_alone(direct: Interactions) -> Direct:
    """Each act by itself; whoever does it stays."""
    even = 2 * np.arange(len(direct))
    holder = np.stack([direct.source, direct.target], axis=1).ravel()
    thread = threads(direct)
    free, stays = thread < 0, np.full(len(direct), STAYS, dtype=np.int32)
    week = np.full(len(direct), -1, dtype=np.int32)
    week[free] = weeks(direct.at[free])
    stratum = np.unique(np.stack([week, thread], axis=1), axis=0, return_inverse=True)[1]
    return Direct(
        holder,
        np.repeat(direct.at, 2),
        even,
        even + 1,
        np.stack([stays, stratum.ravel().astype(np.int32)], axis=1).ravel(),
        np.repeat(thread, 2),
    )


def in_pairs(direct: Interactions) -> Direct:
    """All acts between two as one tie; `direct` is in order of time."""
    n = max(len(direct.members), 1)
    low, high = np.minimum(direct.source, direct.target), np.maximum(direct.source, direct.target)
    pairs, first, tie = np.unique(
        low.astype(np.int64) * n + high, return_index=True, return_inverse=True
    )
    # in order of their first act
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    pairs, tie = pairs[order], rank[tie]
    upward = direct.source == low
    given = np.bincount(tie[upward], minlength=len(pairs))
    taken = np.bincount(tie[~upward], minlength=len(pairs))
    begun = direct.at[np.sort(first)]
    holder = np.stack([pairs // n, pairs % n], axis=1).astype(np.int32).ravel()
    thread, is_mixed = _where(threads(direct), tie, len(pairs))
    week = np.full(len(pairs), -1, dtype=np.int32)
    week[thread < 0] = weeks(begun[thread < 0])
    does = np.stack([given, taken], axis=1).ravel()
    gets = np.stack([taken, given], axis=1).ravel()
    inside = np.repeat(thread, 2)
    columns = np.stack([np.repeat(week, 2), inside, does, gets], axis=1)
    stratum = np.unique(columns, axis=0, return_inverse=True)[1].ravel().astype(np.int32)
    # in a thread who does anything stays, so that who wrote there and when does
    stratum[np.repeat(is_mixed, 2) | ((inside >= 0) & (does > 0))] = STAYS
    return Direct(holder, np.repeat(begun, 2), 2 * tie + ~upward, 2 * tie + upward, stratum, inside)


def _where(
    thread: NDArray[np.int32], tie: NDArray[np.int64], ties: int
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """(ties,) the thread in which all acts of each lie, -1 for none; True where they differ."""
    lowest, highest = np.full(ties, np.iinfo(np.int32).max), np.full(ties, -1)
    np.minimum.at(lowest, tie, thread)
    np.maximum.at(highest, tie, thread)
    return highest.astype(np.int32), lowest != highest


def weeks(at: NDArray[np.float64], width: float = WEEK) -> NDArray[np.int32]:
    """(acts,) which stratum of time each act lies in; `at` ascends."""
    if not len(at):
        return np.empty(0, dtype=np.int32)
    week = np.floor((at - at[0]) / width).astype(np.int64)
    bounds = np.flatnonzero(np.diff(week, prepend=-1))
    kept = [0]
    for bound in bounds[1:].tolist():
        if bound - kept[-1] >= FEWEST_ACTS:
            kept.append(bound)
    if len(kept) > 1 and len(at) - kept[-1] < FEWEST_ACTS:
        kept.pop()
    return np.searchsorted(kept, np.arange(len(at)), side="right").astype(np.int32) - np.int32(1)
