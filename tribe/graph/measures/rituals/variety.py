"""Variety: how many kinds there would be if all were equally frequent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def effective_number(counts: ArrayLike) -> float | None:
    """How many equally frequent kinds are as varied as these.

    e^H with Shannon's H = -Σ p log p: from 1 (one kind alone) to the number
    of kinds (all equal).

    Parameters
    ----------
    counts : (kinds,) array
        How often each kind was met, >= 0.

    Returns
    -------
    float >= 1, or None when nothing was met.

    Raises
    ------
    ValueError
        A count is negative or no number.

    References
    ----------
    Shannon 1948; Hill 1973 (the number of order 1).

    Examples
    --------
    >>> round(effective_number([5, 3, 2]), 2)
    2.8
    """
    met = np.asarray(counts, dtype=np.float64).ravel()
    if not (np.isfinite(met) & (met >= 0)).all():
        raise ValueError("counts must be numbers, 0 or more")
    met = np.sort(met[met > 0])
    if not len(met):
        return None
    shares = met / met.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))
