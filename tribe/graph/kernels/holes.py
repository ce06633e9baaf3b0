"""Structural holes: how far each node's contacts are bound to one another, in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held, oriented


def constraint_and_size(
    n: int,
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    weights: NDArray[np.float64] | None = None,
    loops: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Burt's constraint and effective size of every node, from one pass over the triangles.

    With a_ij the mutual weight (both directions summed), p_ij = a_ij / Σ_k a_ik and
    m_ij = a_ij / max_k a_ik:

        c_i = Σ_j (p_ij + Σ_q p_iq p_qj)²,    e_i = Σ_j (1 - Σ_q p_iq m_jq)

    which without weights and loops is Borgatti's e = k - 2t/k. A loop counts as
    networkx has it: a node with one is a contact of its own.

    Parameters
    ----------
    n : int
    u, v : (m,) int32
        The ends of each tie, in any order, as in ``Dyads`` or ``Ties``: the weights of ties
        between the same two are summed. Loops among them are left out.
    weights : (m,) float64, optional
        > 0; 1 each when not given.
    loops : (n,) float64, optional
        The mutual weight of each node with itself, >= 0; none when not given.

    Returns
    -------
    constraint : (n,) float64
        Above 0, at most 1.125 (9/8) without weights or loops; nan for nodes without any pair.
    effective_size : (n,) float64
        Up to the degree; nan for nodes without any pair.

    References
    ----------
    Burt 1992, Structural Holes. Borgatti 1997, Connections 20(1).

    Examples
    --------
    A star of four: its centre is free, its leaves hang on it.

    >>> constraint, size = constraint_and_size(5, np.zeros(4, np.int32), np.arange(1, 5))
    >>> constraint.tolist(), size.tolist()
    ([0.25, 1.0, 1.0, 1.0, 1.0], [4.0, 1.0, 1.0, 1.0, 1.0])
    """
    given = np.broadcast_to(np.float64(1.0), len(u)) if weights is None else weights
    rank, ptr, targets, mutual = oriented(n, u, v, given)
    own = np.zeros(n)
    if loops is not None:
        own[rank] = loops
    own = held(own, np.float64)
    total, most, contacts = _mutual(ptr, targets, mutual, own)
    around, lost = np.zeros(len(targets)), np.zeros(n)
    _by_others(ptr, targets, mutual, total, most, around, lost)
    constraint, size = _constraint_and_size(
        ptr, targets, mutual, own, total, most, contacts, around, lost
    )
    return constraint[rank], size[rank]


@kernel
def _mutual(ptr, targets, weights, loops):  # type: ignore[no-untyped-def]
    """What each node gives and gets in all, and from one contact at most; how many there are."""
    n = len(ptr) - 1
    total, most = loops.copy(), loops.copy()
    contacts = np.zeros(n, dtype=np.int64)
    for i in range(n):
        for place in range(ptr[i], ptr[i + 1]):
            j, a = targets[place], weights[place]
            total[i] += a
            total[j] += a
            most[i] = max(most[i], a)
            most[j] = max(most[j], a)
            contacts[i] += 1
            contacts[j] += 1
    return total, most, contacts


@kernel
def _by_others(ptr, targets, weights, total, most, around, lost):  # type: ignore[no-untyped-def]
    """What binds each pair by way of others, and what each node's contacts lose to one another."""
    n = len(ptr) - 1
    longest = 0
    for i in range(n):
        longest = max(longest, ptr[i + 1] - ptr[i])
    start, stop = np.empty(longest, dtype=np.int64), np.empty(longest, dtype=np.int64)
    met = np.zeros(n, dtype=np.int64)
    for i in range(n):
        first, end = ptr[i], ptr[i + 1]
        if end - first < 2:
            continue
        for place in range(first, end):
            j = targets[place]
            met[j] = place + 1
            start[place - first], stop[place - first] = ptr[j], ptr[j + 1]
        for ij in range(first, end):
            j, a = targets[ij], weights[ij]
            for jk in range(start[ij - first], stop[ij - first]):
                k = targets[jk]
                ik = met[k] - 1
                if ik < 0:
                    continue
                b, c = weights[ik], weights[jk]
                ab, ac, bc = a * b, a * c, b * c
                around[ij] += bc / total[k]
                around[ik] += ac / total[j]
                around[jk] += ab / total[i]
                lost[i] += bc / most[j] + ac / most[k]
                lost[j] += bc / most[i] + ab / most[k]
                lost[k] += ac / most[i] + ab / most[j]
        for place in range(first, end):
            met[targets[place]] = 0


@kernel
def _constraint_and_size(  # type: ignore[no-untyped-def]
    ptr, targets, weights, loops, total, most, contacts, around, lost
):
    n = len(ptr) - 1
    constraint, own = np.zeros(n), np.zeros(n)
    for i in range(n):
        for place in range(ptr[i], ptr[i + 1]):
            j, a = targets[place], weights[place]
            bound = a + around[place] + a * (loops[i] / total[i] + loops[j] / total[j])
            constraint[i] += (bound / total[i]) ** 2
            constraint[j] += (bound / total[j]) ** 2
            lost[i] += a * (loops[i] + loops[j]) / most[j]
            lost[j] += a * (loops[i] + loops[j]) / most[i]
            own[i] += a * a / total[j]
            own[j] += a * a / total[i]
            if loops[i] > 0:
                lost[i] += a * a / most[i]
            if loops[j] > 0:
                lost[j] += a * a / most[j]
    size = np.empty(n)
    for i in range(n):
        if contacts[i] == 0:
            constraint[i] = size[i] = np.nan
            continue
        if loops[i] > 0:
            alone = loops[i] / total[i]
            constraint[i] += (alone + alone**2 + own[i] / total[i]) ** 2
            lost[i] += loops[i] ** 2 / most[i]
            contacts[i] += 1
        size[i] = contacts[i] - lost[i] / total[i]
    return constraint, size


def constraint(n: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.float64]:
    """Burt's constraint where all ties weigh the same: to the bit that of `constraint_and_size`.

    `u`, `v` are (m,) int32, each pair once, no loops. nan for nodes without any pair.
    """
    rank, ptr, targets, _ = oriented(n, u, v)
    found: NDArray[np.float64] = _constraint(ptr, targets, np.zeros(len(targets)))[rank]
    return found


@kernel
def _constraint(ptr, targets, around):  # type: ignore[no-untyped-def]
    n = len(ptr) - 1
    total = np.zeros(n)
    for i in range(n):
        for place in range(ptr[i], ptr[i + 1]):
            total[i] += 1.0
            total[targets[place]] += 1.0
    share = 1.0 / total
    met = np.full(n, -1, dtype=np.int32)
    for i in range(n):
        first, end = ptr[i], ptr[i + 1]
        if end - first < 2:
            continue
        for place in range(first, end):
            met[targets[place]] = place
        for ij in range(first, end):
            j, bound = targets[ij], around[ij]
            for jk in range(np.uint64(ptr[j]), np.uint64(ptr[j + 1])):
                k = np.uint32(targets[jk])
                ik = met[k]
                if ik < 0:
                    continue
                bound += share[k]
                around[np.uint32(ik)] += share[j]
                around[jk] += share[i]
            around[ij] = bound
        for place in range(first, end):
            met[targets[place]] = -1
    constraint = np.zeros(n)
    for i in range(n):
        for place in range(ptr[i], ptr[i + 1]):
            j, bound = targets[place], 1.0 + around[place]
            constraint[i] += (bound / total[i]) ** 2
            constraint[j] += (bound / total[j]) ** 2
        if not total[i]:
            constraint[i] = np.nan
    return constraint
