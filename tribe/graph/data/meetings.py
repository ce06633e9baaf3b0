"""When each pair met: the acts of every dyad by month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions, freeze
from tribe.graph.data.months import Months


@dataclass(frozen=True, eq=False)
class Meetings:
    """The acts of each tied pair, in the order of the pairs.

    Attributes
    ----------
    n : int
        Members.
    u, v : (m,) int32
        Ends of each dyad, u < v, sorted.
    indptr : (m + 1,) int64
        The acts of dyad d lie in ``indptr[d]:indptr[d + 1]``.
    moment : (acts,) int64
        Which of the moments each act belongs to.
    month : (moments,) int32
        The month of each moment. All acts of one gathering share a moment.
    """

    n: int
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    indptr: NDArray[np.int64]
    moment: NDArray[np.int64]
    month: NDArray[np.int32]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.u, self.v, self.indptr, self.moment, self.month)

    @classmethod
    def from_interactions(cls, interactions: Interactions, months: Months) -> Meetings:
        """Sort acts by pair and time; what lies beyond the months is left out."""
        n = len(interactions.members)
        known = interactions.within(None, months.end)
        acts = known.keep(~known.is_group & (known.source != known.target))
        group = known.single_group_acts()
        order = np.lexsort((group.group_size, group.kind, group.at))
        begins = np.ones(len(order), dtype=np.bool_)
        columns = (group.kind, group.at, group.group_size)
        begins[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
        together = _keys(group)[order]
        one_by_one = _keys(acts)
        # by time, and by pair where times are equal: nothing depends on the order of the rows
        by_pair = np.argsort(one_by_one)
        by_time = by_pair[np.argsort(acts.at[by_pair], kind="stable")]
        keys = np.concatenate([one_by_one[by_time], together])
        moment = np.concatenate([np.arange(len(acts)), len(acts) + np.cumsum(begins) - 1])
        at = np.concatenate([acts.at[by_time], group.at[order][begins]])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        pairs = keys[starts]
        return cls(
            n,
            (pairs // max(n, 1)).astype(np.int32),
            (pairs % max(n, 1)).astype(np.int32),
            np.append(starts, len(keys)).astype(np.int64),
            moment[order],
            months.place(at),
        )

    def __len__(self) -> int:
        """How many dyads there are."""
        return len(self.u)


def _keys(acts: Interactions) -> NDArray[np.int64]:
    """One number for each pair, whoever turns to whom."""
    low, high = np.minimum(acts.source, acts.target), np.maximum(acts.source, acts.target)
    return np.asarray(low.astype(np.int64) * len(acts.members) + high)
