"""Places in acts given to other members: who did what with how many stays, with whom is by lot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, below
from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.keys import holds, pair_key, put, room, take

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


def exchange(
    state: State,
    times: int,
    holder: Int32,
    context: Int32,
    starts: Int64,
    at: Float64,
    begin: Float64,
    order: Int32,
    bounds: Int64,
    ties: int,
    thread: Int32,
    writers: Int64,
    writer: Int32,
    since: Float64,
) -> int:
    """Try to let two places of one stratum exchange their members, in place; how many did.

    A trial fails, as a step of the chain that stays, where one of both would be in a context
    twice, at a moment at which they were not there, or in a thread before they were in it; or
    two ties would be of one pair. Each table that can be reached is as likely. Strata have their
    turns one after another, so that what a trial looks at is near.

    Parameters
    ----------
    state : (4,) uint64
    times : int
        How often the strata are gone through; each time one has a trial for each of its places.
    holder : (places,) int32
        Which member holds each place; changed.
    context : (places,) int32
        Which tie, act or gathering a place belongs to.
    starts : (contexts + 1,) int64
        The places of context c are ``starts[c]:starts[c + 1]``.
    at : (places,) float64
        From when the member of a place must be there.
    begin : (n,) float64
        From when each member is there.
    order : (movable,) int32
        The places that may be given to others, by stratum.
    bounds : (strata + 1,) int64
        Stratum s is ``order[bounds[s]:bounds[s + 1]]``.
    ties : int
        The first so many contexts have two places, and none two the same members.
    thread : (places,) int32
        The thread within which a place is exchanged, -1 for none.
    writers : (threads + 1,) int64
        Those of thread t are ``writer[writers[t]:writers[t + 1]]``, ascending.
    writer : (writers,) int32
    since : (writers,) float64
        From when each of them is in it.
    """
    table, shift = room(ties)
    done: int = _exchange(
        state, times, holder, context, starts, at, begin, order, bounds,
        ties, thread, writers, writer, since, table, shift,
    )  # fmt: skip
    return done


@kernel
def _exchange(  # type: ignore[no-untyped-def]
    state, times, holder, context, starts, at, begin, order, bounds, ties,
    thread, writers, writer, since, table, shift,
):  # fmt: skip
    for tie in range(ties):
        put(table, shift, pair_key(holder[2 * tie], holder[2 * tie + 1], False))
    done = 0
    for _ in range(times):
        for one in range(len(bounds) - 1):
            low, size = bounds[one], bounds[one + 1] - bounds[one]
            for _ in range(size):
                a, b = order[low + below(state, size)], order[low + below(state, size)]
                x, y, ca, cb = holder[a], holder[b], context[a], context[b]
                if x == y or ca == cb:
                    continue
                if thread[a] >= 0:
                    # a stratum has places of one thread
                    start, end = writers[thread[a]], writers[thread[a] + 1]
                    first = start + np.searchsorted(writer[start:end], y)
                    other = start + np.searchsorted(writer[start:end], x)
                    if at[a] < since[first] or at[b] < since[other]:
                        continue
                elif at[a] < begin[y] or at[b] < begin[x]:
                    continue
                if ca < ties:
                    # both are ties: a stratum has places of one kind
                    p, q = holder[a ^ 1], holder[b ^ 1]
                    if p == y or q == x:
                        continue
                    py, qx = pair_key(p, y, False), pair_key(q, x, False)
                    if py == qx or holds(table, shift, py) or holds(table, shift, qx):
                        continue
                    take(table, shift, pair_key(p, x, False))
                    take(table, shift, pair_key(q, y, False))
                    put(table, shift, py)
                    put(table, shift, qx)
                elif _is_in(holder, starts[ca], starts[ca + 1], y) or _is_in(
                    holder, starts[cb], starts[cb + 1], x
                ):
                    continue
                holder[a], holder[b] = y, x
                done += 1
    return done


@kernel
def _is_in(holder: Int32, low: int, high: int, member: int) -> bool:
    for place in range(low, high):  # noqa: SIM110 (compiled: a generator would not be)
        if holder[place] == member:
            return True
    return False


@kernel
def pairs(n: int, source: Int32, target: Int32, worth: Float64) -> tuple[Int32, Int32, Float64]:
    """Both ends of each pair that acts, once, the lower first, and what its acts are worth.

    In order of the lower end; what is towards oneself is left out.

    Parameters
    ----------
    source, target : (acts,) int32
    worth : (acts,) float64
    """
    starts = np.zeros(n + 1, dtype=np.int64)
    for act in range(len(source)):
        starts[min(source[act], target[act]) + 1] += 1
    for member in range(n):
        starts[member + 1] += starts[member]
    free = starts[:-1].copy()
    other = np.empty(len(source), dtype=np.int32)
    value = np.empty(len(source), dtype=np.float64)
    for act in range(len(source)):
        low = min(source[act], target[act])
        other[free[low]] = max(source[act], target[act])
        value[free[low]] = worth[act]
        free[low] += 1
    u = np.empty(len(source), dtype=np.int32)
    v = np.empty(len(source), dtype=np.int32)
    total = np.empty(len(source), dtype=np.float64)
    seen = np.full(n, -1, dtype=np.int64)
    found = 0
    for member in range(n):
        first = found
        for place in range(starts[member], starts[member + 1]):
            high = other[place]
            if high == member:
                continue
            if seen[high] < first:
                seen[high] = found
                u[found], v[found], total[found] = member, high, 0.0
                found += 1
            total[seen[high]] += value[place]
    return u[:found].copy(), v[:found].copy(), total[:found].copy()


@kernel
def met(n: int, source: Int32, target: Int32, month: Int32) -> tuple[Int32, Int32, Int32]:
    """Both ends of each pair that acts, once, and the first month in which it does.

    The lower end first, by it and then by the other; what is towards oneself is left out.

    Parameters
    ----------
    source, target, month : (acts,) int32
    """
    starts, ends = np.zeros(n + 1, dtype=np.int64), np.zeros(n + 1, dtype=np.int64)
    for act in range(len(source)):
        if source[act] != target[act]:
            starts[min(source[act], target[act]) + 1] += 1
            ends[max(source[act], target[act]) + 1] += 1
    for member in range(n):
        starts[member + 1] += starts[member]
        ends[member + 1] += ends[member]
    by_high = np.empty(ends[n], dtype=np.int32)
    for act in range(len(source)):
        if source[act] != target[act]:
            high = max(source[act], target[act])
            by_high[ends[high]] = act
            ends[high] += 1
    u, v, first = np.empty_like(by_high), np.empty_like(by_high), np.empty_like(by_high)
    for act in by_high:
        low, high = min(source[act], target[act]), max(source[act], target[act])
        place = starts[low]
        u[place], v[place], first[place] = low, high, month[act]
        starts[low] += 1
    found = 0
    for place in range(len(u)):
        if found and u[found - 1] == u[place] and v[found - 1] == v[place]:
            first[found - 1] = min(first[found - 1], first[place])
            continue
        u[found], v[found], first[found] = u[place], v[place], first[place]
        found += 1
    return u[:found].copy(), v[:found].copy(), first[:found].copy()
