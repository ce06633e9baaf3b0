"""Newcomers: how long a first post waits for its first answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.evidence import Newcomers
from tribe.graph.measures.registry import Finding, Measure
from tribe.graph.measures.study import Study
from tribe.graph.privacy import SMALLEST
from tribe.graph.uncertainty import Interval
from tribe.graph.words import Words, duration, in_hundred

HOUR = 3600.0
READ_AT = (0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0)


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
    reach = scipy.stats.norm.ppf(0.975) * np.sqrt(variance) / np.abs(log)
    low, high = heights ** np.exp(reach), heights ** np.exp(-reach)
    # nothing answered yet, or all answered: the ends are certain as far as the data go
    certain = (heights <= 0) | (heights >= 1)
    return np.where(certain, heights, low), np.where(certain, heights, high)


def _curve(waits: NDArray[np.float64], answered: NDArray[np.bool_]) -> SurvivalCurve | None:
    return kaplan_meier(waits / HOUR, answered)


def _by_members(newcomers: Newcomers) -> SurvivalCurve | None:
    if newcomers.member_waits is None or newcomers.member_answered is None:
        return _curve(newcomers.waits, newcomers.answered)
    return _curve(newcomers.member_waits, newcomers.member_answered)


def _wait(study: Study) -> Finding:
    newcomers = study.evidence.newcomers
    curve, anyone = _by_members(newcomers), _curve(newcomers.waits, newcomers.answered)
    if curve is None or anyone is None:
        return Finding(None)
    waits = newcomers.waits if newcomers.member_waits is None else newcomers.member_waits
    steps = [
        {"hours": hours, "answered": 1 - curve.at(hours)}
        for hours in READ_AT
        if np.count_nonzero(waits / HOUR >= hours) >= SMALLEST
    ]
    return Finding(
        curve.median,
        curve.interval,
        detail={
            "steps": steps,
            "answered_share": 1 - float(curve.survival[-1]),
            "within_a_day": 1 - curve.at(24.0),
            "at_least": curve.at_least,
            "median_with_brand": anyone.median,
        },
    )


def _read_wait(finding: Finding) -> Words:
    if finding.value is None:
        share = finding.detail["answered_share"]
        return Words(
            "Fewer than half of newcomers’ first posts have been answered so far "
            f"({in_hundred(share, 'en')} of 100).",
            "Moins de la moitié des premiers messages des nouveaux venus ont eu une réponse "
            f"({in_hundred(share, 'fr')} sur 100).",
        )
    reach = {"en": "", "fr": ""}
    if finding.interval:
        low, high = finding.interval
        reach = {
            "en": f" (from {duration(low, 'en')} to {duration(high, 'en')})",
            "fr": f" (de {duration(low, 'fr')} à {duration(high, 'fr')})",
        }
    elif finding.detail["at_least"] is not None:
        least = finding.detail["at_least"]
        reach = {
            "en": f" ({duration(least, 'en')} or more)",
            "fr": f" ({duration(least, 'fr')} ou plus)",
        }
    return Words(
        "Half of newcomers’ first posts are answered within "
        f"{duration(finding.value, 'en')}{reach['en']}.",
        "La moitié des premiers messages des nouveaux venus ont une réponse en moins de "
        f"{duration(finding.value, 'fr')}{reach['fr']}.",
    )


N1 = Measure(
    id="N1",
    family="newcomers",
    name=Words("Time to a first answer", "Délai de première réponse"),
    question=Words("How long do newcomers wait?", "Combien de temps attend-on un accueil ?"),
    formula="S(t) = Π(1−d/n); median",
    reference="Kaplan & Meier 1958; Joyce & Kraut 2006",
    unit="hours",
    privacy="P1",
    published="P2",
    uncertainty="KM",
    minimum={"newcomers": 10},
    size="newcomers",
    sample=lambda study: {"newcomers": len(study.evidence.newcomers)},
    compute=_wait,
    read=_read_wait,
)
