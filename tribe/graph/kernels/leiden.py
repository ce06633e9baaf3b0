"""Groups of nodes that share more weight than their masses alone give: Leiden and Louvain.

Modularity in one form for both kinds of graphs. ``weights`` lie on symmetric rows: the adjacency
of an undirected graph, (A + Aᵀ) / 2 of a directed one; slots of a node with itself count for
nothing and may be left out. ``mass`` is (n, 2): weight out and weight in, the same twice when
undirected; its column sums are the total T. To join group C is worth, but for constants,
w(v, C) - γ (out_v in_C + in_v out_C) / 2T.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, permutation, shuffle, uniform
from tribe.graph.kernels.compiling import kernel

Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]
Weights = NDArray[np.float64]
#: Arrays to work on, so that no call makes them anew: see ``desk_of``.
Desk = tuple[Weights, Nodes, Nodes, NDArray[np.bool_], Nodes, Weights, Weights]

_RANDOMNESS = 0.01
_HAIR = 1e-10
_STRETCH = 4096
_LARGE = 50_000


@kernel
def _nearby_order(order: Nodes, state: State) -> None:
    """Put all nodes into `order` as chance has it, but those of one stretch together.

    Stretches of `_STRETCH` nodes come in a chance order, each shuffled, so that large graphs
    whose groups lie together are read from memory that is near; small ones are one stretch.
    """
    n, end = len(order), 0
    for stretch in permutation(state, (n + _STRETCH - 1) // _STRETCH):
        begin, start = end, stretch * _STRETCH
        for v in range(start, min(start + _STRETCH, n)):
            order[end] = v
            end += 1
        shuffle(state, order[begin:end])


@kernel
def _settle(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    group: Nodes,
    resolution: float,
    state: State,
    desk: Desk,
) -> int:
    """Move single nodes to the group that is worth most until none gains; in place.

    Nodes wait in a queue, at first in a chance order; a node that moves puts those neighbours
    back that are not of its new group. Returns how many moves were made. Labels are 0 to n - 1.
    """
    n = len(indptr) - 1
    scale = resolution / (2.0 * mass[:, 0].sum()) if n else 0.0
    cells, queue, near, waits = desk[0][:n], desk[1][:n], desk[2][:n], desk[3][:n]
    cells[:] = 0.0  # of each group: weight toward it, mass out, mass in, members
    waits[:] = True
    for v in range(n):
        cells[group[v], 1] += mass[v, 0]
        cells[group[v], 2] += mass[v, 1]
        cells[group[v], 3] += 1.0
    empty, free = desk[4][:n], 0
    for label in range(n):
        if cells[label, 3] == 0.0:
            empty[free] = label
            free += 1
    _nearby_order(queue, state)
    first, waiting, moves = 0, n, 0
    while waiting:
        v = queue[first]
        first += 1
        if first == n:
            first = 0
        waiting -= 1
        waits[v] = False
        old = group[v]
        out, into = mass[v, 0], mass[v, 1]
        cells[old, 1] -= out
        cells[old, 2] -= into
        cells[old, 3] -= 1.0
        found = 0
        for slot in range(indptr[v], indptr[v + 1]):
            other = indices[slot]
            if other == v:
                continue
            label = group[other]
            if cells[label, 0] == 0.0:
                near[found] = label
                found += 1
            cells[label, 0] += weights[slot]
        best = old
        worth = cells[old, 0] - scale * (out * cells[old, 2] + into * cells[old, 1])
        worth += _HAIR * (out + into)
        for place in range(found):
            label = near[place]
            gain = cells[label, 0] - scale * (out * cells[label, 2] + into * cells[label, 1])
            cells[label, 0] = 0.0
            if gain > worth:
                best, worth = label, gain
        if worth < 0.0 and cells[old, 3] > 0.0 and free:
            free -= 1
            best = empty[free]
        if cells[old, 3] == 0.0 and best != old:
            empty[free] = old
            free += 1
        cells[best, 1] += out
        cells[best, 2] += into
        cells[best, 3] += 1.0
        if best == old:
            continue
        group[v] = best
        moves += 1
        for slot in range(indptr[v], indptr[v + 1]):
            other = indices[slot]
            if not waits[other] and group[other] != best:
                waits[other] = True
                last = first + waiting
                queue[last if last < n else last - n] = other
                waiting += 1
    return moves


@kernel
def _refine(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    group: Nodes,
    part: Nodes,
    resolution: float,
    state: State,
    desk: Desk,
) -> None:
    """Fill `part` with parts of the groups, each held together from within (Traag 2019).

    Nodes begin alone. In a chance order each that is still alone and well tied to its group
    joins a well-tied part of it, more likely the more that is worth.
    """
    n = len(indptr) - 1
    scale = resolution / (2.0 * mass[:, 0].sum()) if n else 0.0
    cells, order, near, alone = desk[0][:n], desk[1][:n], desk[2][:n], desk[3][:n]
    whole, gains = desk[5][:n], desk[6][:n]
    whole[:] = 0.0
    cells[:] = 0.0  # of each part: weight toward it, mass out, mass in, weight cut
    alone[:] = True
    for v in range(n):
        part[v] = v
        whole[group[v], 0] += mass[v, 0]
        whole[group[v], 1] += mass[v, 1]
        cells[v, 1] = mass[v, 0]
        cells[v, 2] = mass[v, 1]
        for slot in range(indptr[v], indptr[v + 1]):
            other = indices[slot]
            if other != v and group[other] == group[v]:
                cells[v, 3] += weights[slot]
    _nearby_order(order, state)
    for v in order:
        if not alone[v]:
            continue
        mine, out, into = group[v], mass[v, 0], mass[v, 1]
        beyond = out * (whole[mine, 1] - into) + into * (whole[mine, 0] - out)
        if cells[v, 3] < scale * beyond:
            continue
        found = 0
        for slot in range(indptr[v], indptr[v + 1]):
            other = indices[slot]
            if other == v or group[other] != mine:
                continue
            label = part[other]
            if cells[label, 0] == 0.0:
                near[found] = label
                found += 1
            cells[label, 0] += weights[slot]
        best = 0.0
        for place in range(found):
            label = near[place]
            toward, leaves, enters = cells[label, 0], cells[label, 1], cells[label, 2]
            around = leaves * (whole[mine, 1] - enters) + enters * (whole[mine, 0] - leaves)
            gain = toward - scale * (out * enters + into * leaves)
            gains[place] = gain if cells[label, 3] >= scale * around else -1.0
            best = max(best, gains[place])
        # what is worth far less than the best is as good as never chosen
        least = best - 40.0 * _RANDOMNESS
        reach = np.exp(-best / _RANDOMNESS) if least < 0.0 else 0.0
        for place in range(found):
            if gains[place] >= max(least, 0.0):
                gains[place] = np.exp((gains[place] - best) / _RANDOMNESS)
                reach += gains[place]
            else:
                gains[place] = 0.0
        left = uniform(state) * reach
        chosen = v
        for place in range(found):
            if gains[place] > 0.0 and left >= 0.0:
                left -= gains[place]
                if left < 0.0:
                    chosen = near[place]
        if chosen != v:
            part[v] = chosen
            alone[chosen] = False
            cells[chosen, 1] += out
            cells[chosen, 2] += into
            cells[chosen, 3] += cells[v, 3] - 2.0 * cells[chosen, 0]
        for place in range(found):
            cells[near[place], 0] = 0.0


@kernel
def renumber(group: Nodes) -> int:
    """Number the labels 0, 1, … in the order of their first node, in place; how many there are."""
    seen = np.full(len(group), -1, dtype=np.int32)
    count = 0
    for v in range(len(group)):
        if seen[group[v]] < 0:
            seen[group[v]] = count
            count += 1
        group[v] = seen[group[v]]
    return count


@kernel
def gather(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    part: Nodes,
    count: int,
    targets: Nodes,
    sums: Weights,
) -> tuple[Pointers, Nodes, Weights, Weights]:
    """The graph of the parts, in arrays that are given: weights and masses summed, no loops."""
    n = len(indptr) - 1
    starts = np.zeros(count + 1, dtype=np.int64)
    masses = np.zeros((count, 2))
    for v in range(n):
        starts[part[v] + 1] += 1
        masses[part[v], 0] += mass[v, 0]
        masses[part[v], 1] += mass[v, 1]
    for label in range(count):
        starts[label + 1] += starts[label]
    free = starts[:-1].copy()
    nodes = np.empty(n, dtype=np.int32)
    for v in range(n):
        nodes[free[part[v]]] = v
        free[part[v]] += 1
    pointers = np.zeros(count + 1, dtype=np.int64)
    place = np.full(count, -1, dtype=np.int64)
    end = 0
    for label in range(count):
        begin = end
        for member in range(starts[label], starts[label + 1]):
            v = nodes[member]
            for slot in range(indptr[v], indptr[v + 1]):
                other = part[indices[slot]]
                if other == label:
                    continue
                where = place[other]
                if where < begin:
                    place[other] = end
                    targets[end] = other
                    sums[end] = weights[slot]
                    end += 1
                else:
                    sums[where] += weights[slot]
        pointers[label + 1] = end
    return pointers, targets[:end], sums[:end], masses


@kernel
def _by_group(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    group: Nodes,
    targets: Nodes,
    sums: Weights,
) -> tuple[Pointers, Weights, Nodes]:
    """The same graph in arrays that are given, its nodes numbered group by group.

    Returns its pointers and masses, and the new number of each node.
    """
    n = len(indptr) - 1
    starts = np.zeros(n + 1, dtype=np.int64)
    for v in range(n):
        starts[group[v] + 1] += 1
    for label in range(n):
        starts[label + 1] += starts[label]
    new = np.empty(n, dtype=np.int32)
    old = np.empty(n, dtype=np.int32)
    for v in range(n):
        new[v] = starts[group[v]]
        old[new[v]] = v
        starts[group[v]] += 1
    pointers, masses = np.empty(n + 1, dtype=np.int64), np.empty((n, 2))
    pointers[0] = 0
    end = 0
    for place in range(n):
        v = old[place]
        masses[place, 0], masses[place, 1] = mass[v, 0], mass[v, 1]
        for slot in range(indptr[v], indptr[v + 1]):
            targets[end] = new[indices[slot]]
            sums[end] = weights[slot]
            end += 1
        pointers[place + 1] = end
    return pointers, masses, new


@kernel
def _leiden(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    resolution: float,
    iterations: int,
    refined: bool,
    state: State,
    desk: Desk,
    shelves: tuple[Nodes, Weights, Nodes, Weights, Nodes, Weights],
) -> Nodes:
    n = len(indptr) - 1
    group = np.arange(n).astype(np.int32)
    new = np.arange(n).astype(np.int32)
    lies_apart = n > _LARGE
    for _ in range(iterations):
        place = np.arange(n).astype(np.int32)
        rows, targets, sums, masses = indptr, indices, weights, mass
        label = group.copy()
        turn = False
        while True:
            _settle(rows, targets, sums, masses, label, resolution, state, desk)
            if lies_apart:
                lies_apart = False
                indptr, mass, new = _by_group(
                    indptr, indices, weights, mass, label, shelves[4], shelves[5]
                )
                indices, weights = shelves[4], shelves[5]
                rows, targets, sums, masses = indptr, indices, weights, mass
                settled = label.copy()
                for v in range(n):
                    label[new[v]] = settled[v]
            if renumber(label) == len(label):
                break
            part = label.copy()
            if refined:
                _refine(rows, targets, sums, masses, label, part, resolution, state, desk)
            count = renumber(part)
            if count == len(part):
                break
            onto = (shelves[2], shelves[3]) if turn else (shelves[0], shelves[1])
            turn = not turn
            rows, targets, sums, masses = gather(
                rows, targets, sums, masses, part, count, onto[0], onto[1]
            )
            above = np.empty(count, dtype=np.int32)
            for v in range(len(part)):
                above[part[v]] = label[v]
            label = above
            for v in range(n):
                place[v] = part[place[v]]
        for v in range(n):
            group[v] = label[place[v]]
        renumber(group)
    found = np.empty(n, dtype=np.int32)
    for v in range(n):
        found[v] = group[new[v]]
    renumber(found)
    return found


def desk_of(n: int) -> Desk:
    """Room to work on n nodes; numpy asks for large pages, which Numba's own arrays lack."""
    return (
        np.empty((n, 4)),
        np.empty(n, dtype=np.int32),
        np.empty(n, dtype=np.int32),
        np.empty(n, dtype=np.bool_),
        np.empty(n, dtype=np.int32),
        np.empty((n, 2)),
        np.empty(n),
    )


