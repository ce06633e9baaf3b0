"""Labels that spread to neighbours until each node has one that is most common around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, below, permutation
from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held

Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]
Weights = NDArray[np.float64]


@kernel
def _tally(
    v: int,
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    labels: Nodes,
    toward: Weights,
    near: Nodes,
) -> tuple[int, float]:
    """Lay the labels around a node out in `near`, those most common first; how many are.

    `toward` holds the weight of each label around, and is 0 elsewhere.
    """
    found, most = 0, -np.inf
    for slot in range(indptr[v], indptr[v + 1]):
        label = labels[indices[slot]]
        if toward[label] == 0.0:
            near[found] = label
            found += 1
        toward[label] += weights[slot]
    for place in range(found):
        most = max(most, toward[near[place]])
    best = 0
    for place in range(found):
        label = near[place]
        if toward[label] == most:
            near[place] = near[best]
            near[best] = label
            best += 1
    for place in range(found):
        toward[near[place]] = 0.0
    return best, most


@kernel
def asynchronous(indptr: Pointers, indices: Nodes, weights: Weights, state: State) -> Nodes:
    """(n,) int32 labels (Raghavan 2007): sweeps in a chance order until no label must change."""
    n = len(indptr) - 1
    labels = np.arange(n).astype(np.int32)
    toward = np.zeros(n)
    near = np.empty(n + 1, dtype=np.int32)
    changed = n > 0
    while changed:
        changed = False
        for v in permutation(state, n):
            if indptr[v] == indptr[v + 1]:
                continue
            best = _tally(v, indptr, indices, weights, labels, toward, near)[0]
            keeps = False
            for place in range(best):
                keeps = keeps or near[place] == labels[v]
            if not keeps:
                labels[v] = near[below(state, best)]
                changed = True
    return labels


@kernel
def fast(indptr: Pointers, indices: Nodes, weights: Weights, state: State) -> Nodes:
    """(n,) int32 labels (Traag & Šubelj 2023): a queue of nodes whose neighbours have changed."""
    n = len(indptr) - 1
    labels = np.arange(n).astype(np.int32)
    toward = np.zeros(n)
    near = np.empty(2 * n + 1, dtype=np.int32)
    queue = permutation(state, n)
    waits = np.ones(n, dtype=np.bool_)
    first, waiting = 0, n
    while waiting:
        v = queue[first]
        first = first + 1 if first + 1 < n else 0
        waiting -= 1
        waits[v] = False
        if indptr[v] == indptr[v + 1]:
            continue
        best = _tally(v, indptr, indices, weights, labels, toward, near)[0]
        label = near[below(state, best)]
        if label == labels[v]:
            continue
        labels[v] = label
        for slot in range(indptr[v], indptr[v + 1]):
            other = indices[slot]
            if labels[other] != label and not waits[other]:
                waits[other] = True
                last = first + waiting
                queue[last if last < n else last - n] = other
                waiting += 1
    return labels


@kernel
def _colours(indptr: Pointers, indices: Nodes, order: Nodes) -> Nodes:
    n = len(indptr) - 1
    colours = np.full(n, -1, dtype=np.int32)
    taken = np.full(n + 1, -1, dtype=np.int32)
    for v in order:
        for slot in range(indptr[v], indptr[v + 1]):
            if colours[indices[slot]] >= 0:
                taken[colours[indices[slot]]] = v
        colour = 0
        while taken[colour] == v:
            colour += 1
        colours[v] = colour
    return colours


@kernel
def _by_turns(indptr: Pointers, indices: Nodes, weights: Weights, turns: Nodes) -> Nodes:
    n = len(indptr) - 1
    labels = np.arange(n).astype(np.int32)
    toward = np.zeros(n)
    near = np.empty(n + 1, dtype=np.int32)
    changed = n > 0
    while changed:
        changed = False
        for v in turns:
            if indptr[v] == indptr[v + 1]:
                continue
            best = _tally(v, indptr, indices, weights, labels, toward, near)[0]
            highest = near[0]
            keeps = False
            for place in range(best):
                keeps = keeps or near[place] == labels[v]
                highest = max(highest, near[place])
            if not keeps:
                labels[v] = highest
                changed = True
    return labels


def by_turns(indptr: Pointers, indices: Nodes, degree: NDArray[np.int64]) -> Nodes:
    """(n,) int32 labels (Cordasco & Gargano 2010): nodes of one colour at a time, no chance.

    Colours are given greedily, nodes of high `degree` first; of labels that are as common the
    highest wins.
    """
    order = np.argsort(-degree, kind="stable").astype(np.int32)
    turns = np.argsort(_colours(indptr, indices, order), kind="stable").astype(np.int32)
    labels: Nodes = _by_turns(indptr, indices, np.ones(len(indices)), turns)
    return labels


def beside(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    back: Pointers,
    sources: Nodes,
    returned: Weights,
) -> tuple[Pointers, Nodes, Weights]:
    """Rows of the edges out and the edges in of each node, one after the other."""
    pointers = indptr + back
    slots = int(pointers[-1])
    targets, both = np.empty(slots, dtype=np.int32), np.empty(slots)
    out = held(indptr, np.int64), held(indices, np.int32), held(weights, np.float64)
    into = held(back, np.int64), held(sources, np.int32), held(returned, np.float64)
    _beside(*out, *into, pointers, targets, both)
    return pointers, targets, both


@kernel
def _beside(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    back: Pointers,
    sources: Nodes,
    returned: Weights,
    pointers: Pointers,
    targets: Nodes,
    both: Weights,
) -> None:
    for v in range(len(indptr) - 1):
        place = pointers[v]
        for slot in range(indptr[v], indptr[v + 1]):
            targets[place], both[place] = indices[slot], weights[slot]
            place += 1
        for slot in range(back[v], back[v + 1]):
            targets[place], both[place] = sources[slot], returned[slot]
            place += 1
