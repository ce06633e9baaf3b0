"""Burstiness: whether a rite comes at even intervals, at random, or in bursts with long rests."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import Interval
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import reach_of_mean
from tribe.speech import Decimal, Message, Said

INTERVALS = 10
EVEN = -0.3  # half as scattered as chance, or less
BURSTY = 0.3


def _moments(intervals: ArrayLike) -> tuple[float, float, int] | None:
    gaps = np.asarray(intervals, dtype=np.float64).ravel()
    if not (np.isfinite(gaps) & (gaps >= 0)).all():
        raise ValueError("intervals must be numbers, 0 or more")
    mean = float(gaps.mean()) if len(gaps) else 0.0
    return (mean, float(gaps.std()), len(gaps)) if mean > 0 else None


def burstiness(intervals: ArrayLike) -> float | None:
    """How unevenly moments follow one another.

    B = (σ - μ) / (σ + μ): -1 for even intervals, 0 for a Poisson process,
    towards 1 for bursts with long rests.

    Parameters
    ----------
    intervals : (n,) array
        Times between one moment and the next, >= 0, any unit.

    Returns
    -------
    float, or None without intervals or when all are 0.

    Raises
    ------
    ValueError
        An interval is negative or no number.

    References
    ----------
    Goh & Barabási 2008, EPL 81.

    Examples
    --------
    >>> round(burstiness([1, 1, 10]), 3)
    0.029
    """
    found = _moments(intervals)
    if found is None:
        return None
    mean, spread, _ = found
    return (spread - mean) / (spread + mean)


def finite_burstiness(intervals: ArrayLike) -> float | None:
    """Burstiness that does not depend on how many intervals there are.

    A = (√(n+1) r - √(n-1)) / ((√(n+1) - 2) r + √(n-1)) with r = σ/μ: -1 for
    even intervals, 0 for chance, 1 when all moments but one fall together.

    Parameters
    ----------
    intervals : (n,) array
        Times between one moment and the next, >= 0, any unit.

    Returns
    -------
    float, or None with fewer than two intervals or when all are 0.

    Raises
    ------
    ValueError
        An interval is negative or no number.

    References
    ----------
    Kim & Jo 2016, Physical Review E 94.

    Examples
    --------
    >>> round(finite_burstiness([1, 1, 10]), 3), finite_burstiness([7, 7, 7])
    (0.5, -1.0)
    """
    found = _moments(intervals)
    if found is None or found[2] < 2:
        return None
    mean, spread, n = found
    return float(_finite(np.array([spread / mean]), n)[0])


def _finite(ratio: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    many, few = np.sqrt(n + 1.0), np.sqrt(n - 1.0)
    return np.asarray((many * ratio - few) / ((many - 2) * ratio + few))


def _interval(gaps: NDArray[np.float64], value: float) -> Interval:
    """Between what the burstiness of a rite lies whose gaps have no end, 95 %.

    By what each gap adds to log σ/μ, with Student's t of as many gaps as carry it. It does not
    hold where the longest gaps come so seldom that none is seen.
    """
    mean, spread = float(gaps.mean()), float(gaps.std())
    if not spread > 0:
        return value, value
    apart = gaps - mean
    reach = reach_of_mean((apart**2 / spread**2 - 1) / 2 - apart / mean)
    # as of no end of gaps: σ by n - 1
    ratio = float(gaps.std(ddof=1)) / mean
    low, high = ratio * np.exp(-reach), ratio * np.exp(min(reach, 50.0))
    return min((low - 1) / (low + 1), value), max((high - 1) / (high + 1), value)


def _burstiness(study: Study) -> Finding:
    rites, values, intervals = [], [], []
    for times in study.evidence.rite_times:
        gaps = np.diff(times)
        value = finite_burstiness(gaps) if len(gaps) >= INTERVALS else None
        if value is None:
            rites.append(_said(len(gaps)))
            continue
        interval = _interval(gaps, value)
        values.append(value)
        intervals.append(interval)
        rites.append(_said(len(gaps), value, burstiness(gaps), interval))
    if not values:
        return Finding(None, detail={"rites": rites})
    # the rite in the middle stands for all, and is as sure as one rite is
    low, high = np.median(intervals, axis=0).tolist()
    return Finding(
        float(np.median(values)),
        (low, high),
        detail={"rites": rites, "measured_rites": len(values)},
    )


def _said(
    n: int, a: float | None = None, b: float | None = None, interval: Interval | None = None
) -> dict[str, object]:
    return {
        "n": n,
        "enough": a is not None,
        "value": a,
        "b": b,
        "interval": None if interval is None else list(interval),
    }


def _character(value: float) -> Said:
    if value <= EVEN:
        return Message("at even intervals")
    if value >= BURSTY:
        return Message("in bursts with long rests between")
    return Message("about as unevenly as chance would")


def _read_burstiness(finding: Finding) -> Said:
    value, rites = finding.value or 0.0, finding.detail["measured_rites"]
    how = _character(value)
    if rites == 1:
        return Message(
            "The rite comes %(how)s (A %(value)s; even is −1, chance 0).",
            how=how,
            value=Decimal(value),
        )
    return Message(
        "Of %(rites)s rites, the one in the middle comes %(how)s (A %(value)s; even is "
        "−1, chance 0).",
        rites=rites,
        how=how,
        value=Decimal(value),
    )


def _size(study: Study) -> dict[str, int]:
    counts = [len(times) - 1 for times in study.evidence.rite_times if len(times)]
    return {"intervals": max(counts, default=0)}


U2 = Measure(
    id="U2",
    family="rituals",
    name=Message("Burstiness"),
    question=Message("Does it come evenly, or in bursts?"),
    formula="A = (√(n+1)r − √(n−1))/((√(n+1)−2)r + √(n−1)), r = σ/μ; B = (σ−μ)/(σ+μ)",
    reference="Goh & Barabási 2008; Kim & Jo 2016",
    unit="index",
    privacy="P2",
    published="P2",
    uncertainty="delta",
    minimum={"intervals": INTERVALS},
    size="intervals",
    sample=_size,
    compute=_burstiness,
    read=_read_burstiness,
)
