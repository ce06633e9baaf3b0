"""How long something waits, where some of it still does: Kaplan and Meier's curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.study.shares import Interval


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """Share still waiting after each time, with Greenwood's interval.

    Attributes
    ----------
    times, survival, low, high : (steps,) float64
        At each distinct time, answered or not; nan where no interval is defined.
    median : float or None
        The first time at which half or fewer still wait.
    interval : (low, high) or None
        Of the median; None when the interval is open above.
    """

    times: NDArray[np.float64]
    survival: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def median(self) -> float | None:
        """When half had their answer; None when fewer than half ever had."""
        return _first(self.times, self.survival)

    @property
    def at_least(self) -> float | None:
        """The lower end of Brookmeyer and Crowley's interval of the median."""
        return _first(self.times, self.low)

    @property
    def interval(self) -> Interval | None:
        """Brookmeyer and Crowley's: the times whose own interval holds one half."""
        high = _first(self.times, self.high)
        return None if self.at_least is None or high is None else (self.at_least, high)

    def at(self, time: float) -> float:
        """Share still waiting after `time`."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        return 1.0 if place < 0 else float(self.survival[place])


def _first(times: NDArray[np.float64], height: NDArray[np.float64]) -> float | None:
    below = np.flatnonzero(height <= 0.5 + 1e-12)
    return float(times[below[0]]) if len(below) else None


def kaplan_meier(durations: ArrayLike, observed: ArrayLike) -> SurvivalCurve | None:
    """Share still waiting as time goes by, when some have not been answered yet.

    S(t) = Π (1 - d_i / n_i) over answers up to t; intervals log-log by
    Greenwood's variance.

    Parameters
    ----------
    durations : (n,) array
        Time until the answer, or until now; any unit, >= 0.
    observed : (n,) array of bool
        False where no answer came yet (censored).

    Returns
    -------
    SurvivalCurve, or None without durations.

    Raises
    ------
    ValueError
        The arrays differ in length, or a duration is negative or no number.

    References
    ----------
    Kaplan & Meier 1958; Brookmeyer & Crowley 1982.

    Examples
    --------
    >>> curve = kaplan_meier([1, 2, 3, 4, 5], [True, True, False, True, False])
    >>> curve.survival.round(2).tolist(), curve.median
    ([0.8, 0.6, 0.6, 0.3, 0.3], 4.0)
    """
    waits = np.asarray(durations, dtype=np.float64).ravel()
    heard = np.asarray(observed, dtype=np.bool_).ravel()
    if len(waits) != len(heard):
        raise ValueError("durations and answers differ in length")
    if not (np.isfinite(waits) & (waits >= 0)).all():
        raise ValueError("durations must be numbers, 0 or more")
    if not len(waits):
        return None
    survival = scipy.stats.ecdf(
        scipy.stats.CensoredData(uncensored=waits[heard], right=waits[~heard])
    ).sf
    times, heights = survival.quantiles, survival.probabilities
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _greenwood(waits, heard, times, heights)
    return SurvivalCurve(times, heights, low, high)


def _greenwood(
    waits: NDArray[np.float64],
    heard: NDArray[np.bool_],
    times: NDArray[np.float64],
    heights: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    at_risk = len(waits) - np.searchsorted(np.sort(waits), times, side="left")
    answers = np.sort(waits[heard])
    answered = np.searchsorted(answers, times, "right") - np.searchsorted(answers, times, "left")
    variance = np.cumsum(answered / (at_risk * (at_risk - answered)))
    log = np.log(heights)
    reach = scipy.special.ndtri(0.975) * np.sqrt(variance) / np.abs(log)
    low, high = heights ** np.exp(reach), heights ** np.exp(-reach)
    # nothing answered yet, or all answered: the ends are certain as far as the data go
    certain = (heights <= 0) | (heights >= 1)
    return np.where(certain, heights, low), np.where(certain, heights, high)
