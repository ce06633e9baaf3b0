"""Equality: how evenly taking part is shared, and on how few it rests."""

from __future__ import annotations

import math

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.data.kinds import KINDS, Kind
from tribe.graph.study.bootstraps import holdings
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import Interval
from tribe.graph.study.study import Sample, Study, acts_of
from tribe.graph.study.uncertainty import percentile_interval, reach_of_mean
from tribe.speech import Bracketed, Counted, Decimal, InHundred, Message, Said

STEPS = 20


def gini(x: ArrayLike) -> float | None:
    """How unevenly amounts are shared.

    G = Σ (2i - n - 1) x_i / (n Σ x) over ascending x; 0 (all alike) to
    1 - 1/n (one has all). None when there is nothing to share.

    Parameters
    ----------
    x : (n,) array of numbers >= 0

    Returns
    -------
    float or None
        0 where all hold alike, up to (n - 1) / n; None where there is nothing to share.

    Raises
    ------
    ValueError
        An amount is negative or no number.

    References
    ----------
    Gini 1912.

    Examples
    --------
    >>> gini([0, 0, 0, 1]), gini([1, 2, 3, 4])
    (0.75, 0.25)
    """
    return _gini_sorted(_amounts(x))


def _amounts(x: ArrayLike) -> NDArray[np.float64]:
    amounts = np.sort(np.asarray(x, dtype=np.float64).ravel())
    if not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise ValueError("amounts must be numbers, 0 or more")
    return amounts


def _gini_sorted(amounts: NDArray[np.float64]) -> float | None:
    n, total = len(amounts), amounts.sum()
    if not total > 0:
        return None
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return float((ranks * amounts).sum() / (n * total))


def gini_interval(x: ArrayLike) -> Interval | None:
    """Between what the index lies, 95 %, had other members like these been there.

    By what each member adds to it (Deville 1999), on the scale of log G/(1 - G), with Student's t
    of as many members as carry it: where a few hold nearly all, those few say how sure it is.

    Parameters
    ----------
    x : (n,) array of numbers >= 0

    Returns
    -------
    (low, high) or None
        None when there is nothing to share.

    References
    ----------
    Deville 1999, Survey Methodology 25.

    Examples
    --------
    >>> [round(end, 2) for end in gini_interval([1, 2, 3, 4] * 20)]
    [0.22, 0.29]
    """
    amounts = _amounts(x)
    value, n = _gini_sorted(amounts), len(amounts)
    if value is None:
        return None
    if not 0 < value < 1:
        return value, value
    mean = float(amounts.mean())
    place = (np.arange(1, n + 1) - 0.5) / n
    below = np.cumsum(amounts) / n
    parts = 2 / mean * (amounts * place + mean - below) - amounts * (value + 1) / mean
    middle, reach = math.log(value / (1 - value)), reach_of_mean(parts) / (value * (1 - value))
    return float(scipy.special.expit(middle - reach)), float(scipy.special.expit(middle + reach))


def lorenz_curve(x: ArrayLike, points: int | None = None) -> list[tuple[float, float]] | None:
    """Share of all amounts that the lowest share of members holds, from (0, 0) to (1, 1).

    Parameters
    ----------
    x : (n,) array of numbers >= 0
    points : int, optional
        Read the curve at so many even steps instead of at each member.

    Returns
    -------
    list of (share of members, share of amounts), or None when there is
    nothing to share.

    References
    ----------
    Lorenz 1905.

    Examples
    --------
    >>> lorenz_curve([1, 3])
    [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]
    """
    amounts = _amounts(x)
    if not amounts.sum() > 0:
        return None
    heights = np.concatenate([[0.0], np.cumsum(amounts)]) / amounts.sum()
    places = np.linspace(0, 1, len(heights))
    if points is not None:
        grid = np.linspace(0, 1, points + 1)
        heights, places = np.interp(grid, places, heights), grid
    return list(zip(places.tolist(), heights.tolist(), strict=True))


def absence_factor(x: ArrayLike, share: float = 0.5) -> int | None:
    """The smallest number of contributors who give at least `share` of all.

    From 1 upwards; small means that much rests on few. None when nobody
    gives anything.

    Returns
    -------
    int or None
        Persons; None where nobody gave anything.

    Raises
    ------
    ValueError
        An amount is negative or no number.

    References
    ----------
    CHAOSS, Contributor Absence Factor.

    Examples
    --------
    >>> absence_factor([1000, 433, 343, 332, 202, 90, 42, 33])
    2
    """
    amounts = _amounts(x)[::-1]
    total = amounts.sum()
    if not total > 0:
        return None
    held = np.cumsum(amounts)
    return int(np.searchsorted(held, share * total * (1 - 1e-12))) + 1


