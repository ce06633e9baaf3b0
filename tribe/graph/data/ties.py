"""Ties: how strongly each member is bound to each other member now, as sparse rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.acts import Acts
from tribe.graph.data.columns import Interactions, freeze
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.fading import HALF_LIFE
from tribe.graph.data.gathering import LARGE, Sheaf
from tribe.graph.data.kinds import OMEGA, Kind
from tribe.graph.data.members import chosen

if TYPE_CHECKING:
    import networkx as nx
else:
    from tribe.graph import networks as nx


@dataclass(frozen=True, eq=False)
class Ties:
    """Directed weighted ties in CSR form; every array is read-only.

    Attributes
    ----------
    members : sequence of str
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
    kinds : (ties, len(KINDS)) unsigned integers
        How many acts of each kind, as narrow as they fit.
    together : (acts,) uint64
        A mark of each act done together that is counted, so that it is not counted again.

    Notes
    -----
    All acts of a tie decay alike, so weights that are known at one moment need only be
    multiplied to be known at a later one (forward decay): see `updated`.
    """

    members: Sequence[str]
    brand: NDArray[np.bool_]
    indptr: NDArray[np.int64]
    targets: NDArray[np.int32]
    weights: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    now: float
    half_life: float
    kinds: NDArray[Any]
    together: NDArray[np.uint64]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self.brand, self.indptr, self.targets, self.weights, self.first, self.last)
        freeze(self.kinds, self.together)

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
        >>> round(float(ties.weights[0]), 3), int(ties.kinds.sum())
        (1.794, 2)
        """
        if now is None:
            now = float(interactions.at.max()) if len(interactions) else 0.0
        acts = Acts.of(interactions.within(None, now))
        return cls.of_sheaf(
            interactions.members,
            interactions.brand.copy(),
            acts.gathered(now, half_life, omega),
            now,
            half_life,
            acts.together,
        )

    @classmethod
    def of_sheaf(
        cls,
        members: Sequence[str],
        brand: NDArray[np.bool_],
        sheaf: Sheaf,
        now: float,
        half_life: float,
        together: NDArray[np.uint64],
    ) -> Ties:
        """The ties of these members, gathered already."""
        return cls(
            members,
            brand,
            sheaf.indptr,
            sheaf.targets,
            sheaf.weights,
            sheaf.first,
            sheaf.last,
            now,
            half_life,
            sheaf.kinds,
            together,
        )

    @property
    def sheaf(self) -> Sheaf:
        """The arrays alone."""
        return Sheaf(self.indptr, self.targets, self.weights, self.first, self.last, self.kinds)

    def updated(
        self,
        new: Interactions,
        now: float | None = None,
        omega: Mapping[Kind, float] = OMEGA,
    ) -> Ties:
        """These ties and new interactions: the same as building anew from all, to 1e-12.

        Only the new interactions are read. They may be older than some that
        are held, and an act done together that is held already is not counted
        again; but any other act is counted each time that it is given.

        Parameters
        ----------
        new : Interactions
            Those after `self.now` that were left out before are new too. Members
            are matched by id; whoever is new follows the members there are.
        now : float, optional
            By default the last act, held or new. Acts after it are left out.
        omega : mapping
            As when the ties were built.

        Raises
        ------
        ValueError
            `now` lies before the moment of these ties: what decayed is not kept.

        References
        ----------
        Cormode, Shkapenyuk, Srivastava & Xu 2009.

        Examples
        --------
        >>> from tribe.graph.data.fading import DAY
        >>> rows = [("ada", "ben", "reply", 0.0, 0), ("ada", "ben", "reply", 30 * DAY, 0)]
        >>> early, late = (Interactions.from_rows([row]) for row in rows)
        >>> ties = Ties.from_interactions(early).updated(late)
        >>> round(float(ties.weights[0]), 3), ties.first[0] / DAY, ties.last[0] / DAY
        (1.794, np.float64(0.0), np.float64(30.0))
        """
        if now is None:
            now = max(self.now, float(new.at.max(initial=-np.inf)))
        if now < self.now:
            raise ValueError("ties cannot be taken back to an earlier moment")
        members, place = _together_with(self.members, new.members)
        brand = np.zeros(len(members), dtype=np.bool_)
        brand[: len(self.brand)] = self.brand
        brand[place] |= new.brand
        acts = Acts.of(new.within(None, now)).without(self.together)
        faded = self.sheaf.scaled(float(np.exp2(-(now - self.now) / self.half_life)))
        merged = faded.merged(acts.gathered(now, self.half_life, omega, len(members), place))
        together = np.union1d(self.together, acts.together)
        return self.of_sheaf(members, brand, merged, now, self.half_life, together)

    @cached_property
    def sources(self) -> NDArray[np.int32]:
        """(ties,) who each tie comes from."""
        return np.repeat(np.arange(len(self.members), dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """(ties,) one number for each ordered pair, ascending."""
        return self.sources.astype(np.int64) * len(self.members) + self.targets

    @cached_property
    def _paired(self) -> tuple[Dyads, NDArray[np.bool_]]:
        if len(self) < LARGE:
            dyads = Dyads.from_pairs(
                self.members, self.sources, self.targets, self.weights, self.brand
            )
            back = self.targets.astype(np.int64) * len(self.members) + self.sources
            both = self.keys[np.isin(back, self.keys) & (self.sources < self.targets)]
            return dyads, np.isin(dyads.keys, both)
        rows = self.indptr, self.targets
        turned = kernels.rows.turn_round(*rows)
        u, v, weights, mutual = kernels.rows.pair_up(*rows, self.weights, *turned)
        freeze(mutual)
        return Dyads(self.members, self.brand, u, v, weights), mutual

    @property
    def mutual(self) -> NDArray[np.bool_]:
        """(dyads,) True where the tie runs in both directions, in the order of `undirected`."""
        return self._paired[1]

    def undirected(self) -> Dyads:
        """Each tied pair once, the weights of both directions summed."""
        return self._paired[0]

    def only(self, members: NDArray[np.bool_]) -> Ties:
        """Only the members marked True and the ties among them, renumbered."""
        place = np.where(members, np.cumsum(members, dtype=np.int32) - np.int32(1), np.int32(-1))
        return self.of_sheaf(
            chosen(self.members, members),
            self.brand[members],
            self.sheaf.renumbered(place.astype(np.int32), int(np.count_nonzero(members))),
            self.now,
            self.half_life,
            self.together,
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


def _together_with(
    held: Sequence[str], new: Sequence[str]
) -> tuple[Sequence[str], NDArray[np.int32]]:
    """All members, those held first; and the place of each new one among them."""
    if held is new or (type(held) is type(new) and held == new):
        return held, np.arange(len(new), dtype=np.int32)
    index = {name: place for place, name in enumerate(held)}
    place = np.array([index.setdefault(name, len(index)) for name in new], dtype=np.int32)
    return (held, place) if len(index) == len(held) else (tuple(index), place)
