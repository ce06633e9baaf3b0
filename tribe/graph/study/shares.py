"""How sure a share is, worked out without numpy: pages that tell of one load none."""

from __future__ import annotations

import math
from statistics import NormalDist

Interval = tuple[float, float]


def wilson(successes: int, n: int, confidence: float = 0.95) -> Interval | None:
    """Wilson's score interval of a share.

    Parameters
    ----------
    successes, n : int
        0 <= successes <= n.
    confidence : float

    Returns
    -------
    (low, high) within 0–1, or None when n is 0.

    Raises
    ------
    ValueError
        `successes` does not lie between 0 and n.

    References
    ----------
    Wilson 1927, JASA 22.

    Examples
    --------
    >>> [round(bound, 2) for bound in wilson(8, 10)]
    [0.49, 0.94]
    """
    if n == 0:
        return None
    if successes > n:
        raise ValueError(f"k ({successes}) is greater than n ({n})")
    if successes < 0:
        raise ValueError(f"k ({successes}) is negative")
    low, high = wilson_of_share(successes / n, n, NormalDist().inv_cdf(0.5 + confidence / 2))
    return 0.0 if successes == 0 else low, 1.0 if successes == n else high


def wilson_of_share(share: float, n: float, reach: float) -> Interval:
    """The same of a share of so many, which need not be a whole number, `reach` deviations wide.

    Examples
    --------
    >>> [round(bound, 2) for bound in wilson_of_share(0.8, 10, 1.96)]
    [0.49, 0.94]
    """
    square = reach * reach
    middle = (share + square / (2 * n)) / (1 + square / n)
    apart = math.sqrt(share * (1 - share) / n + (reach / (2 * n)) ** 2)
    half = reach / (1 + square / n) * apart
    return middle - half, middle + half
