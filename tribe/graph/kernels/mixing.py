"""Who is tied to whom by what they are: sums over ties, each member counting so many times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.compiling import kernel
from tribe.graph.kernels.pairs import held


def degrees(
    n: int, u: NDArray[np.int32], v: NDArray[np.int32], times: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) how many others each member is tied to, where member i counts `times[i]` times."""
    return np.asarray(_degrees(n, held(u, np.int32), held(v, np.int32), held(times, np.float64)))


def moments(
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    times: NDArray[np.float64],
    x: NDArray[np.float64],
) -> tuple[float, float, float, float]:
    """Sums over the ends of ties: 1, x, x², and x of one end times x of the other.

    Every tie counts in both directions and weighs the product of its ends' `times`.

    Parameters
    ----------
    u, v : (m,) int32
    times, x : (n,) float64
    """
    found = _moments(
        held(u, np.int32), held(v, np.int32), held(times, np.float64), held(x, np.float64)
    )
    return float(found[0]), float(found[1]), float(found[2]), float(found[3])


def matrix(
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    times: NDArray[np.float64],
    group: NDArray[np.int32],
    groups: int,
) -> NDArray[np.float64]:
    """(groups, groups) ties from group to group, both directions, weighed as in `moments`.

    Ties of members whose group is below 0 are left out.
    """
    return np.asarray(
        _matrix(
            held(u, np.int32),
            held(v, np.int32),
            held(times, np.float64),
            held(group, np.int32),
            groups,
        )
    )


@kernel
def _degrees(n, u, v, times):  # type: ignore[no-untyped-def]
    degree = np.zeros(n)
    for tie in range(len(u)):
        degree[u[tie]] += times[v[tie]]
        degree[v[tie]] += times[u[tie]]
    return degree


@kernel
def _moments(u, v, times, x):  # type: ignore[no-untyped-def]
    ends, first, second, product = 0.0, 0.0, 0.0, 0.0
    for tie in range(len(u)):
        a, b = u[tie], v[tie]
        weight = times[a] * times[b]
        if weight == 0.0:
            continue
        ends += 2.0 * weight
        first += weight * (x[a] + x[b])
        second += weight * (x[a] * x[a] + x[b] * x[b])
        product += 2.0 * weight * x[a] * x[b]
    return ends, first, second, product


@kernel
def _matrix(u, v, times, group, groups):  # type: ignore[no-untyped-def]
    table = np.zeros((groups, groups))
    for tie in range(len(u)):
        a, b = group[u[tie]], group[v[tie]]
        if a < 0 or b < 0:
            continue
        weight = times[u[tie]] * times[v[tie]]
        table[a, b] += weight
        table[b, a] += weight
    return table
