"""When each pair met: the acts of every dyad by month, and the same with their times shuffled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.columns import Interactions, freeze
from tribe.graph.months import Months


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
    direct : int
        How many of the moments, the first, are acts of one towards another; the
        others are gatherings.
    """

    n: int
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    indptr: NDArray[np.int64]
    moment: NDArray[np.int64]
    month: NDArray[np.int32]
    direct: int

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
        columns = (group.kind, group.at, group.group_size)
        order = np.lexsort((group.group_size, group.kind, group.at))
        begins = np.ones(len(order), dtype=np.bool_)
        begins[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
        gathering = np.empty(len(order), dtype=np.int64)
        gathering[order] = np.cumsum(begins) - 1
        source = np.concatenate([acts.source, group.source]).astype(np.int64)
        target = np.concatenate([acts.target, group.target]).astype(np.int64)
        keys = np.minimum(source, target) * n + np.maximum(source, target)
        # moments of acts by time, so that nothing depends on the order of the rows
        rank = np.empty(len(acts), dtype=np.int64)
        rank[np.lexsort((keys[: len(acts)], acts.at))] = np.arange(len(acts))
        moment = np.concatenate([rank, len(acts) + gathering])
        at = np.concatenate([np.sort(acts.at), group.at[order][begins]])
        by_pair = np.lexsort((moment, keys))
        keys = keys[by_pair]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        pairs = keys[starts]
        return cls(
            n,
            (pairs // max(n, 1)).astype(np.int32),
            (pairs % max(n, 1)).astype(np.int32),
            np.append(starts, len(keys)).astype(np.int64),
            moment[by_pair],
            months.place(at),
            len(acts),
        )

    def __len__(self) -> int:
        """How many dyads there are."""
        return len(self.u)

    def shuffled(self, state: NDArray[np.uint64]) -> NDArray[np.int32]:
        """(moments,) the months in a chance order: acts among acts, gatherings among gatherings.

        Each pair keeps how often it met, each month how much was done; only the order in
        time is left to chance (Gauvin et al. 2022, permuted timestamps).
        """
        month = self.month.copy()
        kernels.chance.shuffle(state, month[: self.direct])
        kernels.chance.shuffle(state, month[self.direct :])
        return month
