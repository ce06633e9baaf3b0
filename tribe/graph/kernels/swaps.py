"""Swaps of the ends of two edges: every degree stays, all else comes to be as chance has it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, below, bits
from tribe.graph.kernels.compiling import kernel

Ends = NDArray[np.int32]
Table = NDArray[np.int64]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_NOTHING = np.int64(-1)


@kernel
def _key(a: int, b: int, directed: bool) -> np.int64:
    if not directed and a > b:
        a, b = b, a
    key: np.int64 = (np.int64(a) << 32) | np.int64(b)
    return key


@kernel
def _home(table: Table, shift: np.uint64, key: np.int64) -> np.int64:
    return np.int64((np.uint64(key) * _SPREAD) >> shift)


@kernel
def _holds(table: Table, shift: np.uint64, key: np.int64) -> bool:
    place, mask = _home(table, shift, key), len(table) - 1
    while table[place] != _NOTHING:
        if table[place] == key:
            return True
        place = (place + 1) & mask
    return False


@kernel
def _put(table: Table, shift: np.uint64, key: np.int64) -> None:
    place, mask = _home(table, shift, key), len(table) - 1
    while table[place] != _NOTHING:
        place = (place + 1) & mask
    table[place] = key


@kernel
def _take(table: Table, shift: np.uint64, key: np.int64) -> None:
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


def swap(
    u: Ends, v: Ends, directed: bool, trials: int, state: State, wanted: int | None = None
) -> int:
    """Try `trials` swaps of two edges' ends, in place, and count those done.

    Edges a–b and c–d become a–d and c–b (undirected ones are turned round by chance first),
    unless that would make a loop or an edge twice. A trial that fails is a step of the chain
    too, so that every network with these degrees comes to be as likely.

    `u`, `v` are (m,) int32: both ends of each edge, no loop, none twice. With `wanted` it
    ends when so many are done, and only trials count whose four ends are four nodes.
    """
    table, shift = _room(len(u))
    some = wanted is not None
    enough = trials if wanted is None else wanted
    done: int = _swap(u, v, directed, trials, enough, some, state, table, shift)
    return done


def _room(m: int) -> tuple[Table, np.uint64]:
    bits = max(2, (2 * m - 1).bit_length())
    # numpy asks for large pages, which Numba's own arrays do not get
    return np.full(2**bits, _NOTHING, dtype=np.int64), np.uint64(64 - bits)


@kernel
def _swap(
    u: Ends,
    v: Ends,
    directed: bool,
    trials: int,
    wanted: int,
    lenient: bool,
    state: State,
    table: Table,
    shift: np.uint64,
) -> int:
    m = len(u)
    if m < 2:
        return 0
    for edge in range(m):
        _put(table, shift, _key(u[edge], v[edge], directed))
    done, tried = 0, 0
    while tried < trials and done < wanted:
        one, other = below(state, m), below(state, m)
        if one == other:
            tried += not lenient
            continue
        a, b, c, d = u[one], v[one], u[other], v[other]
        if not directed and bits(state) >> np.uint64(63):
            c, d = d, c
        if a == d or c == b:
            tried += not lenient
            continue
        tried += 1
        first, second = _key(a, d, directed), _key(c, b, directed)
        if _holds(table, shift, first) or _holds(table, shift, second):
            continue
        _take(table, shift, _key(a, b, directed))
        _take(table, shift, _key(c, d, directed))
        _put(table, shift, first)
        _put(table, shift, second)
        v[one] = d
        u[other], v[other] = c, b
        done += 1
    return done


def turn(indptr: NDArray[np.int64], targets: Ends, trials: int, wanted: int, state: State) -> int:
    """Turn the middle of paths of three edges round, `targets` in place, and count those done.

    a → b → c → d becomes a → c → b → d unless an edge would be there twice or be a loop. Each
    trial begins at an edge that chance gives; it ends when `wanted` are done.
    """
    table, shift = _room(len(targets))
    done: int = _turn(indptr, targets, trials, wanted, state, table, shift)
    return done


@kernel
def _turn(
    indptr: NDArray[np.int64],
    targets: Ends,
    trials: int,
    wanted: int,
    state: State,
    table: Table,
    shift: np.uint64,
) -> int:
    m = len(targets)
    source = np.empty(m, dtype=np.int32)
    for a in range(len(indptr) - 1):
        for slot in range(indptr[a], indptr[a + 1]):
            source[slot] = a
            _put(table, shift, _key(a, targets[slot], True))
    done, tried = 0, 0
    while tried < trials and done < wanted and m:
        tried += 1
        first = below(state, m)
        a, b = source[first], targets[first]
        if a == b or indptr[b] == indptr[b + 1]:
            continue
        second = indptr[b] + below(state, indptr[b + 1] - indptr[b])
        c = targets[second]
        if b == c or indptr[c] == indptr[c + 1]:
            continue
        third = indptr[c] + below(state, indptr[c + 1] - indptr[c])
        d = targets[third]
        if c == d:
            continue
        ac, bd, cb = _key(a, c, True), _key(b, d, True), _key(c, b, True)
        if _holds(table, shift, ac) or _holds(table, shift, bd) or _holds(table, shift, cb):
            continue
        _take(table, shift, _key(a, b, True))
        _take(table, shift, _key(b, c, True))
        _take(table, shift, _key(c, d, True))
        _put(table, shift, ac)
        _put(table, shift, bd)
        _put(table, shift, cb)
        targets[first], targets[second], targets[third] = c, d, b
        done += 1
    return done
