"""Interactions as acts from one to one: what is done together split among its pairs, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions
from tribe.graph.data.gathering import Sheaf, gathered
from tribe.graph.data.kinds import KINDS, Kind
from tribe.graph.data.members import stirred, tokens


@dataclass(frozen=True, eq=False)
class Acts:
    """Directed acts that make ties, and apart from them the pairs of acts done together.

    Attributes
    ----------
    direct, group : Interactions
        Neither holds acts of one towards themself; `group` has each pair once.
    marks : (rows of group,) uint64
        A number for each pair's part in an act, the same whoever writes it and wherever.
    """

    direct: Interactions
    group: Interactions
    marks: NDArray[np.uint64]

    @classmethod
    def of(cls, interactions: Interactions) -> Acts:
        """Those among interactions."""
        proper = interactions.source != interactions.target
        is_group = interactions.is_group
        if not is_group.any():
            direct = interactions if proper.all() else interactions.keep(proper)
            return cls(direct, interactions.keep(is_group), np.empty(0, dtype=np.uint64))
        group = interactions.single_group_acts()
        return cls(interactions.keep(proper & ~is_group), group, marks(group))

    @property
    def together(self) -> NDArray[np.uint64]:
        """The marks, sorted."""
        return np.unique(self.marks)

    def without(self, known: NDArray[np.uint64]) -> Acts:
        """The same without acts done together that are known already."""
        if not len(known) or not len(self.marks):
            return self
        fresh = ~np.isin(self.marks, known)
        return Acts(self.direct, self.group.keep(fresh), self.marks[fresh])

    def gathered(
        self,
        now: float,
        half_life: float,
        omega: Mapping[Kind, float],
        n: int | None = None,
        place: NDArray[np.int32] | None = None,
    ) -> Sheaf:
        """Added up for each ordered pair, each act worth ω · 2^(-age / half-life) at `now`.

        With `place`, member i stands at ``place[i]`` of n.

        Raises
        ------
        ValueError
            The half-life is not positive.
        """
        require_half_life(half_life)
        direct, group = self.direct, self.group
        per_kind = np.array([omega[kind] for kind in KINDS], dtype=np.float64)
        worth = per_kind[direct.kind]
        source, target, at, kind = direct.source, direct.target, direct.at, direct.kind
        if len(group):
            shared = per_kind[group.kind] / np.maximum(group.group_size - 1, 1)
            source = np.concatenate([source, group.source, group.target])
            target = np.concatenate([target, group.target, group.source])
            at = np.concatenate([at, group.at, group.at])
            kind = np.concatenate([kind, group.kind, group.kind])
            worth = np.concatenate([worth, shared, shared])
        faded = at - now
        faded /= half_life
        worth *= np.exp2(faded, out=faded)
        del faded
        if place is not None:
            source, target = place[source], place[target]
        return gathered(len(direct.members) if n is None else n, source, target, worth, at, kind)


def require_half_life(half_life: float) -> None:
    """Refuse what nothing can fade by.

    Raises
    ------
    ValueError
        The half-life is not positive.
    """
    if not half_life > 0:
        raise ValueError("the half-life must be positive")


def marks(group: Interactions) -> NDArray[np.uint64]:
    """(rows,) 64 bits that hang on the two members' ids, the kind, the moment and the size.

    Ten million differ from each other but for a chance of 3 in a million.
    """
    wanted = np.zeros(len(group.members), dtype=np.bool_)
    wanted[group.source] = wanted[group.target] = True
    each = tokens(group.members, wanted)
    pair = each[group.source] + each[group.target]
    moment = (group.at + 0.0).view(np.uint64)
    act = group.kind.astype(np.uint64) << np.uint64(32) | group.group_size.astype(np.uint64)
    return stirred(stirred(stirred(pair) ^ moment) ^ act)