def leiden(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    resolution: float,
    iterations: int,
    refined: bool,
    state: State,
) -> Nodes:
    """(n,) int32 groups by Leiden (Traag 2019), each run begun where the last one ended.

    Without `refined` it is Louvain (Blondel 2008). Labels are 0, 1, … in the order of their
    first node.
    """
    # one kind of arrays for all, or Numba compiles twice
    kept: tuple[Literal["C"], Literal["W"]] = "C", "W"
    indptr, indices = np.require(indptr, None, kept), np.require(indices, None, kept)
    weights, mass = np.require(weights, None, kept), np.require(mass, None, kept)
    n, slots = len(indptr) - 1, len(indices)
    spare = slots if n > _LARGE else 0
    shelves = (
        np.empty(slots, dtype=np.int32),
        np.empty(slots),
        np.empty(slots, dtype=np.int32),
        np.empty(slots),
        np.empty(spare, dtype=np.int32),
        np.empty(spare),
    )
    found: Nodes = _leiden(
        indptr, indices, weights, mass, resolution, iterations, refined, state, desk_of(n), shelves
    )
    return found


@kernel
def modularity(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    group: Nodes,
    resolution: float,
) -> float:
    """Q = inside / T - γ Σ out_C in_C / T² of groups labelled 0 to n - 1; nan without weight.

    Slots of a node with itself count as they stand in the rows.
    """
    n = len(indptr) - 1
    held = np.zeros((n, 2))
    inside = 0.0
    total = 0.0
    for v in range(n):
        total += mass[v, 0]
        held[group[v], 0] += mass[v, 0]
        held[group[v], 1] += mass[v, 1]
        for slot in range(indptr[v], indptr[v + 1]):
            if group[indices[slot]] == group[v]:
                inside += weights[slot]
    expected = 0.0
    for label in range(n):
        expected += held[label, 0] * held[label, 1]
    return inside / total - resolution * expected / (total * total)


