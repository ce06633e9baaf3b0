"""Shortest paths counted: eight sources in one pass over the rows, or one where edges have lengths.

Rows are CSR: the slots of node i are ``indptr[i]:indptr[i + 1]``; `out` are the rows along the
edges, `into` those against them (the same arrays when the graph is undirected).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.distances import lengths_from, steps_from

Floats = NDArray[np.float64]
Pointers = NDArray[np.int64]
Nodes = NDArray[np.int32]
Masks = NDArray[np.uint8]

LANES = 8
BROAD = 16  # a front is broad when its rows hold more than this part of all slots


@kernel
def spread(
    out: Pointers,
    targets: Nodes,
    nodes: Nodes,
    masks: Masks,
    begin: int,
    end: int,
    seen: Masks,
    front: Masks,
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
                if not front[w]:
                    nodes[last] = w
                    last += 1
                front[w] |= new
                for lane in range(LANES):
                    if new >> lane & 1:
                        sigma[w, lane] += sigma[u, lane]
    for entry in range(end, last):
        w = nodes[entry]
        masks[entry] = front[w]
        seen[w] |= front[w]
        front[w] = 0
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
def slots_ahead(indptr: Pointers, nodes: Nodes, begin: int, end: int) -> int:
    """How many slots the rows of these nodes have."""
    ahead = 0
    for entry in range(begin, end):
        ahead += indptr[nodes[entry] + 1] - indptr[nodes[entry]]
    return ahead


@kernel
def collect(
    out: Pointers,
    targets: Nodes,
    nodes: Nodes,
    masks: Masks,
    starts: Pointers,
    front: Masks,
    sigma: Floats,
    delta: Floats,
    carried: Floats,
    wanted: Floats,
    ends: float,
    between: Floats,
) -> None:
    """Hand back what depends on each node, from the farthest level to the sources."""
    levels = len(starts) - 1
    for entry in range(starts[levels - 1], starts[levels]):
        for lane in range(LANES):
            delta[nodes[entry], lane] = 0.0
    for level in range(levels - 1, 0, -1):
        for entry in range(starts[level], starts[level + 1]):
            w = nodes[entry]
            front[w] = masks[entry]
            for lane in range(LANES):
                if masks[entry] >> lane & 1:
                    carried[w, lane] = (wanted[w] + delta[w, lane]) / sigma[w, lane]
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


def betweenness(
    out: Pointers,
    targets: Nodes,
    into: Pointers,
    origins: Nodes,
    sources: Pointers,
    ends: float = 0.0,
    wanted: Floats | None = None,
) -> Floats:
    """(n,) Σ over sources of what depends on each node (Brandes 2001), eight sources at a time.

    `ends` is added to a node for each source that reaches it, and to a source for each node it
    reaches: 1 counts the ends of paths, 0 does not. `wanted` is how much a path to each node
    counts, 1 unless it is given. Sources must differ from each other.
    """
    n = len(out) - 1
    wanted = np.ones(n) if wanted is None else wanted
    between = np.zeros(n)
    sigma, delta, carried = (np.zeros((n, LANES)) for _ in range(3))
    seen, front = np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=np.uint8)
    nodes, masks = np.empty(n * LANES, dtype=np.int32), np.empty(n * LANES, dtype=np.uint8)
    for first in range(0, len(sources), LANES):
        chosen = sources[first : first + LANES]
        lanes = np.arange(len(chosen))
        seen[:], sigma[:] = 0, 0.0
        nodes[: len(chosen)], masks[: len(chosen)] = chosen, 1 << lanes
        seen[chosen], sigma[chosen, lanes] = 1 << lanes, 1.0
        full = (1 << len(chosen)) - 1
        begin, end, levels = 0, len(chosen), [0, len(chosen)]
        while end > begin:
            if slots_ahead(out, nodes, begin, end) * BROAD < len(targets):
                last = spread(out, targets, nodes, masks, begin, end, seen, front, sigma)
            else:
                last = draw(
                    into, origins, nodes, masks, begin, end, seen, front, sigma, carried, full
                )
            begin, end = end, last
            levels.append(end)
        if ends:
            reached = masks[len(chosen) : end, None] >> lanes & 1
            between[chosen] += ends * reached.sum(axis=0)
        starts = np.array(levels[:-1])
        collect(
            out,
            targets,
            nodes,
            masks,
            starts,
            front,
            sigma,
            delta,
            carried,
            wanted,
            ends,
            between,
        )
    return between


@kernel
def edge_betweenness(
    out: Pointers, targets: Nodes, sources: Pointers, edges: Pointers, m: int
) -> Floats:
    """(m,) Σ over sources of what depends on each edge; `edges` is the edge of each slot."""
    n = len(out) - 1
    between = np.zeros(m)
    sigma, delta = np.empty(n), np.empty(n)
    for s in sources:
        queue, steps = steps_from(out, targets, s, -1, n)
        for v in queue:
            sigma[v], delta[v] = 0.0, 0.0
        sigma[s] = 1.0
        for v in queue:
            for slot in range(out[v], out[v + 1]):
                w = np.uint32(targets[slot])
                if steps[w] == steps[v] + 1:
                    sigma[w] += sigma[v]
        for place in range(len(queue) - 1, -1, -1):
            v = queue[place]
            for slot in range(out[v], out[v + 1]):
                w = np.uint32(targets[slot])
                if steps[w] == steps[v] + 1:
                    share = sigma[v] * ((1.0 + delta[w]) / sigma[w])
                    between[edges[slot]] += share
                    delta[v] += share
    return between


@kernel
def weighted_betweenness(
    out: Pointers,
    targets: Nodes,
    weights: Floats,
    sources: Pointers,
    edges: Pointers,
    m: int,
    ends: float,
    wanted: Floats,
) -> tuple[Floats, Floats]:
    """(n,) and (m,) the same by Dijkstra where edges have lengths > 0; both, nodes and edges.

    `ends` and `wanted` are those of `betweenness`.
    """
    n = len(out) - 1
    nodes, between = np.zeros(n), np.zeros(m)
    sigma, delta = np.empty(n), np.empty(n)
    for s in sources:
        settled, lengths, _ = lengths_from(out, targets, weights, np.array([s]), -1, np.inf)
        for v in settled:
            sigma[v], delta[v] = 0.0, 0.0
        sigma[s] = 1.0
        for v in settled:
            for slot in range(out[v], out[v + 1]):
                w = targets[slot]
                if w != v and lengths[v] + weights[slot] == lengths[w]:
                    sigma[w] += sigma[v]
        for place in range(len(settled) - 1, -1, -1):
            v = settled[place]
            for slot in range(out[v], out[v + 1]):
                w = targets[slot]
                if w != v and lengths[v] + weights[slot] == lengths[w]:
                    share = sigma[v] * ((wanted[w] + delta[w]) / sigma[w])
                    between[edges[slot]] += share
                    delta[v] += share
            if v != s:
                nodes[v] += delta[v] + ends
        nodes[s] += ends * (len(settled) - 1)
    return nodes, between
