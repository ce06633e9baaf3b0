"""Seasons: whether counts, such as how many come, rise and fall with a period."""

from __future__ import annotations

import math

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.study.rhythm import (
    CYCLES,
    FINENESS,
    MAX_PERIOD,
    MIN_PERIOD,
    OCCURRENCES,
    Rhythm,
    kept_peak,
)
from tribe.graph.study.uncertainty import exceedance


def lomb_scargle(times: ArrayLike, counts: ArrayLike, periods: ArrayLike) -> NDArray[np.float64]:
    """How much of the scatter of counts a wave of each period explains.

    The generalised Lomb–Scargle periodogram, with a mean of its own at each
    period: 0 (nothing) to 1 (all of it). Moments may lie at any distance.

    Parameters
    ----------
    times : (n,) array
    counts : (n,) array
        What was counted at each time.
    periods : (k,) array
        In the unit of `times`, > 0.

    Returns
    -------
    (k,) power; nan where all counts are alike.

    Raises
    ------
    ValueError
        The arrays differ in length, or a period is not positive.

    References
    ----------
    Lomb 1976; Scargle 1982; Zechmeister & Kürster 2009 (mean of its own).

    Examples
    --------
    >>> import numpy as np
    >>> weeks = np.arange(60) * 7.0
    >>> came = 20 + 5 * np.sin(2 * np.pi * weeks / 84)
    >>> lomb_scargle(weeks, came, [84, 50]).round(2).tolist()
    [1.0, 0.0]
    """
    moments = np.asarray(times, dtype=np.float64).ravel()
    counted = np.asarray(counts, dtype=np.float64).ravel()
    asked = np.asarray(periods, dtype=np.float64).ravel()
    if len(moments) != len(counted):
        raise ValueError("times and counts differ in length")
    if not (asked > 0).all():
        raise ValueError("the period must be positive")
    if not len(asked) or not len(counted) or np.ptp(counted) == 0:
        return np.full(len(asked), np.nan)
    power = scipy.signal.lombscargle(
        moments - moments.min(),
        counted,
        2 * np.pi / asked,
        normalize=True,
        floating_mean=True,
    )
    return np.asarray(np.clip(np.atleast_1d(power), 0, 1), dtype=np.float64)


def find_season(
    times: ArrayLike,
    counts: ArrayLike,
    *,
    nulls: int = 200,
    rng: np.random.Generator | None = None,
) -> Rhythm | None:
    """Look for a period with which counts rise and fall.

    Periods last two usual intervals at least, two days at least, and 400 days at
    most; three of them fit into the span. The significance is that of the whole
    search: the best power when the same counts are shuffled over the same times.
    As with dates, of peaks that chance would not give the longest is kept.

    Parameters
    ----------
    times : (n,) array
        In days.
    counts : (n,) array
    nulls : int
    rng : Generator, optional
        Seed 0 by default.

    Returns
    -------
    Rhythm, whose R is the correlation of the counts with the best wave (√power);
    or None with fewer than eight counts, when all are alike, or the span is too short.

    References
    ----------
    Scargle 1982.

    Examples
    --------
    >>> weeks = np.arange(60) * 7.0
    >>> season = find_season(weeks, 20 + 5 * np.sin(2 * np.pi * weeks / 84))
    >>> round(season.period), season.is_significant
    (84, True)
    """
    moments, counted = _sorted(times, counts)
    if len(moments) < OCCURRENCES or np.ptp(counted) == 0:
        return None
    length = float(moments[-1] - moments[0])
    shortest = max(MIN_PERIOD, 2 * float(np.median(np.diff(moments))))
    longest = min(MAX_PERIOD, length / CYCLES)
    if longest <= shortest:
        return None
    many = math.ceil(FINENESS * length * (1 / shortest - 1 / longest)) + 2
    frequencies = np.linspace(1 / longest, 1 / shortest, many)
    rng = rng or np.random.default_rng(0)
    power = lomb_scargle(moments, counted, 1 / frequencies)
    best = np.array(
        [
            lomb_scargle(moments, rng.permutation(counted), 1 / frequencies).max()
            for _ in range(nulls)
        ],
        dtype=np.float64,
    )
    place = kept_peak(power, best)
    period = _refined(moments, counted, frequencies, place)
    explained = float(lomb_scargle(moments, counted, [period])[0])
    chance = np.sqrt(best) if nulls else np.zeros(1)
    return Rhythm(
        period,
        math.sqrt(explained),
        len(moments) * explained,
        exceedance(float(power[place]), best),
        float(chance.mean()),
        float(chance.std()),
    )


def _sorted(times: ArrayLike, counts: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    moments = np.asarray(times, dtype=np.float64).ravel()
    counted = np.asarray(counts, dtype=np.float64).ravel()
    if len(moments) != len(counted):
        raise ValueError("times and counts differ in length")
    order = np.lexsort((counted, moments))
    return moments[order], counted[order]


def _refined(
    times: NDArray[np.float64],
    counts: NDArray[np.float64],
    frequencies: NDArray[np.float64],
    place: int,
) -> float:
    step = float(frequencies[1] - frequencies[0])
    found = scipy.optimize.minimize_scalar(
        lambda frequency: -float(lomb_scargle(times, counts, [1 / frequency])[0]),
        bounds=(max(frequencies[place] - step, frequencies[0] / 2), frequencies[place] + step),
        method="bounded",
        options={"xatol": step * 1e-4},
    )
    return float(1 / found.x)
