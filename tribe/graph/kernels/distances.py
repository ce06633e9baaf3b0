"""Distances: one breadth-first search, sixty-four of them in one pass, and Dijkstra.

Rows are CSR: the slots of node i are ``indptr[i]:indptr[i + 1]``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import inlined, kernel

Floats = NDArray[np.float64]
Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]
Words = NDArray[np.uint64]

LANES = 64
BROAD = 4  # a front is broad when its rows hold more than this part of all slots
FAR = -1  # the steps to a node that is not reached


@kernel
def steps_from(
    indptr: Pointers, indices: Nodes, source: int, until: int, limit: int
) -> tuple[Nodes, Nodes]:
    """Breadth first: the nodes in the order they are reached, and (n,) steps to each, or `FAR`.

    Stops at `limit` steps, or when `until` is reached (-1: never).
    """
    n = len(indptr) - 1
    steps = np.full(n, FAR, dtype=np.int32)
    queue = np.empty(n, dtype=np.int32)
    queue[0] = source
    steps[source] = 0
    taken, end = 0, 1
    while taken < end and steps[queue[taken]] < limit:
        v = queue[taken]
        taken += 1
        for slot in range(indptr[v], indptr[v + 1]):
            w = np.uint32(indices[slot])
            if steps[w] == FAR:
                steps[w] = steps[v] + 1
                queue[end] = w
                end += 1
                if w == until:
                    return queue[:end], steps
    return queue[:end], steps


@kernel
def steps_between(
    out: Pointers, targets: Nodes, into: Pointers, origins: Nodes, source: int, target: int
) -> int:
    """The steps from one node to another, or `FAR`; searched from both, the shorter front first."""
    if source == target:
        return 0
    n = len(out) - 1
    steps = np.full((2, n), FAR, dtype=np.int32)
    queues = np.empty((2, n), dtype=np.int32)
    begin, end = np.zeros(2, dtype=np.int64), np.ones(2, dtype=np.int64)
    queues[0, 0], queues[1, 0] = source, target
    steps[0, source] = steps[1, target] = 0
    while begin[0] < end[0] and begin[1] < end[1]:
        side = 0 if end[0] - begin[0] <= end[1] - begin[1] else 1
        nearest, last = n, end[side]
        for place in range(begin[side], end[side]):
            v = queues[side, place]
            first, past = (out[v], out[v + 1]) if side == 0 else (into[v], into[v + 1])
            for slot in range(first, past):
                w = targets[slot] if side == 0 else origins[slot]
                if steps[side, w] != FAR:
                    continue
                steps[side, w] = steps[side, v] + 1
                queues[side, last] = w
                last += 1
                if steps[1 - side, w] != FAR:
                    nearest = min(nearest, steps[0, w] + steps[1, w])
        if nearest < n:
            return nearest
        begin[side], end[side] = end[side], last
    return FAR


@inlined
def ones_of(word: int) -> int:
    """How many bits of a 64-bit word are set."""
    w = np.uint64(word)
    w -= (w >> np.uint64(1)) & np.uint64(0x5555555555555555)
    w = (w & np.uint64(0x3333333333333333)) + ((w >> np.uint64(2)) & np.uint64(0x3333333333333333))
    w = (w + (w >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((w * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def push(
    out: Pointers,
    targets: Nodes,
    front: Nodes,
    size: int,
    here: Words,
    there: Words,
    seen: Words,
    ahead: Nodes,
) -> int:
    """Go one step on from each node of the front; how many nodes are ahead."""
    found, none = 0, np.uint64(0)
    for place in range(size):
        v = front[place]
        carried = here[v]
        here[v] = none
        for slot in range(out[v], out[v + 1]):
            w = np.uint32(targets[slot])
            new = carried & ~seen[w]
            if new:
                if there[w] == none:
                    ahead[found] = w
                    found += 1
                there[w] |= new
    return found


@kernel
def pull(
    into: Pointers,
    origins: Nodes,
    front: Nodes,
    size: int,
    here: Words,
    there: Words,
    seen: Words,
    full: np.uint64,
    ahead: Nodes,
) -> int:
    """The same from a broad front: each node that somebody misses looks back for who reaches it."""
    found, none = 0, np.uint64(0)
    for w in range(len(seen)):
        missing = full & ~seen[w]
        if missing == none:
            continue
        reached = none
        for slot in range(into[w], into[w + 1]):
            reached |= here[np.uint32(origins[slot])]
            if reached & missing == missing:
                break
        there[w] = reached & missing
        if there[w]:
            ahead[found] = w
            found += 1
    for place in range(size):
        here[front[place]] = none
    return found


@kernel
def steps_to_all(
    out: Pointers, targets: Nodes, into: Pointers, origins: Nodes, sources: Pointers
) -> tuple[Pointers, Pointers, Floats, Pointers]:
    """For each node, over the sources that reach it: how many, Σ d, Σ 1/d, and the largest d.

    Sixty-four sources go together, one bit each (Then et al. 2014), and where their front is
    broad the others look back for it (Beamer et al. 2012), if `origins` are given: they may be
    empty. A source reaches itself in no step, which adds to the first number only. Sources must
    differ from each other.
    """
    n = len(out) - 1
    count, total = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    inverse, largest = np.zeros(n), np.zeros(n, dtype=np.int64)
    seen, here = np.zeros(n, dtype=np.uint64), np.zeros(n, dtype=np.uint64)
    there = np.zeros(n, dtype=np.uint64)
    front, ahead = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    none = np.uint64(0)
    for first in range(0, len(sources), LANES):
        seen[:] = none
        size = min(LANES, len(sources) - first)
        full = none
        for lane in range(size):
            s = sources[first + lane]
            front[lane] = s
            here[s] = np.uint64(1) << np.uint64(lane)
            seen[s] = here[s]
            full |= here[s]
            count[s] += 1
        steps = 0
        while size:
            steps += 1
            slots = 0
            for place in range(size):
                slots += out[front[place] + 1] - out[front[place]]
            if slots * BROAD < len(targets) or len(origins) < len(targets):
                found = push(out, targets, front, size, here, there, seen, ahead)
            else:
                found = pull(into, origins, front, size, here, there, seen, full, ahead)
            for place in range(found):
                w = ahead[place]
                seen[w] |= there[w]
                many = ones_of(there[w])
                count[w] += many
                total[w] += many * steps
                inverse[w] += many / steps
                largest[w] = max(largest[w], steps)
            front, ahead = ahead, front
            here, there = there, here
            size = found
    return count, total, inverse, largest


@inlined
def comes_before(key: float, turn: int, other_key: float, other_turn: int) -> bool:
    """Whether one is nearer than another, or as near and was found earlier."""
    return bool(key < other_key or (key == other_key and turn < other_turn))


@inlined
def rise(heap: Nodes, keys: Floats, turns: Pointers, where: Nodes, place: int) -> None:
    """Let a node that came nearer rise to its place in a heap of fours.

    Keys and turns lie beside the nodes, in the order of the heap, so that what is compared is
    near in memory; `where` says where each node is.
    """
    node, key, turn = heap[place], keys[place], turns[place]
    while place:
        above = (place - 1) >> 2
        if not comes_before(key, turn, keys[above], turns[above]):
            break
        heap[place], keys[place], turns[place] = heap[above], keys[above], turns[above]
        where[heap[place]] = place
        place = above
    heap[place], keys[place], turns[place] = node, key, turn
    where[node] = place


@inlined
def take_first(heap: Nodes, keys: Floats, turns: Pointers, where: Nodes, size: int) -> int:
    """Take the nearest node from a heap of `size`, and close the gap."""
    taken = int(heap[0])
    size -= 1
    node, key, turn = heap[size], keys[size], turns[size]
    place = 0
    while 4 * place + 1 < size:
        best = 4 * place + 1
        for child in range(best + 1, min(best + 4, size)):
            if comes_before(keys[child], turns[child], keys[best], turns[best]):
                best = child
        if not comes_before(keys[best], turns[best], key, turn):
            break
        heap[place], keys[place], turns[place] = heap[best], keys[best], turns[best]
        where[heap[place]] = place
        place = best
    if size:
        heap[place], keys[place], turns[place] = node, key, turn
        where[node] = place
    return taken


@kernel
def lengths_from(
    indptr: Pointers, indices: Nodes, weights: Floats, sources: Pointers, until: int, cutoff: float
) -> tuple[Nodes, Floats, bool]:
    """Dijkstra: the nodes in the order they are settled, and (n,) the length to each, or inf.

    Stops beyond `cutoff`, or when `until` is settled (-1: never). The last answer is False when
    a settled node could be reached by less, as a weight is negative.
    """
    n = len(indptr) - 1
    lengths, settled = np.full(n, np.inf), np.empty(n, dtype=np.int32)
    heap, keys, turns = np.empty(n, dtype=np.int32), np.empty(n), np.empty(n, dtype=np.int64)
    where = np.full(n, -1, dtype=np.int32)  # -1: not met yet; -2: settled
    size = turn = done = 0
    for s in sources:
        lengths[s] = 0.0
        heap[size], keys[size], turns[size] = s, 0.0, turn
        rise(heap, keys, turns, where, size)
        turn += 1
        size += 1
    while size:
        v = take_first(heap, keys, turns, where, size)
        size -= 1
        where[v] = -2
        settled[done] = v
        done += 1
        if v == until:
            break
        for slot in range(indptr[v], indptr[v + 1]):
            w = indices[slot]
            length = lengths[v] + weights[slot]
            if length > cutoff:
                continue
            if where[w] == -2:
                if length < lengths[w]:
                    return settled[:done], lengths, False
            elif where[w] == -1 or length < lengths[w]:
                lengths[w] = length
                place = where[w]
                if place == -1:
                    place = size
                    size += 1
                heap[place], keys[place], turns[place] = w, length, turn
                turn += 1
                rise(heap, keys, turns, where, place)
    return settled[:done], lengths, True


@kernel
def lengths_to_all(
    indptr: Pointers, indices: Nodes, weights: Floats, sources: Pointers, among: NDArray[np.bool_]
) -> tuple[Pointers, Floats, Floats, Floats, bool]:
    """For each source, over the nodes of `among` it reaches: how many, Σ d, Σ 1/d, and largest d.

    Lengths of 0 add nothing to Σ 1/d. The last answer is False when a weight is negative.
    """
    k = len(sources)
    count, total = np.zeros(k, dtype=np.int64), np.zeros(k)
    inverse, largest = np.zeros(k), np.zeros(k)
    for place in range(k):
        settled, lengths, sound = lengths_from(
            indptr, indices, weights, sources[place : place + 1], -1, np.inf
        )
        if not sound:
            return count, total, inverse, largest, False
        for w in settled:
            if among[w]:
                count[place] += 1
                total[place] += lengths[w]
                largest[place] = max(largest[place], lengths[w])
                if lengths[w] != 0.0:
                    inverse[place] += 1.0 / lengths[w]
    return count, total, inverse, largest, True
