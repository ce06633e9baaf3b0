"""Activity: since when each member is there, and when they acted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions, freeze


@dataclass(frozen=True, eq=False)
class Activity:
    """Acts in the order of time; a group act of n counts 1 / (n - 1) for each pair and end.

    Attributes
    ----------
    since : (n,) float64
        Unix seconds at which a member joined, or was first seen; inf for never.
    actor : (acts,) int32
    at, share : (acts,) float64
        Unix seconds; what the act counts.
    """

    since: NDArray[np.float64]
    actor: NDArray[np.int32]
    at: NDArray[np.float64]
    share: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.since, self.actor, self.at, self.share)

    @classmethod
    def from_interactions(cls, interactions: Interactions) -> Activity:
        """All acts towards others in `interactions`."""
        proper = interactions.source != interactions.target
        direct = interactions.keep(proper & ~interactions.is_group)
        group = interactions.single_group_acts()
        each = 1.0 / np.maximum(group.group_size - 1, 1)
        actor = np.concatenate([direct.source, group.source, group.target])
        at = np.concatenate([direct.at, group.at, group.at])
        share = np.concatenate([np.ones(len(direct)), each, each])
        order = np.lexsort((share, actor, at))
        since = np.where(np.isnan(interactions.joined_at), np.inf, interactions.joined_at)
        np.minimum.at(since, actor, at)
        np.minimum.at(since, direct.target, direct.at)
        return cls(since, actor[order], at[order], share[order])

    def between(self, begin: float, end: float) -> NDArray[np.float64]:
        """(n,) acts of each member from one moment until just before another."""
        first, last = np.searchsorted(self.at, [begin, end])
        done = np.bincount(self.actor[first:last], self.share[first:last], len(self.since))
        return done.astype(np.float64)
