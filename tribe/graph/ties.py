"""Ties: how strongly each member is bound to each other member now, as sparse rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph.columns import Interactions, freeze
from tribe.graph.dyads import Dyads
from tribe.graph.kinds import KINDS, OMEGA, Kind

DAY = 86_400.0
HALF_LIFE = 90 * DAY


@dataclass(frozen=True, eq=False)
class Ties:
    """Directed weighted ties in CSR form; every array is read-only.

    Attributes
    ----------
    members : tuple of str
    brand : (n,) bool
    indptr : (n + 1,) int64
        The ties of member i lie in ``indptr[i]:indptr[i + 1]``.
    targets : (ties,) int32
        Sorted within each member.
    weights : (ties,) float64
        w_ij = Σ ω · 2^(-age / half-life) over the acts of i towards j; > 0.
    first, last : (ties,) float64
        Unix seconds of the first and the last act.
    now, half_life : float
        Unix seconds; seconds.
    """

    members: tuple[str, ...]
    brand: NDArray[np.bool_]
    indptr: NDArray[np.int64]
    targets: NDArray[np.int32]
    weights: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    now: float
    half_life: float

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.brand, self.indptr, self.targets, self.weights, self.first, self.last)

    def __len__(self) -> int:
        """How many ties there are."""
        return len(self.targets)

    @classmethod
    def from_interactions(
        cls,
        interactions: Interactions,
        now: float | None = None,
        half_life: float = HALF_LIFE,
        omega: Mapping[Kind, float] = OMEGA,
    ) -> Ties:
        """Add up the acts of each member towards each other one, old acts counting less.

        A group act of n persons gives each pair ω / (n - 1) in both
        directions. Acts towards oneself are no ties, and acts after `now`
        (by default the last act) have not happened yet.

        Raises
        ------
        ValueError
            The half-life is not positive.

        References
        ----------
        Granovetter 1973; Newman 2001 (group acts); Cormode et al. 2009 (forward decay).

        Examples
        --------
        Two replies, today and thirty days ago:

        >>> day = 86400.0
        >>> rows = [("ada", "ben", "reply", 0.0, 0), ("ada", "ben", "reply", 30 * day, 0)]
        >>> ties = Ties.from_interactions(Interactions.from_rows(rows), now=30 * day)
        >>> round(float(ties.weights[0]), 3)
        1.794
        """
        if not half_life > 0:
            raise ValueError("the half-life must be positive")
        if now is None:
            now = float(interactions.at.max()) if len(interactions) else 0.0
        past = interactions.within(None, now)
        direct = past.keep(~past.is_group & (past.source != past.target))
        group = past.single_group_acts()
        source = np.concatenate([direct.source, group.source, group.target])
        target = np.concatenate([direct.target, group.target, group.source])
        at = np.concatenate([direct.at, group.at, group.at])
        per_kind = np.array([omega[kind] for kind in KINDS], dtype=np.float64)
        shared = per_kind[group.kind] / np.maximum(group.group_size - 1, 1)
        worth = np.concatenate([per_kind[direct.kind], shared, shared])
        worth = worth * np.exp2(-(now - at) / half_life)
        return cls._gathered(past, source, target, at, worth, now, half_life)

    @classmethod
    def _gathered(
        cls,
        interactions: Interactions,
        source: NDArray[np.int32],
        target: NDArray[np.int32],
        at: NDArray[np.float64],
        worth: NDArray[np.float64],
        now: float,
        half_life: float,
    ) -> Ties:
        n = len(interactions.members)
        # sorted by time and worth too, so that the sums do not depend on the order of the rows
        order = np.lexsort((worth, at, target, source))
        keys = source[order].astype(np.int64) * n + target[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        pairs = keys[starts]
        ends = np.append(starts[1:], len(keys))[: len(starts)] - 1
        weights = np.add.reduceat(worth[order], starts) if len(starts) else np.empty(0)
        rows = pairs // max(n, 1)
        return cls(
            interactions.members,
            interactions.brand.copy(),
            np.searchsorted(rows, np.arange(n + 1)).astype(np.int64),
            (pairs % max(n, 1)).astype(np.int32),
            weights,
            at[order][starts],
            at[order][ends],
            now,
            half_life,
        )

    @cached_property
    def sources(self) -> NDArray[np.int32]:
        """(ties,) who each tie comes from."""
        return np.repeat(np.arange(len(self.members), dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """(ties,) one number for each ordered pair, ascending."""
        return self.sources.astype(np.int64) * len(self.members) + self.targets

    @cached_property
    def returned(self) -> NDArray[np.bool_]:
        """(ties,) True where the tie runs in the other direction too."""
        back = self.targets.astype(np.int64) * len(self.members) + self.sources
        return np.isin(back, self.keys)

    @cached_property
    def _dyads(self) -> Dyads:
        return Dyads.from_pairs(
            self.members, self.sources, self.targets, self.weights.copy(), self.brand
        )

    def undirected(self) -> Dyads:
        """Each tied pair once, the weights of both directions summed."""
        return self._dyads

    def only(self, members: NDArray[np.bool_]) -> Ties:
        """Only the members marked True and the ties among them, renumbered."""
        place = np.cumsum(members, dtype=np.int32) - np.int32(1)
        rows = members[self.sources] & members[self.targets]
        kept = int(np.count_nonzero(members))
        return Ties(
            tuple(m for m, stays in zip(self.members, members, strict=True) if stays),
            self.brand[members],
            np.searchsorted(place[self.sources[rows]], np.arange(kept + 1)).astype(np.int64),
            place[self.targets[rows]],
            self.weights[rows],
            self.first[rows],
            self.last[rows],
            self.now,
            self.half_life,
        )

    def without_brand(self) -> Ties:
        """The ties among members, the brand's accounts left out."""
        return self.only(~self.brand) if self.brand.any() else self

    def of(self, member: str) -> list[tuple[str, float]]:
        """A member's own ties, strongest first: for that member's eyes only (P0).

        Raises
        ------
        KeyError
            The member is unknown.
        """
        try:
            row = self.members.index(member)
        except ValueError:
            raise KeyError(member) from None
        part = slice(self.indptr[row], self.indptr[row + 1])
        ties = zip(self.targets[part], self.weights[part], strict=True)
        named = [(self.members[other], float(weight)) for other, weight in ties]
        return sorted(named, key=lambda tie: (-tie[1], tie[0]))

    def to_networkx(self) -> nx.DiGraph[Any]:
        """A networkx ``DiGraph`` with ``weight``, ``first`` and ``last`` on its edges."""
        graph: nx.DiGraph[Any] = nx.DiGraph()
        graph.add_nodes_from(self.members)
        columns = zip(self.sources, self.targets, self.weights, self.first, self.last, strict=True)
        for source, target, weight, first, last in columns:
            graph.add_edge(
                self.members[source],
                self.members[target],
                weight=float(weight),
                first=float(first),
                last=float(last),
            )
        return graph
