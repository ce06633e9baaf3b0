"""Brokerage over groups: who stands between whom, counted without walking every path.

All paths a → v → b are counted from how many neighbours v has in each group; those whose ends
are tied, a → b, are found as triangles and taken away.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held, oriented
from tribe.graph.kernels.rows import turn_round

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


class Layout(NamedTuple):
    """Ties as brokers are counted on them; the groups come later and may be exchanged.

    Attributes
    ----------
    out, into : (indptr (n + 1,) int64, indices (ties,) int32)
        Ties by source and by target.
    ptr, targets :
        Tied pairs by rank, as in ``pairs.Oriented``.
    ways : (pairs,) int8
        1 where the end of lower rank turns to the other, plus 2 where that one turns to it.
    node : (n,) int32
        The node of each rank.
    """

    out: tuple[NDArray[np.int64], NDArray[np.int32]]
    into: tuple[NDArray[np.int64], NDArray[np.int32]]
    ptr: NDArray[np.int64]
    targets: NDArray[np.int32]
    ways: NDArray[np.int8]
    node: NDArray[np.int32]


def laid_out(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> Layout:
    """Ties made ready to be counted on.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (ties,) int32
        Ascending within each row, none twice, no loops.
    """
    n = len(indptr) - 1
    rows = np.repeat(np.arange(n, dtype=np.int32), np.diff(indptr))
    back, sources, _ = turn_round(indptr, indices)
    # each pair weighs 1 from the lower number to the higher, plus 2 the other way
    pairs = oriented(n, rows, indices, np.where(rows < indices, 1.0, 2.0))
    node = np.argsort(pairs.rank)
    ways = pairs.weights.astype(np.int8)
    falls = np.repeat(node, np.diff(pairs.ptr)) > node[pairs.targets]
    return Layout(
        (held(indptr, np.int64), held(indices, np.int32)),
        (held(back, np.int64), held(sources, np.int32)),
        pairs.ptr,
        pairs.targets,
        held(np.where(falls & (ways < 3), 3 - ways, ways), np.int8),
        held(node, np.int32),
    )


def counted(ties: Layout, group: NDArray[np.int32], groups: int) -> NDArray[np.int64]:
    """Open paths a → v → b, without a tie a → b, by broker v and by the groups of the three.

    Parameters
    ----------
    ties : Layout
    group : (n,) int32
        From 0 to `groups` - 1.
    groups : int

    Returns
    -------
    (n, 5) int64
        Coordinator AAA, itinerant ABA, gatekeeper ABB, representative AAB, liaison ABC.
    """
    whose = held(group, np.int32)
    paths = _paths(*ties.out, *ties.into, whose, groups)
    _take_closed(ties.ptr, ties.targets, ties.ways, ties.node, whose, paths)
    return np.asarray(paths)


def totalled(ties: Layout, group: NDArray[np.int32], groups: int) -> NDArray[np.int64]:
    """(5,) what `counted` gives, summed over all brokers.

    Closed triads are only sorted by their ties and by which of their ends share a group; what
    each sort takes away is worked out once.
    """
    whose = held(group, np.int32)
    paths = np.asarray(_paths(*ties.out, *ties.into, whose, groups)).sum(axis=0)
    _take_sorts(_sorts(ties.ptr, ties.targets, ties.ways, held(whose[ties.node], np.int32)), paths)
    return np.asarray(paths)


@kernel
def _sorts(ptr, targets, ways, group):  # type: ignore[no-untyped-def]
    """(64, 8) closed triads by the ways of their three ties and by whose groups are the same."""
    n = len(ptr) - 1
    found = np.zeros((64, 8), dtype=np.int64)
    met = np.full(n, -1, dtype=np.int32)
    for i in range(n):
        if ptr[i + 1] - ptr[i] < 2:
            continue
        for place in range(ptr[i], ptr[i + 1]):
            met[targets[place]] = place
        for ij in range(ptr[i], ptr[i + 1]):
            j = targets[ij]
            for jk in range(np.uint64(ptr[j]), np.uint64(ptr[j + 1])):
                k = np.uint32(targets[jk])
                ik = met[k]
                if ik >= 0:
                    way = ways[ij] + 4 * ways[ik] + 16 * ways[jk]
                    alike = (group[i] == group[j]) + 2 * (group[i] == group[k])
                    found[way, alike + 4 * (group[j] == group[k])] += 1
        for place in range(ptr[i], ptr[i + 1]):
            met[targets[place]] = -1
    return found


@kernel
def _take_sorts(found, counts):  # type: ignore[no-untyped-def]
    for way in range(64):
        xy, yx, xz, zx = way & 1, way & 2, way & 4, way & 8
        yz, zy = way & 16, way & 32
        for alike in range(8):
            triads = found[way, alike]
            if not triads:
                continue
            # groups that are the same as each other as those were
            x, y = 0, 0 if alike & 1 else 1
            z = x if alike & 2 else (y if alike & 4 else 2)
            if xy and yz and xz:
                counts[_role(x, y, z)] -= triads
            if xz and zy and xy:
                counts[_role(x, z, y)] -= triads
            if yx and xz and yz:
                counts[_role(y, x, z)] -= triads
            if yz and zx and yx:
                counts[_role(y, z, x)] -= triads
            if zx and xy and zy:
                counts[_role(z, x, y)] -= triads
            if zy and yx and zx:
                counts[_role(z, y, x)] -= triads


@kernel
def _paths(indptr, indices, back, sources, group, groups):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    counts = np.zeros((n, 5), dtype=np.int64)
    towards = np.zeros(groups, dtype=np.int64)
    for v in range(n):
        own = group[v]
        reached, reached_own = indptr[v + 1] - indptr[v], 0
        for place in range(indptr[v], indptr[v + 1]):
            towards[group[indices[place]]] += 1
            reached_own += group[indices[place]] == own
        heard, heard_own, returning = back[v + 1] - back[v], 0, 0
        mutual, mutual_own = 0, 0
        there = indptr[v]
        for place in range(back[v], back[v + 1]):
            a = sources[place]
            if group[a] == own:
                heard_own += 1
            else:
                returning += towards[group[a]]
            while there < indptr[v + 1] and indices[there] < a:
                there += 1
            if there < indptr[v + 1] and indices[there] == a:
                mutual += 1
                mutual_own += group[a] == own
        for place in range(indptr[v], indptr[v + 1]):
            towards[group[indices[place]]] = 0
        counts[v, 0] = heard_own * reached_own - mutual_own
        counts[v, 1] = returning - (mutual - mutual_own)
        counts[v, 2] = (heard - heard_own) * reached_own
        counts[v, 3] = heard_own * (reached - reached_own)
        counts[v, 4] = (heard - heard_own) * (reached - reached_own) - returning
    return counts


@kernel
def _role(a, v, b):  # type: ignore[no-untyped-def]
    if a == b:
        return 0 if v == a else 1
    if v == b:
        return 2
    return 3 if v == a else 4


@kernel
def _take_closed(ptr, targets, ways, node, group, counts):  # type: ignore[no-untyped-def]
    n = len(ptr) - 1
    met = np.zeros(n, dtype=np.int64)
    for i in range(n):
        if ptr[i + 1] - ptr[i] < 2:
            continue
        for place in range(ptr[i], ptr[i + 1]):
            met[targets[place]] = place + 1
        x = node[i]
        for ij in range(ptr[i], ptr[i + 1]):
            j = targets[ij]
            y = node[j]
            for jk in range(ptr[j], ptr[j + 1]):
                ik = met[targets[jk]] - 1
                if ik < 0:
                    continue
                z = node[targets[jk]]
                gx, gy, gz = group[x], group[y], group[z]
                xy, yx = ways[ij] & 1, ways[ij] & 2
                xz, zx = ways[ik] & 1, ways[ik] & 2
                yz, zy = ways[jk] & 1, ways[jk] & 2
                if xy and yz and xz:
                    counts[y, _role(gx, gy, gz)] -= 1
                if xz and zy and xy:
                    counts[z, _role(gx, gz, gy)] -= 1
                if yx and xz and yz:
                    counts[x, _role(gy, gx, gz)] -= 1
                if yz and zx and yx:
                    counts[z, _role(gy, gz, gx)] -= 1
                if zx and xy and zy:
                    counts[x, _role(gz, gx, gy)] -= 1
                if zy and yx and zx:
                    counts[y, _role(gz, gy, gx)] -= 1
        for place in range(ptr[i], ptr[i + 1]):
            met[targets[place]] = 0
