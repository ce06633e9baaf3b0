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


def correlation(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> float:
    """Pearson's r over the slots of rows: x of the row, y of its neighbour (Newman 2003, eq. 21).

    nan where one of them never varies, or there is no slot.

    Parameters
    ----------
    indptr : (n + 1,) int64
    indices : (slots,) int32
    x, y : (n,) float64
    """
    first, second, product = _varied(
        held(indptr, np.int64), held(indices, np.int32), held(x, np.float64), held(y, np.float64)
    )
    spread = float(np.sqrt(first * second))
    return float(product / spread) if spread > 0 else float("nan")


@kernel
def _varied(indptr, indices, x, y):  # type: ignore[no-untyped-def]
    """Sums over the slots of x², y² and x y, each from its mean."""
    middle, other = 0.0, 0.0
    for i in range(len(indptr) - 1):
        middle += x[i] * (indptr[i + 1] - indptr[i])
    for target in indices:
        other += y[target]
    middle /= len(indices)
    other /= len(indices)
    first, second, product = 0.0, 0.0, 0.0
    for i in range(len(indptr) - 1):
        here, there = x[i] - middle, 0.0
        for slot in range(indptr[i], indptr[i + 1]):
            away = y[indices[slot]] - other
            there += away
            second += away * away
        first += here * here * (indptr[i + 1] - indptr[i])
        product += here * there
    return first, second, product


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
