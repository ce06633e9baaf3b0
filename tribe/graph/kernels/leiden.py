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
Flags = NDArray[np.bool_]
#: Arrays to work on, so that no call makes them anew: see ``desk_of``.
Desk = tuple[Weights, Weights, Weights, Weights, Weights, Nodes, Nodes, Nodes, Nodes, Nodes, Flags]

_RANDOMNESS = 0.01
_HAIR = 1e-10
_LEAST = 1e-7
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
) -> float:
    """Move single nodes to the group that is worth most until none gains; in place.

    Nodes take turns in a chance order, round after round; after the first only those of whom a
    neighbour has moved to another group. Returns by how much modularity rose. Labels are 0 to
    n - 1. Loops over slots do not branch on what they read, so that reads overlap.
    """
    n, total = len(indptr) - 1, 0.0
    toward, held, _, _, _, members, empty, order, near, seen, waits = desk
    for v in range(n):
        total += mass[v, 0]
        waits[v] = True
        toward[v] = held[v, 0] = held[v, 1] = 0.0
        members[v] = 0
    scale = resolution / (2.0 * total)
    for v in range(n):
        held[group[v], 0] += mass[v, 0]
        held[group[v], 1] += mass[v, 1]
        members[group[v]] += 1
    free = 0
    for label in range(n):
        empty[free] = label
        free += members[label] == 0
    _nearby_order(n, order, state)
    gained, turn, still = 0.0, 0, 0
    while still < n:
        v = order[turn]
        turn = turn + 1 if turn + 1 < n else 0
        still += 1
        if not waits[v]:
            continue
        still = 0
        old = group[v]
        out, into = mass[v, 0], mass[v, 1]
        held[old, 0] -= out
        held[old, 1] -= into
        members[old] -= 1
        begin, end = indptr[v], indptr[v + 1]
        for slot in range(begin, end):
            seen[slot - begin] = group[indices[slot]]
        found = 0
        for slot in range(begin, end):
            if indices[slot] == v:
                continue
            label = seen[slot - begin]
            near[found] = label
            found += toward[label] == 0.0
            toward[label] += weights[slot]
        best = old
        stay = toward[old] - scale * (out * held[old, 1] + into * held[old, 0])
        worth = stay + _HAIR * (out + into)
        for place in range(found):
            label = near[place]
            gain = toward[label]
            toward[label] = 0.0
            if gain > worth:  # masses only take away, so others need not be looked up
                gain -= scale * (out * held[label, 1] + into * held[label, 0])
                if gain > worth:
                    best, worth = label, gain
        if worth < 0.0 and members[old] and free:
            free -= 1
            best, worth = empty[free], 0.0
        if not members[old] and best != old:
            empty[free] = old
            free += 1
        held[best, 0] += out
        held[best, 1] += into
        members[best] += 1
        if best != old:
            group[v] = best
            gained += worth - stay
            for slot in range(begin, end):
                waits[indices[slot]] |= seen[slot - begin] != best
        waits[v] = False
    return 2.0 * gained / total if gained else 0.0


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
    toward, held, whole, cut, tied, _, _, order, near, seen, alone = desk
    for v in range(n):
        total += mass[v, 0]
        alone[v] = True
        toward[v] = whole[v, 0] = whole[v, 1] = 0.0
    scale = resolution / (2.0 * total)
    for v in range(n):
        part[v] = v
        whole[group[v], 0] += mass[v, 0]
        whole[group[v], 1] += mass[v, 1]
        held[v, 0] = mass[v, 0]
        held[v, 1] = mass[v, 1]
        inside = 0.0
        for slot in range(indptr[v], indptr[v + 1]):
            other = indices[slot]
            inside += weights[slot] if (group[other] == group[v]) & (other != v) else 0.0
        cut[v] = inside
    _nearby_order(n, order, state)
    for turn in range(n):
        v = order[turn]
        if not alone[v]:
            continue
        mine, out, into = group[v], mass[v, 0], mass[v, 1]
        beyond = out * (whole[mine, 1] - into) + into * (whole[mine, 0] - out)
        if cut[v] < scale * beyond:
            continue
        fellows = 0
        for slot in range(indptr[v], indptr[v + 1]):
            other = indices[slot]
            seen[fellows] = other
            tied[fellows] = weights[slot]
            fellows += (group[other] == mine) & (other != v)
        found = 0
        for place in range(fellows):
            label = part[seen[place]]
            near[found] = label
            found += toward[label] == 0.0
            toward[label] += tied[place]
        gains, best = tied, 0.0
        for place in range(found):
            label = near[place]
            leaves, enters = held[label, 0], held[label, 1]
            around = leaves * (whole[mine, 1] - enters) + enters * (whole[mine, 0] - leaves)
            gain = toward[label] - scale * (out * enters + into * leaves)
            gains[place] = gain if cut[label] >= scale * around else -1.0
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
            held[chosen, 0] += out
            held[chosen, 1] += into
            cut[chosen] += cut[v] - 2.0 * toward[chosen]
        for place in range(found):
            toward[near[place]] = 0.0


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
    """The graph of the parts, in arrays that are given: weights and masses summed, loops kept."""
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
                fresh = place[other] < begin
                where = end if fresh else place[other]
                place[other] = where
                targets[where] = other
                sums[where] = (0.0 if fresh else sums[where]) + weights[slot]
                end += fresh
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


