"""Louvain (Blondel 2008), move by move as networkx makes them, so that its seeds give the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.leiden import gather

Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]
Weights = NDArray[np.float64]


@kernel
def _sweeps(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    order: Nodes,
    resolution: float,
    size: float,
    directed: bool,
) -> Nodes:
    """Single nodes move, in one order again and again, until a sweep makes no move.

    The sums are made in the order in which networkx makes them: where two groups are worth the
    same, rounding decides.
    """
    n = len(indptr) - 1
    group = np.arange(n).astype(np.int32)
    held = mass.copy()
    toward = np.zeros(n)
    near = np.empty(n + 1, dtype=np.int32)
    moves = 1
    while moves:
        moves = 0
        for v in order:
            found = 0
            for slot in range(indptr[v], indptr[v + 1]):
                if indices[slot] == v:
                    continue
                label = group[indices[slot]]
                if toward[label] == 0.0:
                    near[found] = label
                    found += 1
                toward[label] += weights[slot] * (2.0 if directed else 1.0)
            old = best = group[v]
            out, into = mass[v, 0], mass[v, 1]
            held[old, 0] -= out
            held[old, 1] -= into
            if directed:
                cost = -toward[old] / size + resolution * (
                    out * held[old, 1] + into * held[old, 0]
                ) / (size * size)
            else:
                cost = -toward[old] / size + resolution * (held[old, 0] * out) / (2 * (size * size))
            worth = 0.0
            for place in range(found):
                label = near[place]
                if directed:
                    gain = (
                        cost
                        + toward[label] / size
                        - resolution
                        * (out * held[label, 1] + into * held[label, 0])
                        / (size * size)
                    )
                else:
                    gain = (
                        cost
                        + toward[label] / size
                        - resolution * (held[label, 0] * out) / (2 * (size * size))
                    )
                toward[label] = 0.0
                if gain > worth:
                    best, worth = label, gain
            held[best, 0] += out
            held[best, 1] += into
            if best != old:
                group[v] = best
                moves += 1
    return group


def levels(
    indptr: Pointers,
    indices: Nodes,
    weights: Weights,
    mass: Weights,
    resolution: float,
    directed: bool,
    shuffled: Callable[[int], Nodes],
) -> Iterator[Nodes]:
    """Yield (n,) int32 groups after each level, from many groups to few.

    ``shuffled(n)`` gives n nodes in a chance order.
    """
    rows, targets = indptr.astype(np.int64), indices.astype(np.int32)
    sums, masses = weights.astype(np.float64), mass.astype(np.float64)
    size = float(mass[:, 0].sum()) * (1.0 if directed else 0.5)
    place = np.arange(len(rows) - 1, dtype=np.int32)
    while True:
        order = shuffled(len(rows) - 1)
        group = _sweeps(rows, targets, sums, masses, order, resolution, size, directed)
        labels, found = np.unique(group, return_inverse=True)
        if len(labels) == len(group) and len(place) != len(group):
            return
        part = found.astype(np.int32)
        place = part[place]
        yield place
        if len(labels) == len(group):
            return
        room = np.empty(len(targets), dtype=np.int32), np.empty(len(targets))
        rows, targets, sums, masses = gather(
            rows, targets, sums, masses, part, len(labels), room[0], room[1]
        )
