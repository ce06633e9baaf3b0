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
    p, z = successes / n, NormalDist().inv_cdf(0.5 + confidence / 2)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    low = 0.0 if successes == 0 else middle - reach
    return low, 1.0 if successes == n else middle + reach
