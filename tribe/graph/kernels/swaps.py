"""Swaps of the ends of two edges: every degree stays, all else comes to be as chance has it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, below, bits
from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.keys import Table, holds, pair_key, put, room, take

Ends = NDArray[np.int32]


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
    table, shift = room(len(u))
    some = wanted is not None
    enough = trials if wanted is None else wanted
    done: int = _swap(u, v, directed, trials, enough, some, state, table, shift)
    return done


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
        put(table, shift, pair_key(u[edge], v[edge], directed))
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
        first, second = pair_key(a, d, directed), pair_key(c, b, directed)
        if holds(table, shift, first) or holds(table, shift, second):
            continue
        take(table, shift, pair_key(a, b, directed))
        take(table, shift, pair_key(c, d, directed))
        put(table, shift, first)
        put(table, shift, second)
        v[one] = d
        u[other], v[other] = c, b
        done += 1
    return done


def turn(indptr: NDArray[np.int64], targets: Ends, trials: int, wanted: int, state: State) -> int:
    """Turn the middle of paths of three edges round, `targets` in place, and count those done.

    a → b → c → d becomes a → c → b → d unless an edge would be there twice or be a loop. Each
    trial begins at an edge that chance gives; it ends when `wanted` are done.
    """
    table, shift = room(len(targets))
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
            put(table, shift, pair_key(a, targets[slot], True))
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
        ac, bd, cb = pair_key(a, c, True), pair_key(b, d, True), pair_key(c, b, True)
        if holds(table, shift, ac) or holds(table, shift, bd) or holds(table, shift, cb):
            continue
        take(table, shift, pair_key(a, b, True))
        take(table, shift, pair_key(b, c, True))
        take(table, shift, pair_key(c, d, True))
        put(table, shift, ac)
        put(table, shift, bd)
        put(table, shift, cb)
        targets[first], targets[second], targets[third] = c, d, b
        done += 1
    return done
