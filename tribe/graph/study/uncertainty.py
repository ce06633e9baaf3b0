"""How sure a number is: intervals, resampling of members, nulls and many tests at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.study.shares import Interval, wilson


def newcombe(a: int, n: int, b: int, m: int, confidence: float = 0.95) -> Interval | None:
    """Newcombe's hybrid score interval of the difference a/n - b/m.

    Returns
    -------
    (low, high) within -1–1, or None when a sample is empty.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17, method 10.

    Examples
    --------
    >>> [round(bound, 4) for bound in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    first, second = wilson(a, n, confidence), wilson(b, m, confidence)
    if first is None or second is None:
        return None
    p, q = a / n, b / m
    low = np.hypot(p - first[0], second[1] - q)
    high = np.hypot(first[1] - p, q - second[0])
    return float(p - q - low), float(p - q + high)


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """p-values adjusted for having been looked at together; None stays None.

    References
    ----------
    Benjamini & Hochberg 1995.

    Examples
    --------
    >>> benjamini_hochberg([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    known = [place for place, p in enumerate(p_values) if p is not None]
    p = np.array([p_values[place] for place in known], dtype=np.float64)
    falling = np.argsort(-p, kind="stable")
    times = len(p) / np.arange(len(p), 0, -1)
    adjusted: list[float | None] = [None] * len(p_values)
    for place, value in zip(falling, np.minimum.accumulate(p[falling] * times), strict=True):
        adjusted[known[place]] = min(float(value), 1.0)
    return adjusted


def exceedance(value: float, null: ArrayLike) -> float:
    """p = (1 + #{null >= value}) / (R + 1): how often chance gives as much.

    Examples
    --------
    >>> exceedance(3.0, [1.0, 2.0, 4.0])
    0.5
    """
    reached = reaches(value, null)
    return float((1 + np.count_nonzero(reached)) / (len(reached) + 1))


def reaches(value: float, null: ArrayLike) -> NDArray[np.bool_]:
    """Which draws are as high as a value, with a hair of tolerance, so that equals count."""
    drawn = np.asarray(null, dtype=np.float64)
    reached: NDArray[np.bool_] = drawn >= value - 1e-12 * max(1.0, abs(value))
    return reached


def resamples(n: int, times: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Vertex bootstraps: each an (n,) count of how often a member was drawn, n in all."""
    for _ in range(times):
        yield np.bincount(rng.integers(0, n, n), minlength=n)


def own_pairs(drawn: NDArray[np.int64]) -> int:
    """Pairs of copies of one member, whose dyad Snijders and Borgatti draw at random."""
    return int((drawn * (drawn - 1) // 2).sum())


def normal_interval(
    value: float, replicates: ArrayLike, low: float = -np.inf, high: float = np.inf
) -> Interval | None:
    """value ± 1.96 bootstrap standard errors, kept within the range of the measure.

    The vertex bootstrap is biased (a drawn sample holds two thirds of the
    members), so its spread is used and not its quantiles. None when fewer
    than two replicates are defined.

    References
    ----------
    Snijders & Borgatti 1999, Connections 22(2).
    """
    drawn = np.asarray(replicates, dtype=np.float64)
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) < 2:
        return None
    reach = float(scipy.special.ndtri(0.975)) * float(drawn.std(ddof=1))
    return max(low, value - reach), min(high, value + reach)


def reach_of_mean(parts: ArrayLike) -> float:
    """How far the mean of independent parts reaches either way, 95 %.

    By Student's t of as many parts as carry the variance, (Σz²)²/Σz⁴ less one: where a few say
    nearly all, it is less sure than a normal law of all would have it. 0 of fewer than two.

    References
    ----------
    Satterthwaite 1946; Bell & McCaffrey 2002.

    Examples
    --------
    >>> round(reach_of_mean([-1, 1] * 50), 3), round(reach_of_mean([0] * 98 + [-50, 50]), 3)
    (0.199, 9.03)
    """
    z = np.asarray(parts, dtype=np.float64)
    if len(z) < 2:
        return 0.0
    squares = (z - z.mean()) ** 2
    total = float(squares.sum())
    if not total > 0:
        return 0.0
    carrying = total**2 / float((squares**2).sum())
    error = float(np.sqrt(total / (len(z) * (len(z) - 1))))
    return float(scipy.special.stdtrit(max(carrying - 1, 1.0), 0.975)) * error


SURE = 0.06  # of a spread, as a share of it


def is_spread_known(replicates: ArrayLike) -> bool:
    """Whether more replicates would hardly move their standard deviation.

    Its own standard error, s √((κ - 1) / 4 B) with κ the kurtosis, is at most 6 % of it: after
    140 normal replicates, and later for heavier tails.

    Examples
    --------
    >>> is_spread_known([0.0, 1.0] * 50), is_spread_known([0.0] * 99 + [1.0])
    (True, False)
    """
    drawn = np.asarray(replicates, dtype=np.float64)
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return True
    apart = drawn - drawn.mean()
    square = float((apart**2).mean())
    if square < 1e-24:
        return True
    kurtosis = float((apart**4).mean()) / square**2
    return (kurtosis - 1) / (4 * len(drawn)) <= SURE**2


def percentile_interval(replicates: ArrayLike) -> Interval | None:
    """The middle 95 % of the replicates; None when none is defined."""
    drawn = np.asarray(replicates, dtype=np.float64)
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return None
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
