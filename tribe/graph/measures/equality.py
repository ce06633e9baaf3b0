"""Equality: how evenly taking part is shared, and on how few it rests."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph.bootstraps import holdings
from tribe.graph.kinds import KINDS, Kind
from tribe.graph.measures.registry import Finding, Measure
from tribe.graph.measures.study import Sample, Study, acts_of
from tribe.graph.privacy import SMALLEST
from tribe.graph.uncertainty import normal_interval, percentile_interval
from tribe.graph.words import Words, decimal, in_hundred, span

STEPS = 20
_BETWEEN = {"en": ("between", "and"), "fr": ("entre", "et")}


def gini(x: ArrayLike) -> float | None:
    """How unevenly amounts are shared.

    G = Σ (2i - n - 1) x_i / (n Σ x) over ascending x; 0 (all alike) to
    1 - 1/n (one has all). None when there is nothing to share.

    Parameters
    ----------
    x : (n,) array of numbers >= 0

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
    interval = None
    if value is not None:
        drawn = study.replicates("E1", holdings(acts), study.bootstraps)
        interval = normal_interval(value, [index for index, _ in drawn], 0.0, 1.0)
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


def _read_equality(finding: Finding) -> Words:
    value, top = finding.value or 0.0, finding.detail["top_tenth"]
    figures = {}
    for tongue in ("en", "fr"):
        figures[tongue] = f"Gini {decimal(value, tongue)}"
        if finding.interval:
            low, high = finding.interval
            between, and_ = _BETWEEN[tongue]
            figures[tongue] += f", {between} {decimal(low, tongue)} {and_} {decimal(high, tongue)}"
    if top is None:
        return Words(
            f"On a scale from 0, all take part alike, to 1, one does all: {figures['en']}.",
            f"De 0, tous participent autant, à 1, une personne fait tout : {figures['fr']}.",
        )
    return Words(
        f"The most active tenth of members make {in_hundred(top, 'en')} of 100 acts "
        f"({figures['en']}).",
        f"Le dixième le plus actif des membres fait {in_hundred(top, 'fr')} gestes sur 100 "
        f"({figures['fr']}).",
    )


E1 = Measure(
    id="E1",
    family="equality",
    name=Words("Equality of taking part", "Égalité de participation"),
    question=Words("How evenly is taking part shared?", "La participation est-elle partagée ?"),
    formula="Σ(2i−n−1)x_i/(nΣx), x = acts towards others",
    reference="Gini 1912",
    unit="index",
    privacy="P3",
    published="P2",
    uncertainty="VB",
    minimum={"people": 30, "acts": 50},
    size="people",
    sample=_size,
    point=_gini_point,
    compute=_equality,
    read=_read_equality,
    draws="bootstraps",
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


def _read_absence(finding: Finding) -> Words:
    value = round(finding.value or 0)
    reach = ""
    if finding.interval:
        reach = f" ({span(str(round(finding.interval[0])), str(round(finding.interval[1])))})"
    if value == 1:
        return Words(
            f"Half of what is done for others rests on one member{reach}.",
            f"La moitié de ce qui se fait pour les autres repose sur un seul membre{reach}.",
        )
    return Words(
        f"Half of what is done for others rests on {value} members{reach}.",
        f"La moitié de ce qui se fait pour les autres repose sur {value} membres{reach}.",
    )


E2 = Measure(
    id="E2",
    family="equality",
    name=Words("Absence factor", "Facteur d’absence"),
    question=Words("Are carers overloaded?", "Les aidants sont-ils surchargés ?"),
    formula="fewest members who make 50 % of acts",
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
