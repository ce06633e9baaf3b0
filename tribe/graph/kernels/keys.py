"""A set of whole numbers that grows and shrinks within a kernel, by open addressing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel

Table = NDArray[np.int64]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_NOTHING = np.int64(-1)


def room(m: int) -> tuple[Table, np.uint64]:
    """An empty table for `m` keys, and the shift that its functions are given."""
    bits = max(2, (2 * m - 1).bit_length())
    # numpy asks for large pages, which Numba's own arrays do not get
    return np.full(2**bits, _NOTHING, dtype=np.int64), np.uint64(64 - bits)


@kernel
def pair_key(a: int, b: int, directed: bool) -> np.int64:
    """One number for a pair of nodes, 0 or more; the same for both orders unless `directed`."""
    if not directed and a > b:
        a, b = b, a
    key: np.int64 = (np.int64(a) << 32) | np.int64(b)
    return key


@kernel
def _home(table: Table, shift: np.uint64, key: np.int64) -> np.int64:
    return np.int64((np.uint64(key) * _SPREAD) >> shift)


@kernel
def holds(table: Table, shift: np.uint64, key: np.int64) -> bool:
    """Whether a key is in the table."""
    place, mask = _home(table, shift, key), len(table) - 1
    while table[place] != _NOTHING:
        if table[place] == key:
            return True
        place = (place + 1) & mask
    return False


@kernel
def put(table: Table, shift: np.uint64, key: np.int64) -> None:
    """Put in a key that is not there."""
    place, mask = _home(table, shift, key), len(table) - 1
    while table[place] != _NOTHING:
        place = (place + 1) & mask
    table[place] = key


@kernel
def take(table: Table, shift: np.uint64, key: np.int64) -> None:
    """Take out a key that is there."""
    place, mask = _home(table, shift, key), len(table) - 1
    while table[place] != key:
        place = (place + 1) & mask
    after = place
    while True:
        after = (after + 1) & mask
        if table[after] == _NOTHING:
            break
        home = _home(table, shift, table[after])
        if ((after - home) & mask) >= ((after - place) & mask):
            table[place] = table[after]
            place = after
    table[place] = _NOTHING
