"""Whether two orders agree: Spearman's ρ and Kendall's τ-b.

Those of scipy.stats, which the tests hold beside them, without the second that its import takes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph import kernels


def rank_correlation(one: ArrayLike, other: ArrayLike) -> float:
    """Spearman's ρ, equal values at their mean rank; nan where either does not differ.

    Examples
    --------
    >>> round(rank_correlation([1, 2, 2, 9], [1, 3, 2, 7]), 4)
    0.9487
    """
    ranked = [_ranks(np.asarray(values, dtype=np.float64)) for values in (one, other)]
    if len(ranked[0]) < 3 or any(np.ptp(ranks) == 0 for ranks in ranked):
        return np.nan
    return float(np.corrcoef(ranked[0], ranked[1])[0, 1])


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(values)
    first = np.flatnonzero(np.diff(values[order], prepend=np.nan) != 0)  # of each run of equals
    many = np.diff(first, append=len(values))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(first + (many - 1) / 2, many)
    return ranks


def tau(one: ArrayLike, other: ArrayLike) -> float:
    """Kendall's τ-b; nan where either does not differ.

    References
    ----------
    Kendall 1945, Biometrika 33.

    Examples
    --------
    >>> round(tau([1, 2, 2, 9], [1, 3, 2, 7]), 4)
    0.9129
    """
    first, second = (np.unique(values, return_inverse=True) for values in (one, other))
    x, y = first[1].astype(np.int64), second[1].astype(np.int64)
    pairs = _pairs(np.array([len(x)]))
    apart = pairs - _pairs(np.bincount(x)), pairs - _pairs(np.bincount(y))
    if not all(apart):
        return np.nan
    both = _pairs(np.unique(x * len(second[0]) + y, return_counts=True)[1])
    against = int(kernels.ranks.inversions(y[np.lexsort((y, x))], len(second[0])))
    # of the pairs that differ in both
    differ = apart[0] + apart[1] - pairs + both
    return float((differ - 2 * against) / np.sqrt(float(apart[0]) * float(apart[1])))


def _pairs(many: NDArray[np.int64]) -> int:
    return int((many * (many - 1) // 2).sum())