def _size(study: Study) -> dict[str, int]:
    acts = study.members.acts
    return {
        "people": len(acts),
        "acts": math.floor(acts.sum() + 1e-9),
        "contributors": int(np.count_nonzero(acts)),
    }


# E1 ---------------------------------------------------------------------------


def _gini_point(sample: Sample) -> float | None:
    return gini(sample.acts)


def _equality(study: Study) -> Finding:
    acts = study.members.acts
    value = gini(acts)
    active = acts[acts > 0]
    interval = None if value is None else gini_interval(acts)
    points = min(STEPS, len(acts) // SMALLEST)
    detail = {
        "without_readers": gini(active),
        "readers_share": 1 - len(active) / len(acts) if len(acts) else None,
        "lorenz": lorenz_curve(acts, points) if points else None,
        "top_tenth": _top_tenth(acts),
    }
    return Finding(value, interval, detail=detail)


def _top_tenth(acts: NDArray[np.float64]) -> float | None:
    most = len(acts) // 10
    if most < SMALLEST or not acts.sum() > 0:
        return None
    return float(np.sort(acts)[-most:].sum() / acts.sum())


def _read_equality(finding: Finding) -> Said:
    value, top = finding.value or 0.0, finding.detail["top_tenth"]
    figures = Message("Gini %(value)s", value=Decimal(value))
    if finding.interval:
        low, high = finding.interval
        figures = Message(
            "Gini %(value)s, between %(low)s and %(high)s",
            value=Decimal(value),
            low=Decimal(low),
            high=Decimal(high),
        )
    if top is None:
        return Message(
            "On a scale from 0, all take part alike, to 1, one does all: %(figures)s.",
            figures=figures,
        )
    return Message(
        "The most active tenth of members make %(share)s of 100 acts (%(figures)s).",
        share=InHundred(top),
        figures=figures,
    )


E1 = Measure(
    id="E1",
    family="equality",
    name=Message("Equality of taking part"),
    question=Message("How evenly is taking part shared?"),
    formula=Message("Σ(2i−n−1)x_i/(nΣx), x = acts towards others"),
    reference="Gini 1912; Deville 1999",
    unit="index",
    privacy="P3",
    published="P2",
    uncertainty="delta",
    minimum={"people": 30, "acts": 50},
    size="people",
    sample=_size,
    point=_gini_point,
    compute=_equality,
    read=_read_equality,
)


# E2 ---------------------------------------------------------------------------


def _absence_point(sample: Sample) -> float | None:
    factor = absence_factor(sample.acts)
    return None if factor is None else float(factor)


def _absence(study: Study) -> Finding:
    acts = study.members.acts
    value = _absence_point(study.members)
    interval = None
    if value is not None:
        drawn = study.replicates("E2", holdings(acts), study.bootstraps)
        interval = percentile_interval([few for _, few in drawn])
    if value is not None and interval is not None:
        interval = min(interval[0], value), max(interval[1], value)
    return Finding(value, interval, detail={"tasks": _tasks(study)})


def _tasks(study: Study) -> list[dict[str, object]]:
    interactions = study.members.interactions
    tasks: list[dict[str, object]] = []
    for code, kind in enumerate(KINDS):
        if kind is Kind.CO_ATTENDANCE:
            continue  # attending is nobody's burden
        acts = acts_of(interactions.keep(interactions.kind == code))
        if np.count_nonzero(acts) >= SMALLEST:
            tasks.append({"kind": kind.value, "value": absence_factor(acts)})
    return tasks


def _read_absence(finding: Finding) -> Said:
    if finding.value is None:
        return Message(
            "Half of what is done for others rests on fewer than ten members.",
        )
    members, reach = round(finding.value), Bracketed(finding.interval, round)
    if members == 1:
        return Message(
            "Half of what is done for others rests on one member%(range)s.",
            range=reach,
        )
    return Counted(
        "Half of what is done for others rests on %(num)s member%(range)s.",
        "Half of what is done for others rests on %(num)s members%(range)s.",
        members,
        range=reach,
    )


E2 = Measure(
    id="E2",
    family="equality",
    name=Message("Absence factor"),
    question=Message("Are carers overloaded?"),
    formula=Message("fewest members who make 50 %% of acts"),
    reference="CHAOSS",
    unit="members",
    privacy="P2",
    published="P2",
    uncertainty="bootstrap",
    minimum={"people": 30, "acts": 50},
    size="contributors",
    sample=_size,
    point=_absence_point,
    compute=_absence,
    read=_read_absence,
    draws="bootstraps",
)
