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
        The ends of each tied pair, u != v, each pair once and in either order, as in
        ``Dyads`` or from ``pairs.merged``.
    weights : (m,) float64, optional
        The mutual weight of each pair, > 0; 1 each when not given.
    loops : (n,) float64, optional
        The weight of each node's loop, >= 0; none when not given.

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
    order = oriented(n, u, v)
    mutual = np.ones(len(u)) if weights is None else np.asarray(weights, dtype=np.float64)
    ranked = np.zeros(n)
    if loops is not None:
        ranked[order.rank] = loops
    constraint, size = _constraint_and_size(
        held(order.ptr, np.int64),
        held(order.targets, np.int32),
        held(mutual[order.pair], np.float64),
        held(ranked, np.float64),
    )
    return constraint[order.rank], size[order.rank]


@kernel
def _constraint_and_size(ptr, targets, weights, loops):  # type: ignore[no-untyped-def]
    n = len(ptr) - 1
    total, most, contacts = _mutual(ptr, targets, weights, loops)
    share, peak = 1.0 / total, 1.0 / most
    around, lost = _by_others(ptr, targets, weights, share, peak)
    constraint, own = np.zeros(n), np.zeros(n)
    for i in range(n):
        for place in range(ptr[i], ptr[i + 1]):
            j, a = targets[place], weights[place]
            bound = a + around[place] + a * (loops[i] * share[i] + loops[j] * share[j])
            constraint[i] += (share[i] * bound) ** 2
            constraint[j] += (share[j] * bound) ** 2
            lost[i] += a * (loops[i] + loops[j]) * peak[j]
            lost[j] += a * (loops[i] + loops[j]) * peak[i]
            own[i] += a * a * share[j]
            own[j] += a * a * share[i]
            if loops[i] > 0:
                lost[i] += a * a * peak[i]
            if loops[j] > 0:
                lost[j] += a * a * peak[j]
    size = np.empty(n)
    for i in range(n):
        if contacts[i] == 0:
            constraint[i] = size[i] = np.nan
            continue
        if loops[i] > 0:
            alone = loops[i] * share[i]
            constraint[i] += (alone + alone**2 + share[i] * own[i]) ** 2
            lost[i] += loops[i] ** 2 * peak[i]
            contacts[i] += 1
        size[i] = contacts[i] - share[i] * lost[i]
    return constraint, size


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
def _by_others(ptr, targets, weights, share, peak):  # type: ignore[no-untyped-def]
    """What binds each pair by way of others, and what each node's contacts lose to one another."""
    n, m = len(ptr) - 1, len(targets)
    around, lost = np.zeros(m), np.zeros(n)
    met = np.zeros(n, dtype=np.int64)
    for i in range(n):
        first, end = ptr[i], ptr[i + 1]
        if end - first < 2:
            continue
        for place in range(first, end):
            met[targets[place]] = place + 1
        for ij in range(first, end):
            j, a = targets[ij], weights[ij]
            for jk in range(ptr[j], ptr[j + 1]):
                k = targets[jk]
                ik = met[k] - 1
                if ik < 0:
                    continue
                b, c = weights[ik], weights[jk]
                ab, ac, bc = a * b, a * c, b * c
                around[ij] += bc * share[k]
                around[ik] += ac * share[j]
                around[jk] += ab * share[i]
                lost[i] += bc * peak[j] + ac * peak[k]
                lost[j] += bc * peak[i] + ab * peak[k]
                lost[k] += ac * peak[i] + ab * peak[j]
        for place in range(first, end):
            met[targets[place]] = 0
    return around, lost
