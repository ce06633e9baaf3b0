"""Shortest paths counted and measured: eight or sixty-four sources in one pass over the rows.

Rows are CSR: the slots of node i are ``indptr[i]:indptr[i + 1]``; `out` are the rows along the
edges, `into` those against them (the same arrays when the graph is undirected).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel

Floats = NDArray[np.float64]
Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]
Masks = NDArray[np.uint8]

LANES = 8


@kernel
def spread(
    out: Pointers,
    targets: Nodes,
    nodes: Nodes,
    masks: Masks,
    begin: int,
    end: int,
    seen: Masks,
    found: Masks,
    sigma: Floats,
) -> int:
    """Go one step on from a small front, and give the end of the next one."""
    last = end
    for entry in range(begin, end):
        u, carried = nodes[entry], masks[entry]
        for slot in range(out[u], out[u + 1]):
            w = np.uint32(targets[slot])
            new = carried & ~seen[w]
            if new:
                if not found[w]:
                    nodes[last] = w
                    last += 1
                found[w] |= new
                for lane in range(LANES):
                    if new >> lane & 1:
                        sigma[w, lane] += sigma[u, lane]
    for entry in range(end, last):
        w = nodes[entry]
        masks[entry] = found[w]
        seen[w] |= found[w]
        found[w] = 0
    return last


@kernel
def draw(
    into: Pointers,
    origins: Nodes,
    nodes: Nodes,
    masks: Masks,
    begin: int,
    end: int,
    seen: Masks,
    front: Masks,
    sigma: Floats,
    carried: Floats,
    full: int,
) -> int:
    """The same from a broad front: each node that somebody misses looks back for who reaches it."""
    for entry in range(begin, end):
        u = nodes[entry]
        front[u] = masks[entry]
        for lane in range(LANES):
            if masks[entry] >> lane & 1:
                carried[u, lane] = sigma[u, lane]
    last = end
    for w in range(len(seen)):
        missing = full & ~seen[w]
        if not missing:
            continue
        a = b = c = d = e = f = g = h = 0.0
        reached = 0
        for slot in range(into[w], into[w + 1]):
            u = np.uint32(origins[slot])
            if front[u] & missing:
                reached |= front[u]
                a += carried[u, 0]
                b += carried[u, 1]
                c += carried[u, 2]
                d += carried[u, 3]
                e += carried[u, 4]
                f += carried[u, 5]
                g += carried[u, 6]
                h += carried[u, 7]
        reached &= missing
        if reached:
            nodes[last] = w
            masks[last] = reached
            last += 1
            counts = (a, b, c, d, e, f, g, h)
            for lane in range(LANES):
                if reached >> lane & 1:
                    sigma[w, lane] = counts[lane]
    for entry in range(begin, end):
        u = nodes[entry]
        front[u] = 0
        for lane in range(LANES):
            carried[u, lane] = 0.0
    for entry in range(end, last):
        seen[nodes[entry]] |= masks[entry]
    return last


@kernel
def collect(
    out: Pointers,
    targets: Nodes,
    nodes: Nodes,
    masks: Masks,
    starts: Pointers,
    levels: int,
    front: Masks,
    sigma: Floats,
    delta: Floats,
    carried: Floats,
    ends: float,
    between: Floats,
) -> None:
    """Hand back what depends on each node, from the farthest level to the sources."""
    for entry in range(starts[levels - 1], starts[levels]):
        for lane in range(LANES):
            delta[nodes[entry], lane] = 0.0
    for level in range(levels - 1, 0, -1):
        for entry in range(starts[level], starts[level + 1]):
            w = nodes[entry]
            front[w] = masks[entry]
            for lane in range(LANES):
                if masks[entry] >> lane & 1:
                    carried[w, lane] = (1.0 + delta[w, lane]) / sigma[w, lane]
                    between[w] += delta[w, lane] + ends
        for entry in range(starts[level - 1], starts[level]):
            v, mine = nodes[entry], masks[entry]
            a = b = c = d = e = f = g = h = 0.0
            for slot in range(out[v], out[v + 1]):
                w = np.uint32(targets[slot])
                if front[w] & mine:
                    a += carried[w, 0]
                    b += carried[w, 1]
                    c += carried[w, 2]
                    d += carried[w, 3]
                    e += carried[w, 4]
                    f += carried[w, 5]
                    g += carried[w, 6]
                    h += carried[w, 7]
            sums = (a, b, c, d, e, f, g, h)
            for lane in range(LANES):
                if mine >> lane & 1:
                    delta[v, lane] = sigma[v, lane] * sums[lane]
        for entry in range(starts[level], starts[level + 1]):
            w = nodes[entry]
            front[w] = 0
            for lane in range(LANES):
                carried[w, lane] = 0.0


@kernel
def betweenness(
    out: Pointers, targets: Nodes, into: Pointers, origins: Nodes, sources: Pointers, ends: float
) -> Floats:
    """(n,) Σ over sources of what depends on each node (Brandes 2001), eight sources at a time.

    `ends` is added to a node for each source that reaches it, and to a source for each node it
    reaches: 1 counts the ends of paths, 0 does not. Sources must differ from each other.
    """
    n = len(out) - 1
    between = np.zeros(n)
    sigma, delta = np.zeros((n, LANES)), np.zeros((n, LANES))
    carried = np.zeros((n, LANES))
    seen, front = np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=np.uint8)
    nodes = np.empty(n * LANES, dtype=np.int32)
    masks = np.empty(n * LANES, dtype=np.uint8)
    starts = np.zeros(n + 2, dtype=np.int64)
    for first in range(0, len(sources), LANES):
        lanes = min(LANES, len(sources) - first)
        full = (1 << lanes) - 1
        seen[:] = 0
        sigma[:] = 0.0
        for lane in range(lanes):
            s = sources[first + lane]
            nodes[lane] = s
            masks[lane] = 1 << lane
            seen[s] = 1 << lane
            sigma[s, lane] = 1.0
        starts[1] = lanes
        level = 0
        missing = len(targets)
        while starts[level + 1] > starts[level]:
            begin, end = starts[level], starts[level + 1]
            ahead = 0
            for entry in range(begin, end):
                ahead += out[nodes[entry] + 1] - out[nodes[entry]]
            if ahead * 4 < missing:
                last = spread(out, targets, nodes, masks, begin, end, seen, front, sigma)
            else:
                last = draw(
                    into, origins, nodes, masks, begin, end, seen, front, sigma, carried, full
                )
            for entry in range(end, last):
                if seen[nodes[entry]] == full:
                    missing -= into[nodes[entry] + 1] - into[nodes[entry]]
            level += 1
            starts[level + 1] = last
        if ends != 0.0:
            for entry in range(lanes, starts[level]):
                for lane in range(lanes):
                    if masks[entry] >> lane & 1:
                        between[sources[first + lane]] += ends
        collect(
            out,
            targets,
            nodes,
            masks,
            starts,
            level,
            front,
            sigma,
            delta,
            carried,
            ends,
            between,
        )
    return between
