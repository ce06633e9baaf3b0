"""Ids of any sort given places from 0 on, while they stream by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.members import Labels

PLAIN = 1 << 23  # ids below it are places themselves


class Names:
    """Ids that are text: places in the order of first appearance."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.places)

    def place(self, name: str) -> int:
        """The place of one id."""
        return self.places.setdefault(name, len(self.places))

    def code(self, names: Sequence[str]) -> NDArray[np.int32]:
        """The places of several."""
        return np.array([self.place(name) for name in names], dtype=np.int32)

    @property
    def members(self) -> Sequence[str]:
        """The ids by place."""
        return tuple(self.places)

    def sorted_places(self, seen: NDArray[np.bool_]) -> tuple[Sequence[str], NDArray[np.int32]]:
        """The ids seen, in their order, and where each place went; -1 for one not seen."""
        names = self.members
        order = sorted(np.flatnonzero(seen).tolist(), key=names.__getitem__)
        place = np.full(len(seen), -1, dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        return tuple(names[old] for old in order), place


class _Known(NamedTuple):
    """Sorted ids and their places; replaced as one, for another thread may be reading."""

    numbers: NDArray[np.int64]
    places: NDArray[np.int32]


class Numbers:
    """Ids that are whole numbers: small ones are their own places, others are looked up."""

    def __init__(self) -> None:
        self._size = 0  # places, as long as each is its id
        self._known: _Known | None = None

    def __len__(self) -> int:
        """How many places there are."""
        return self._size if self._known is None else len(self._known.numbers)

    def code(self, ids: NDArray[np.int64]) -> NDArray[np.int32]:
        """The places of several."""
        if not len(ids):
            return np.empty(0, dtype=np.int32)
        known = self._known
        if known is None:
            if ids.min() >= 0 and ids.max() < PLAIN:
                self._size = max(self._size, int(ids.max()) + 1)
                return ids.astype(np.int32)
            plain = np.arange(self._size, dtype=np.int64)
            known = _Known(plain, plain.astype(np.int32))
        fresh = np.setdiff1d(ids, known.numbers)
        size = len(known.numbers)
        more = np.arange(size, size + len(fresh), dtype=np.int32)
        where = np.searchsorted(known.numbers, fresh)
        known = self._known = _Known(
            np.insert(known.numbers, where, fresh), np.insert(known.places, where, more)
        )
        return known.places[np.searchsorted(known.numbers, ids)]

    @property
    def members(self) -> Sequence[str]:
        """The ids by place."""
        return Labels(self._by_place)

    @property
    def _by_place(self) -> NDArray[np.int64]:
        known = self._known
        if known is None:
            return np.arange(self._size, dtype=np.int64)
        numbers = np.empty(len(known.numbers), dtype=np.int64)
        numbers[known.places] = known.numbers
        return numbers

    def sorted_places(self, seen: NDArray[np.bool_]) -> tuple[Sequence[str], NDArray[np.int32]]:
        """The ids seen, in their order, and where each place went; -1 for one not seen."""
        numbers = self._by_place
        order = np.flatnonzero(seen)
        order = order[np.argsort(numbers[order], kind="stable")]
        place = np.full(len(seen), -1, dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        return Labels(numbers[order]), place


Numbering = Names | Numbers


def ranked(numbering: Numbering, *columns: NDArray[Any]) -> tuple[Sequence[str], NDArray[np.int32]]:
    """The ids that columns of places name, in their order, and where each place went."""
    seen = np.zeros(len(numbering), dtype=np.bool_)
    for column in columns:
        seen[column] = True
    return numbering.sorted_places(seen)
