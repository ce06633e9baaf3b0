"""Acts added up pair by pair: the arrays of ties, before anyone says whose they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.kinds import KINDS

LARGE = 100_000  # acts from which compiled loops pay for their loading
STRETCH = 4_000_000  # acts that are sorted at once
WIDE = 64  # bits of a key


@dataclass(frozen=True, eq=False)
class Sheaf:
    """Ties in rows, without their members: what `Ties` is made of and updated with.

    Attributes
    ----------
    indptr : (n + 1,) int64
    targets : (ties,) int32
    weights, first, last : (ties,) float64
    kinds : (ties, kinds) unsigned integers
        How many acts of each kind, as narrow as they fit.
    """

    indptr: NDArray[np.int64]
    targets: NDArray[np.int32]
    weights: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    kinds: NDArray[Any]

    @property
    def n(self) -> int:
        """How many rows there are."""
        return len(self.indptr) - 1

    @property
    def sources(self) -> NDArray[np.int32]:
        """(ties,) whose row each tie lies in."""
        return np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.indptr))

    @classmethod
    def empty(cls, n: int) -> Sheaf:
        """No tie among n members."""
        none = np.empty(0)
        kinds = np.empty((0, len(KINDS)), dtype=np.uint8)
        indptr = np.zeros(n + 1, dtype=np.int64)
        return cls(indptr, none.astype(np.int32), none.copy(), none.copy(), none.copy(), kinds)

    def widened(self, n: int) -> Sheaf:
        """The same with empty rows up to n."""
        if n == self.n:
            return self
        more = np.full(n - self.n, self.indptr[-1])
        indptr = np.concatenate([self.indptr, more])
        return Sheaf(indptr, self.targets, self.weights, self.first, self.last, self.kinds)

    def scaled(self, factor: float) -> Sheaf:
        """The same at another moment: every weight times one factor."""
        if factor == 1:
            return self
        weights = self.weights * factor
        return Sheaf(self.indptr, self.targets, weights, self.first, self.last, self.kinds)

    def columns(
        self, wide: Any
    ) -> tuple[
        NDArray[np.int32],
        NDArray[np.float64],
        NDArray[np.float64],
        NDArray[np.float64],
        NDArray[Any],
    ]:
        """Everything but where the rows begin; kinds as `wide` integers."""
        kinds = self.kinds.astype(wide, copy=False)
        return self.targets, self.weights, self.first, self.last, kinds

    def merged(self, other: Sheaf) -> Sheaf:
        """The ties of both; weights and acts of a pair are added."""
        held = Growing()
        held.merge(self)
        held.merge(other)
        return held.taken()

    def renumbered(self, place: NDArray[np.int32], n: int) -> Sheaf:
        """The same ties where member i is called ``place[i]``, of n; -1 leaves a member out."""
        moves = bool(np.any(np.diff(place[place >= 0]) <= 0))
        stays = place >= 0
        if not moves and int(np.diff(self.indptr)[stays].sum()) == len(self.targets):
            target = place[self.targets]
            if not np.any(target < 0):  # only members without ties are left out
                indptr = np.concatenate([self.indptr[:1], self.indptr[1:][stays]])
                return Sheaf(indptr, target, self.weights, self.first, self.last, self.kinds)
        source, target = place[self.sources], place[self.targets]
        kept = np.flatnonzero((source >= 0) & (target >= 0))
        source, target = source[kept], target[kept]
        if moves:
            order = np.lexsort((target, source))
            source, target, kept = source[order], target[order], kept[order]
        return Sheaf(
            np.searchsorted(source, np.arange(n + 1)).astype(np.int64),
            target,
            self.weights[kept],
            self.first[kept],
            self.last[kept],
            self.kinds[kept],
        )


class Growing:
    """Ties that others are merged into where they lie, so that they are in memory once."""

    def __init__(self) -> None:
        self.sheaf = Sheaf.empty(0)

    def taken(self) -> Sheaf:
        """The ties; nothing is held any more."""
        sheaf, self.sheaf = self.sheaf, Sheaf.empty(0)
        return replace(sheaf, kinds=narrow(sheaf.kinds))

    def fade(self, factor: float) -> None:
        """Every weight times one factor."""
        weights = self.sheaf.weights
        weights *= factor

    def merge(self, other: Sheaf) -> None:
        """Add the ties of another; `other` is left as it is."""
        n = max(self.sheaf.n, other.n)
        held, other = self.sheaf.widened(n), other.widened(n)
        if not len(other.targets):
            self.sheaf = held
            return
        indptr = kernels.gathering.count_merged(
            held.indptr, held.targets, other.indptr, other.targets
        )
        most = int(held.kinds.max(initial=0)) + int(other.kinds.max(initial=0))
        columns = held.columns(np.min_scalar_type(most))
        ties = int(indptr[-1])
        self.sheaf = Sheaf.empty(0)
        for column in columns:
            column.resize((ties, *column.shape[1:]), refcheck=False)
        kernels.gathering.merge(
            held.indptr, indptr, columns, other.indptr, other.columns(columns[-1].dtype)
        )
        self.sheaf = Sheaf(indptr, *columns)


def gathered(
    n: int,
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    worth: NDArray[np.float64],
    at: NDArray[np.float64],
    kind: NDArray[np.int8],
) -> Sheaf:
    """Acts among n members, in any order, added up for each ordered pair."""
    if not len(source):
        return Sheaf.empty(n)
    if len(source) < LARGE:
        return _gathered_by_sorting(n, source, target, worth, at, kind)
    # in stretches of sources that fit a cache, and whose keys fit 64 bits
    upto = np.cumsum(np.bincount(source, minlength=n))
    stretches = [(0, n)]
    parts = []
    while stretches:
        low, high = stretches.pop()
        before = int(upto[low - 1]) if low else 0
        acts = int(upto[high - 1]) - before
        wide = (high - low).bit_length() + n.bit_length() + acts.bit_length() > WIDE
        if high - low > 1 and (wide or acts > STRETCH):
            middle = int(np.searchsorted(upto, before + acts // 2)) + 1
            middle = min(max(middle, low + 1), high - 1)
            stretches += [(middle, high), (low, middle)]
        elif acts == len(source):
            parts.append(_stretch(n, low, high, source, target, worth, at, kind))
        else:
            rows = np.flatnonzero((source >= low) & (source < high))
            columns = (source[rows], target[rows], worth[rows], at[rows], kind[rows])
            parts.append(_stretch(n, low, high, *columns))
    return parts[0] if len(parts) == 1 else _stacked(parts)


def _stretch(
    n: int,
    low: int,
    high: int,
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    worth: NDArray[np.float64],
    at: NDArray[np.float64],
    kind: NDArray[np.int8],
) -> Sheaf:
    """The rows of the sources from `low` to just before `high`."""
    act_bits, target_bits = len(source).bit_length(), n.bit_length()
    keys = source.astype(np.int64)
    keys -= low
    keys <<= target_bits
    keys |= target
    keys <<= act_bits
    keys |= np.arange(len(source), dtype=np.int32)
    keys = keys.view(np.uint64)
    keys.sort()
    pairs, most = kernels.gathering.count_runs(keys, act_bits)
    kinds = np.zeros((pairs, len(KINDS)), dtype=np.min_scalar_type(most))
    counted = np.zeros(high - low + 1, dtype=np.int64)
    targets, weights, first, last = kernels.gathering.add_up(
        keys, act_bits, target_bits, (worth, at, kind), most, counted[1:], kinds
    )
    return Sheaf(np.cumsum(counted), targets, weights, first, last, narrow(kinds))


def _stacked(parts: list[Sheaf]) -> Sheaf:
    """Stretches of rows, one after the other."""
    counted = np.concatenate([[0], *(np.diff(part.indptr) for part in parts)])
    return Sheaf(
        np.cumsum(counted).astype(np.int64),
        np.concatenate([part.targets for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.kinds for part in parts]),
    )


def _gathered_by_sorting(
    n: int,
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    worth: NDArray[np.float64],
    at: NDArray[np.float64],
    kind: NDArray[np.int8],
) -> Sheaf:
    # sorted by worth too, so that the sums do not depend on the order of the rows
    order = np.lexsort((worth, target, source))
    keys = source[order].astype(np.int64) * n + target[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    runs = np.diff(starts, append=len(keys))
    tie = np.repeat(np.arange(len(starts)), runs)
    counted = np.bincount(tie * len(KINDS) + kind[order], minlength=len(starts) * len(KINDS))
    return Sheaf(
        np.searchsorted(keys[starts] // n, np.arange(n + 1)).astype(np.int64),
        (keys[starts] % n).astype(np.int32),
        np.add.reduceat(worth[order], starts),
        np.minimum.reduceat(at[order], starts),
        np.maximum.reduceat(at[order], starts),
        narrow(counted.reshape(-1, len(KINDS))),
    )


def narrow(kinds: NDArray[Any]) -> NDArray[Any]:
    """The same counts in the smallest unsigned integers that hold them."""
    return kinds.astype(np.min_scalar_type(int(kinds.max(initial=0))), copy=False)
