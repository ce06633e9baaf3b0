"""Control charts: whether a series has left its usual range, its seasons allowed for."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

WEIGHT, WIDTH = 0.2, 2.86  # of the EWMA: a false alarm in 370 steps (Lucas & Saccucci 1990)
SLACK, DECISION = 0.5, 5.0  # of the CUSUM: one in 465 (Montgomery)
YEAR = 365.25 / 7  # weeks
HARMONICS = 2
SLOWEST = 0.8


def ewma(z: ArrayLike, weight: float = WEIGHT) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exponentially weighted moving average of a standardised series, and its deviation.

    s_t = λ z_t + (1 - λ) s_{t-1}, s_0 = 0; deviation √(λ / (2 - λ) · (1 - (1 - λ)^2t)).

    Parameters
    ----------
    z : (t,) array, in standard deviations from the usual
    weight : float
        λ, above 0 and up to 1.

    Returns
    -------
    tuple of (n,) float64
        (n,) the average, and (n,) its standard deviation.

    Raises
    ------
    ValueError
        The weight lies outside.

    References
    ----------
    Roberts 1959; Lucas & Saccucci 1990.

    Examples
    --------
    >>> averages, deviations = ewma([1.0, 1.0], weight=0.5)
    >>> averages.tolist(), deviations.round(3).tolist()
    ([0.5, 0.75], [0.5, 0.559])
    """
    if not 0 < weight <= 1:
        raise ValueError("the weight must lie above 0 and be 1 at most")
    series = np.asarray(z, dtype=np.float64)
    averages = scipy.signal.lfilter([weight], [1, weight - 1], series)
    steps = np.arange(1, len(series) + 1)
    deviations = np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * steps)))
    return np.asarray(averages, dtype=np.float64), deviations


def cusum(z: ArrayLike, slack: float = SLACK) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cumulative sums of what exceeds the slack, upwards and downwards; both >= 0.

    Returns
    -------
    tuple of (n,) float64
        (n,) upwards, and (n,) downwards.

    References
    ----------
    Page 1954.

    Examples
    --------
    >>> up, down = cusum([1.0, 2.0, -3.0])
    >>> up.tolist(), down.tolist()
    ([0.5, 2.0, 0.0], [0.0, 0.0, 2.5])
    """
    series = np.asarray(z, dtype=np.float64)
    up, down = np.zeros(len(series)), np.zeros(len(series))
    high = low = 0.0
    for place, step in enumerate(series):
        high, low = max(0.0, high + step - slack), max(0.0, low - step - slack)
        up[place], down[place] = high, low
    return up, down


def deseasoned(values: ArrayLike) -> NDArray[np.float64]:
    """A weekly series without its yearly waves; as it is where it is shorter than two years."""
    series = np.asarray(values, dtype=np.float64)
    known = np.isfinite(series)
    if known.sum() < 2 * YEAR:
        return series
    turn = 2 * np.pi * np.arange(len(series)) / YEAR
    waves = [wave(k * turn) for k in range(1, HARMONICS + 1) for wave in (np.cos, np.sin)]
    table = np.column_stack([np.ones(len(series)), *waves])
    fitted = np.linalg.lstsq(table[known], series[known], rcond=None)[0]
    return np.asarray(series - table[:, 1:] @ fitted[1:])


def standardised(values: ArrayLike) -> NDArray[np.float64]:
    """Each value against all before it, as a normal deviate; a series needs no usual range given.

    Q_n = Φ⁻¹ T_{n-2}( √((n - 1) / n) (x_n - x̄_{n-1}) / s_{n-1} ). What a value keeps of the one
    before is taken away first, so that a slow series does not raise alarms. The first two and
    those that cannot be told are 0; nan stays out.

    Returns
    -------
    (n,) float64
        Standard deviations.

    References
    ----------
    Hawkins 1987 (self-starting charts); Alwan & Roberts 1988 (residuals).
    """
    series = np.asarray(values, dtype=np.float64)
    series = series[np.isfinite(series)]
    if len(series) > 2:
        around = series - series.mean()
        power = float((around**2).sum())
        kept = float((around[1:] * around[:-1]).sum()) / power if power > 0 else 0.0
        # chance alone gives about 1 / √n
        kept = min(kept, SLOWEST) if kept > 2 / len(series) ** 0.5 else 0.0
        series = np.concatenate([series[:1] * (1 - kept), series[1:] - kept * series[:-1]])
    found = np.zeros(len(series))
    if len(series) < 3:
        return found
    around = series - series.mean()
    before = np.arange(2, len(series))
    mean = np.cumsum(around)[1:-1] / before
    square = np.cumsum(around**2)[1:-1] - before * mean**2
    spread = np.sqrt(np.maximum(square, 0.0) / (before - 1))
    told = spread > 1e-9 * max(1.0, float(np.abs(series).max()))
    ratio = np.divide(around[2:] - mean, spread, out=np.zeros(len(before)), where=told)
    share = scipy.special.stdtr(before - 1, ratio * np.sqrt(before / (before + 1)))
    found[2:] = scipy.special.ndtri(np.clip(share, 1e-9, 1 - 1e-9))
    return found


def has_moved(values: ArrayLike, lately: int) -> int:
    """1 where a series has risen out of its usual range within its last steps, -1 fallen, or 0."""
    z = standardised(deseasoned(values))
    averages, deviations = ewma(z)
    up, down = cusum(z)
    higher = (averages > WIDTH * deviations) | (up > DECISION)
    lower = (averages < -WIDTH * deviations) | (down > DECISION)
    rises, falls = np.flatnonzero(higher[-lately:]), np.flatnonzero(lower[-lately:])
    if not len(rises) and not len(falls):
        return 0
    return 1 if rises.max(initial=-1) > falls.max(initial=-1) else -1