def levels(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    resolution: float,
    state: State,
    begin: Nodes | None = None,
) -> Iterator[Nodes]:
    """Yield (n,) int32 groups after each level of one run of Leiden, from many groups to few.

    As `leiden`, which keeps the last level only; `begin` are groups to begin with, labelled
    0 to n - 1.
    """
    n = len(indptr) - 1
    desk = desk_of(n)
    place = np.arange(n, dtype=np.int32)
    label = place.copy() if begin is None else begin.astype(np.int32)
    kept: tuple[Literal["C"], Literal["W"]] = "C", "W"
    rows, targets = np.require(indptr, None, kept), np.require(indices, None, kept)
    sums, masses = np.require(weights, None, kept), np.require(mass, None, kept)
    while True:
        _settle(rows, targets, sums, masses, label, resolution, state, desk)
        count = renumber(label)
        found = label[place]
        renumber(found)
        yield found
        if count == len(label):
            return
        part = np.empty(len(label), dtype=np.int32)
        _refine(rows, targets, sums, masses, label, part, resolution, state, desk)
        count = renumber(part)
        if count == len(part):
            return
        room = np.empty(len(targets), dtype=np.int32), np.empty(len(targets))
        rows, targets, sums, masses = gather(rows, targets, sums, masses, part, count, *room)
        above = np.empty(count, dtype=np.int32)
        above[part] = label
        label, place = above, part[place]
