"""Triangles, squares, and the peeling of cores and onions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held, oriented


def triangles(
    n: int, u: NDArray[np.int32], v: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many triangles each node is part of, and how many others it is tied to.

    Parameters
    ----------
    n : int
    u, v : (m,) int32
        The ends of each tie, in any direction and number; loops are left out.

    Returns
    -------
    triangles : (n,) int64
        Their sum is three times all.
    contacts : (n,) int64

    References
    ----------
    Latapy 2008, Theoretical Computer Science 407 (rows of the end of lower degree).
    """
    rank, ptr, targets, _ = oriented(n, u, v)
    counts: NDArray[np.int64] = _triangles(ptr, targets)
    return counts[rank], _contacts(ptr, targets)[rank]


def triangle_products(
    n: int, u: NDArray[np.int32], v: NDArray[np.int32], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The same with, for each triangle, the product of its three weights instead of 1.

    The weights of ties between the same two are summed first. With cube roots of weights
    this is what Onnela's clustering counts, and Fagiolo's for directed ties.

    Parameters
    ----------
    n : int
    u, v : (m,) int32
        The ends of each tie, in any direction and number; loops are left out.
    weights : (m,) float64
        Any number.

    Returns
    -------
    sums : (n,) float64
    contacts : (n,) int64
    """
    rank, ptr, targets, total = oriented(n, u, v, weights)
    sums: NDArray[np.float64] = _products(ptr, targets, total)
    return sums[rank], _contacts(ptr, targets)[rank]


def transitive(n: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> int:
    """In how many ways a node turns to two others of whom one turns to the other.

    Parameters
    ----------
    n : int
    u, v : (m,) int32
        Source and target of each tie, none twice; loops are left out.
    """
    # 1 for a tie to the later node, 2 for one to the earlier: 3 where both are there
    code = np.where(np.asarray(u) < np.asarray(v), 1.0, 2.0)
    rank, ptr, targets, both = oriented(n, u, v, code)
    node = np.empty(n, dtype=np.int32)
    node[rank] = np.arange(n, dtype=np.int32)
    return int(_transitive(ptr, targets, held(both, np.float64), held(node, np.int32)))


def square_clustering(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], nodes: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Share of the possible squares at each node that are there; 0 where none is possible.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (slots,) int32
        Neighbours without direction or loops.
    nodes : (asked,) int64, optional
        All of them when not given.

    Returns
    -------
    (asked,) float64, 0 to 1.

    References
    ----------
    Lind, González & Herrmann 2005, Physical Review E 72; Zhang et al. 2008, Physica A 387.
    """
    asked = np.arange(len(indptr) - 1) if nodes is None else nodes
    shares: NDArray[np.float64] = _squares(
        held(indptr, np.int64), held(indices, np.int32), held(asked, np.int64)
    )
    return shares


def core_number(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    back: tuple[NDArray[np.int64], NDArray[np.int32]] | None = None,
) -> NDArray[np.int64]:
    """(n,) the largest k for which the node lies in a subgraph of degree k or more.

    Peeled level by level, in time linear in nodes and slots.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (slots,) int32
        Neighbours, without loops; those turned to, when the ties are directed.
    back : (indptr, indices), optional
        The rows of the reversed ties: degrees are then those of both directions, as
        networkx has them, and a tie that is returned counts twice.

    References
    ----------
    Seidman 1983, Social Networks 5. Batagelj & Zaveršnik 2011, ADAC 5.
    """
    return _peeled(indptr, indices, back, onion=False)


def onion_layers(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,) in which round of peeling the node leaves; 1 is the outermost layer.

    Nodes without neighbours make a layer of their own, the first.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (slots,) int32
        Neighbours without direction or loops.

    References
    ----------
    Hébert-Dufresne, Grochow & Allard 2016, Scientific Reports 6.
    """
    return _peeled(indptr, indices, None, onion=True)


def _peeled(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    back: tuple[NDArray[np.int64], NDArray[np.int32]] | None,
    *,
    onion: bool,
) -> NDArray[np.int64]:
    rows = held(indptr, np.int64), held(indices, np.int32)
    none = np.zeros(len(indptr), dtype=np.int64), np.empty(0, dtype=np.int32)
    other = none if back is None else back
    peeled: NDArray[np.int64] = _peel(
        *rows, held(other[0], np.int64), held(other[1], np.int32), onion
    )
    return peeled


def _contacts(ptr: NDArray[np.int64], targets: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.diff(ptr) + np.bincount(targets, minlength=len(ptr) - 1)


@kernel
def _triangles(ptr, targets):  # type: ignore[no-untyped-def]
    n = len(ptr) - 1
    counts = np.zeros(n, dtype=np.int64)
    met = np.zeros(n, dtype=np.uint8)
    longest = 0
    for i in range(n):
        longest = max(longest, ptr[i + 1] - ptr[i])
    start, stop = np.empty(longest, dtype=np.int64), np.empty(longest, dtype=np.int64)
    for i in range(n):
        first, end = ptr[i], ptr[i + 1]
        if end - first < 2:
            continue
        for place in range(first, end):
            j = targets[place]
            met[j] = 1
            start[place - first], stop[place - first] = ptr[j], ptr[j + 1]
        mine = 0
        for place in range(first, end):
            closed = 0
            for other in range(start[place - first], stop[place - first]):
                k = targets[other]
                if met[k]:
                    counts[k] += 1
                    closed += 1
            if closed:
                counts[targets[place]] += closed
                mine += closed
        counts[i] += mine
        for place in range(first, end):
            met[targets[place]] = 0
    return counts


@kernel
def _products(ptr, targets, weights):  # type: ignore[no-untyped-def]
    n = len(ptr) - 1
    sums, given = np.zeros(n), np.zeros(n)
    met = np.zeros(n, dtype=np.uint8)
    longest = 0
    for i in range(n):
        longest = max(longest, ptr[i + 1] - ptr[i])
    start, stop = np.empty(longest, dtype=np.int64), np.empty(longest, dtype=np.int64)
    for i in range(n):
        first, end = ptr[i], ptr[i + 1]
        if end - first < 2:
            continue
        for place in range(first, end):
            j = targets[place]
            met[j], given[j] = 1, weights[place]
            start[place - first], stop[place - first] = ptr[j], ptr[j + 1]
        mine = 0.0
        for place in range(first, end):
            closed = 0.0
            for other in range(start[place - first], stop[place - first]):
                k = targets[other]
                if met[k]:
                    product = weights[place] * given[k] * weights[other]
                    sums[k] += product
                    closed += product
            sums[targets[place]] += closed
            mine += closed
        sums[i] += mine
        for place in range(first, end):
            met[targets[place]] = 0
    return sums


@kernel
def _transitive(ptr, targets, both, node):  # type: ignore[no-untyped-def]
    n = len(ptr) - 1
    met = np.zeros(n, dtype=np.uint8)
    longest = 0
    for i in range(n):
        longest = max(longest, ptr[i + 1] - ptr[i])
    start, stop = np.empty(longest, dtype=np.int64), np.empty(longest, dtype=np.int64)
    found = 0
    for i in range(n):
        first, end = ptr[i], ptr[i + 1]
        if end - first < 2:
            continue
        for place in range(first, end):
            j = targets[place]
            met[j] = both[place]
            start[place - first], stop[place - first] = ptr[j], ptr[j + 1]
        for place in range(first, end):
            j = targets[place]
            for other in range(start[place - first], stop[place - first]):
                k = targets[other]
                if met[k] == 0:
                    continue
                ij, ji = _directions(both[place], node[i] < node[j])
                jk, kj = _directions(both[other], node[j] < node[k])
                ik, ki = _directions(met[k], node[i] < node[k])
                found += ij * ik * (jk + kj) + ji * jk * (ik + ki) + ki * kj * (ij + ji)
        for place in range(first, end):
            met[targets[place]] = 0
    return found


@kernel
def _directions(code, ascending):  # type: ignore[no-untyped-def]
    later, earlier = int(code) & 1, int(code) >> 1
    return (later, earlier) if ascending else (earlier, later)


@kernel
def _squares(indptr, indices, nodes):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    shares = np.zeros(len(nodes))
    paths = np.zeros(n, dtype=np.int64)
    reached = np.empty(n, dtype=np.int32)
    for asked in range(len(nodes)):
        node = nodes[asked]
        first, end = indptr[node], indptr[node + 1]
        degree = end - first
        if degree < 2:
            continue
        far, reach = 0, 0
        for place in range(first, end):
            near = indices[place]
            reach += indptr[near + 1] - indptr[near]
            for other in range(indptr[near], indptr[near + 1]):
                corner = indices[other]
                if corner == node:
                    continue
                if paths[corner] == 0:
                    reached[far] = corner
                    far += 1
                paths[corner] += 1
        closed = 0
        for place in range(first, end):
            closed += paths[indices[place]]
        squares = 0
        for place in range(far):
            met = paths[reached[place]]
            squares += met * (met - 1) // 2
            paths[reached[place]] = 0
        possible = (reach - degree) * (degree - 1) - closed - squares
        if possible > 0:
            shares[asked] = squares / possible
    return shares


@kernel
def _peel(indptr, indices, back, sources, onion):  # type: ignore[no-untyped-def]
    """Level by level, what has k ties or fewer left: by cores at once, by onions in rounds."""
    n = len(indptr) - 1
    left = np.empty(n, dtype=np.int32)
    answer = np.zeros(n, dtype=np.int64)
    rest = np.arange(n).astype(np.int32)
    queue = np.empty(n, dtype=np.int32)
    for node in range(n):
        left[node] = indptr[node + 1] - indptr[node] + back[node + 1] - back[node]
    resting, level, layer = n, 0, 0
    while resting > 0:
        kept, ready, least = 0, 0, n + len(indices) + len(sources)
        for place in range(resting):
            node = rest[place]
            if left[node] < 0:
                continue
            if left[node] <= level:
                queue[ready] = node
                ready += 1
            else:
                least = min(least, left[node])
                rest[kept] = node
                kept += 1
        resting = kept
        taken, end = 0, ready
        layer += ready > 0
        for place in range(ready):
            left[queue[place]] = -1
            answer[queue[place]] = layer if onion else level
        while taken < ready:
            node = queue[taken]
            taken += 1
            for place in range(indptr[node], indptr[node + 1]):
                ready = _lose(indices[place], level, left, queue, ready)
            for place in range(back[node], back[node + 1]):
                ready = _lose(sources[place], level, left, queue, ready)
            if taken == end:
                layer += ready > end
                for place in range(end, ready):
                    answer[queue[place]] = layer if onion else level
                end = ready
        # what peeled may have left others below the least that was seen before it
        level = level + 1 if ready > 0 else least
    return answer


@kernel
def _lose(node, level, left, queue, ready):  # type: ignore[no-untyped-def]
    """A tie of a node goes; the node joins the queue when it has no more than the level."""
    if left[node] < 0:
        return ready
    left[node] -= 1
    if left[node] <= level:
        left[node] = -1
        queue[ready] = node
        return ready + 1
    return ready
