"""Contacts: since when each pair has known each other, and what they did for each other since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import Interactions, freeze
from tribe.graph.data.kinds import KINDS, OMEGA, Kind


@dataclass(frozen=True, eq=False)
class Contacts:
    """Every pair that has ever met, and the direct acts between them in time.

    Attributes
    ----------
    n : int
        Members.
    u, v : (m,) int32
        Ends of each pair, u < v, sorted.
    first : (m,) float64
        Unix seconds of the first act of any kind, group acts included.
    starts : (m + 1,) int64
        The direct acts of pair p lie in ``starts[p]:starts[p + 1]``, in order of time.
    at, worth : (acts,) float64
        Unix seconds and weight ω of each direct act, in either direction.
    """

    n: int
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    first: NDArray[np.float64]
    starts: NDArray[np.int64]
    at: NDArray[np.float64]
    worth: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.u, self.v, self.first, self.starts, self.at, self.worth)

    def __len__(self) -> int:
        """How many pairs have met."""
        return len(self.u)

    @classmethod
    def from_interactions(
        cls, interactions: Interactions, omega: Mapping[Kind, float] = OMEGA
    ) -> Contacts:
        """All contacts in `interactions`; acts towards oneself are none."""
        n = len(interactions.members)
        others = interactions.source != interactions.target
        low = np.minimum(interactions.source, interactions.target)[others].astype(np.int64)
        high = np.maximum(interactions.source, interactions.target)[others].astype(np.int64)
        per_kind = np.array([omega[kind] for kind in KINDS], dtype=np.float64)
        keys, at = low * n + high, interactions.at[others]
        worth, direct = per_kind[interactions.kind[others]], ~interactions.is_group[others]
        order = np.lexsort((worth, at, keys))
        keys, at, worth, direct = keys[order], at[order], worth[order], direct[order]
        begins = np.diff(keys, prepend=-1) != 0
        pair, keys = np.cumsum(begins) - 1, keys[begins]
        acts = np.bincount(pair[direct], minlength=len(keys))
        return cls(
            n,
            (keys // max(n, 1)).astype(np.int32),
            (keys % max(n, 1)).astype(np.int32),
            at[begins],
            np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(acts)]),
            at[direct],
            worth[direct],
        )

    @cached_property
    def first_direct(self) -> NDArray[np.float64]:
        """(m,) Unix seconds of the first direct act; inf where there was none."""
        found = np.full(len(self), np.inf)
        some = self.starts[1:] > self.starts[:-1]
        found[some] = self.at[self.starts[:-1][some]]
        return found

    @cached_property
    def _begun(self) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]:
        """Pairs in the order in which they met."""
        order = np.argsort(self.first, kind="stable")
        return self.first[order], self.u[order], self.v[order]

    def summed(self, moment: float, worth: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) sum of the worth of all whom each member knew before a moment."""
        first, u, v = self._begun
        many = int(np.searchsorted(first, moment))
        found = np.bincount(u[:many], weights=worth[v[:many]], minlength=self.n)
        found = found + np.bincount(v[:many], weights=worth[u[:many]], minlength=self.n)
        return found.astype(np.float64)

    @cached_property
    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
        """Each member's contacts as CSR: indptr, the others (sorted), and the pair of each."""
        found: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]
        found = kernels.rows.both_ways(self.n, self.u, self.v)
        return found
