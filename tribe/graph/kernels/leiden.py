"""Groups of nodes that share more weight than their masses alone give: Leiden and Louvain.

Modularity in one form for both kinds of graphs. ``weights`` lie on symmetric rows: the adjacency
of an undirected graph, (A + Aᵀ) / 2 of a directed one; slots of a node with itself count for
nothing and may be left out. ``mass`` is (n, 2): weight out and weight in, the same twice when
undirected; its column sums are the total T. To join group C is worth, but for constants,
w(v, C) - γ (out_v in_C + in_v out_C) / 2T.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, below, uniform
from tribe.graph.kernels.compiling import kernel

Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]
Weights = NDArray[np.float64]
Graph = tuple[Pointers, Nodes, Weights, Weights]
#: Arrays to work on, so that no call makes them anew: see ``desk_of``.
Desk = tuple[Weights, Nodes, Nodes, NDArray[np.bool_], Nodes, Weights, Weights]

_RANDOMNESS = 0.01
_HAIR = 1e-10
_STRETCH = 4096
_LARGE = 50_000


@kernel
def _nearby_order(n: int, order: Nodes, state: State) -> None:
    """Put n nodes into `order` as chance has it, but those of one stretch together.

    Stretches of `_STRETCH` nodes come in a chance order, each shuffled, so that large graphs
    whose groups lie together are read from memory that is near; small ones are one stretch.
    """
    stretches, end = (n + _STRETCH - 1) // _STRETCH, 0
    turns = np.empty(stretches, dtype=np.int64)
    for stretch in range(stretches):
        other = below(state, stretch + 1)
        turns[stretch] = turns[other]
        turns[other] = stretch
    for turn in range(stretches):
        begin, start = end, turns[turn] * _STRETCH
        for v in range(start, min(start + _STRETCH, n)):
            order[end] = v
            end += 1
        for place in range(end - 1, begin, -1):
            other = begin + below(state, place - begin + 1)
            order[place], order[other] = order[other], order[place]


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
    n, total = len(indptr) - 1, 0.0
    cells, queue, near, waits = desk[0], desk[1], desk[2], desk[3]
    # cells, of each group: weight toward it, mass out, mass in, members
    for v in range(n):
        total += mass[v, 0]
        waits[v] = True
        cells[v, 0] = cells[v, 1] = cells[v, 2] = cells[v, 3] = 0.0
    scale = resolution / (2.0 * total)
    for v in range(n):
        cells[group[v], 1] += mass[v, 0]
        cells[group[v], 2] += mass[v, 1]
        cells[group[v], 3] += 1.0
    empty, free = desk[4], 0
    for label in range(n):
        if cells[label, 3] == 0.0:
            empty[free] = label
            free += 1
    _nearby_order(n, queue, state)
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
    n, total = len(indptr) - 1, 0.0
    cells, order, near, alone = desk[0], desk[1], desk[2], desk[3]
    whole, gains = desk[5], desk[6]
    # cells, of each part: weight toward it, mass out, mass in, weight cut
    for v in range(n):
        total += mass[v, 0]
        alone[v] = True
        whole[v, 0] = whole[v, 1] = 0.0
        cells[v, 0] = cells[v, 3] = 0.0
    scale = resolution / (2.0 * total)
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
    _nearby_order(n, order, state)
    for turn in range(n):
        v = order[turn]
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
    search = Search(indptr, indices, weights, mass, resolution, refined, state)
    group = np.arange(len(indptr) - 1, dtype=np.int32)
    for _ in range(iterations):
        group = deque(search.levels(group), maxlen=1).pop()
    return group


class Search:
    """Levels of Leiden on one graph, on arrays that are made once."""

    def __init__(
        self,
        indptr: Pointers,
        indices: Nodes,
        weights: Weights,
        mass: Weights,
        resolution: float,
        refined: bool,
        state: State,
    ) -> None:
        # one kind of arrays for all, or Numba compiles twice
        kept: tuple[Literal["C"], Literal["W"]] = "C", "W"
        rows, targets = np.require(indptr, None, kept), np.require(indices, None, kept)
        sums, masses = np.require(weights, None, kept), np.require(mass, None, kept)
        self._graph: Graph = rows, targets, sums, masses
        self._resolution, self._refined, self._state = resolution, refined, state
        self._desk = desk_of(len(rows) - 1)
        self._shelves: list[tuple[Nodes, Weights]] = []
        self._new: Nodes | None = None

    def _shelf(self, number: int) -> tuple[Nodes, Weights]:
        # numpy asks for large pages, which Numba's own arrays do not get
        while len(self._shelves) <= number:
            slots = len(self._graph[1])
            self._shelves.append((np.empty(slots, dtype=np.int32), np.empty(slots)))
        return self._shelves[number]

    def levels(self, begin: Nodes) -> Iterator[Nodes]:
        """Yield (n,) int32 groups after each level of one run, from many groups to few.

        `begin` are groups to begin with, labelled 0 to n - 1.
        """
        label = begin.astype(np.int32)
        if self._new is not None:
            label[self._new] = begin
        graph, place, turn = self._graph, np.arange(len(label), dtype=np.int32), 0
        while True:
            _settle(*graph, label, self._resolution, self._state, self._desk)
            if self._new is None and len(label) > _LARGE:
                graph, label = self._moved(label)
            count = renumber(label)
            yield self._named(label[place])
            if count == len(label):
                return
            part = label.copy()
            if self._refined:
                _refine(*graph, label, part, self._resolution, self._state, self._desk)
                count = renumber(part)
            if count == len(part):
                return
            graph = gather(*graph, part, count, *self._shelf(turn % 2))
            above = np.empty(count, dtype=np.int32)
            above[part] = label
            label, place, turn = above, part[place], turn + 1

    def _moved(self, label: Nodes) -> tuple[Graph, Nodes]:
        """The graph with its nodes group by group, so that what is read lies near."""
        targets, sums = np.empty_like(self._graph[1]), np.empty_like(self._graph[2])
        rows, masses, self._new = _by_group(*self._graph, label, targets, sums)
        self._graph = rows, targets, sums, masses
        moved = np.empty_like(label)
        moved[self._new] = label
        return self._graph, moved

    def _named(self, group: Nodes) -> Nodes:
        found = group if self._new is None else group[self._new]
        renumber(found)
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