def desk_of(n: int, widest: int) -> Desk:
    """CategoryNode to work on n nodes, the widest row of so many slots.

    numpy asks for large pages, which Numba's own arrays lack. Loops without branches write before
    they know whether to keep, so there is a place more.
    """
    wide = max(n, widest) + 1
    return (
        np.empty(n),  # weight toward each group
        np.empty((n, 2)),  # mass out and in that each holds
        np.empty((n, 2)),  # the same of the whole groups, where parts are made
        np.empty(n),  # weight between each part and the rest of its group
        np.empty(wide),  # weights of slots, then gains
        np.empty(n, dtype=np.int32),  # members of each group
        np.empty(n + 1, dtype=np.int32),  # groups without members
        np.empty(n, dtype=np.int32),  # turns
        np.empty(wide, dtype=np.int32),  # groups near a node
        np.empty(wide, dtype=np.int32),  # what its slots lead to
        np.empty(n, dtype=np.bool_),  # who waits, or is alone
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
    if len(indptr) - 1 > _LARGE:
        return deque(search.levels(iterations), maxlen=1).pop()
    return search.last(iterations)


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
        self._desk = desk_of(len(rows) - 1, int(np.diff(rows).max(initial=0)))
        self._shelves: list[tuple[Nodes, Weights]] = []
        self._new: Nodes | None = None

    def _shelf(self, number: int) -> tuple[Nodes, Weights]:
        # numpy asks for large pages, which Numba's own arrays do not get
        while len(self._shelves) <= number:
            slots = len(self._graph[1])
            self._shelves.append((np.empty(slots, dtype=np.int32), np.empty(slots)))
        return self._shelves[number]

    def last(self, runs: int) -> Nodes:
        """What `levels` yields last, of a graph that is not large, in one call."""
        shelves = *self._shelf(0), *self._shelf(1)
        given = self._resolution, runs, self._refined, self._state
        found: Nodes = _searched(*self._graph, *given, self._desk, *shelves)
        return found

    def levels(self, runs: int) -> Iterator[Nodes]:
        """Yield (n,) int32 groups after the first level, and after each that raises modularity.

        Each run goes from many groups to few, and begins where the last one ended.
        """
        label = np.arange(len(self._graph[0]) - 1, dtype=np.int32)
        large, gained = len(label) > _LARGE, np.inf
        for run in range(runs):
            if run and large:
                label = self._moved(label)
            graph, place, turn = self._graph, np.arange(len(label), dtype=np.int32), 0
            while True:
                gained += _settle(*graph, label, self._resolution, self._state, self._desk)
                if turn == run == 0 and large:
                    label = self._moved(label)
                    graph = self._graph
                count = renumber(label)
                if gained > _LEAST:
                    yield self._named(label[place])
                    gained = 0.0
                part, parts = label.copy(), count
                if self._refined and count < len(label):
                    _refine(*graph, label, part, self._resolution, self._state, self._desk)
                    parts = renumber(part)
                if parts == len(part):
                    break
                graph = gather(*graph, part, parts, *self._shelf(turn % 2))
                above = np.empty(parts, dtype=np.int32)
                above[part] = label
                label, place, turn = above, part[place], turn + 1
            label = label[place]

    def _moved(self, label: Nodes) -> Nodes:
        """Number the nodes group by group, so that what is read lies near."""
        targets, sums = np.empty_like(self._graph[1]), np.empty_like(self._graph[2])
        rows, masses, new = _by_group(*self._graph, label, targets, sums)
        self._graph = rows, targets, sums, masses
        self._new = new if self._new is None else new[self._new]
        moved = np.empty_like(label)
        moved[new] = label
        return moved

    def _named(self, group: Nodes) -> Nodes:
        found = group if self._new is None else group[self._new]
        renumber(found)
        return found


@kernel
def _searched(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    resolution: float,
    runs: int,
    refined: bool,
    state: State,
    desk: Desk,
    one: Nodes,
    one_sums: Weights,
    other: Nodes,
    other_sums: Weights,
) -> Nodes:
    n = len(indptr) - 1
    label = np.arange(n).astype(np.int32)
    best, gained = label.copy(), np.inf
    for _ in range(runs):
        rows, targets, sums, masses = indptr, indices, weights, mass
        place, turn = np.arange(n).astype(np.int32), 0
        while True:
            gained += _settle(rows, targets, sums, masses, label, resolution, state, desk)
            count = renumber(label)
            if gained > _LEAST:
                best = label[place]
                renumber(best)
                gained = 0.0
            part, parts = label.copy(), count
            if refined and count < len(label):
                _refine(rows, targets, sums, masses, label, part, resolution, state, desk)
                parts = renumber(part)
            if parts == len(part):
                break
            shelf, shelf_sums = (other, other_sums) if turn % 2 else (one, one_sums)
            rows, targets, sums, masses = gather(
                rows, targets, sums, masses, part, parts, shelf, shelf_sums
            )
            above = np.empty(parts, dtype=np.int32)
            for v in range(len(part)):
                above[part[v]] = label[v]
            label, place, turn = above, part[place], turn + 1
        label = label[place]
    return best


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
