"""Sense of community: what members answer to the eight items of the brief scale."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.data.records import SenseOfCommunity
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import Interval
from tribe.graph.study.study import Study
from tribe.speech import Bracketed, Decimal, Message, Said

ITEMS = 8
LOWEST, HIGHEST = 1, 5
SIDES = ("needs", "membership", "influence", "connection")  # two items each, in this order
RELIABLE = 0.7


def cronbach_alpha(answers: ArrayLike) -> float | None:
    """How far the items of a scale tell the same thing.

    α = k/(k−1) · (1 − Σ var(item) / var(sum)), up to 1 (the items are
    identical); it may be negative when they contradict one another.

    Parameters
    ----------
    answers : (persons, items) array
        One row a person, no gaps.

    Returns
    -------
    float, or None with fewer than two persons or items, or when all persons
    have the same sum.

    Raises
    ------
    ValueError
        `answers` is not two-dimensional, or holds something that is no number.

    References
    ----------
    Cronbach 1951, Psychometrika 16.

    Examples
    --------
    >>> cronbach_alpha([[1, 1, 1], [3, 3, 3], [5, 5, 5]])
    1.0
    """
    table = np.asarray(answers, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError("answers must be persons by items")
    if not np.isfinite(table).all():
        raise ValueError("answers must be numbers")
    persons, k = table.shape
    if persons < 2 or k < 2:
        return None
    whole = float(table.sum(axis=1).var(ddof=1))
    if whole <= 1e-12:
        return None
    return float(k / (k - 1) * (1 - table.var(axis=0, ddof=1).sum() / whole))


def alpha_interval(alpha: float, persons: int, items: int, level: float = 0.95) -> Interval | None:
    """Feldt's interval of Cronbach's α.

    None with fewer than two persons or items.

    Returns
    -------
    Interval or None
        Low and high end, up to 1; None where there are too few answers.

    References
    ----------
    Feldt, Woodruff & Salih 1987, Applied Psychological Measurement 11.

    Examples
    --------
    >>> [round(bound, 3) for bound in alpha_interval(0.79, 41, 26)]
    [0.685, 0.873]
    """
    if persons < 2 or items < 2:
        return None
    law = scipy.stats.f(persons - 1, (persons - 1) * (items - 1))
    tail = (1 - level) / 2
    return (
        float(1 - (1 - alpha) * law.ppf(1 - tail)),
        float(1 - (1 - alpha) * law.ppf(tail)),
    )


def _table(scales: Iterable[SenseOfCommunity]) -> NDArray[np.float64]:
    """(members, 8) the last whole answer of each member; answers off the scale are left out."""
    last = {
        one.member: one.items
        for one in scales
        if len(one.items) == ITEMS and all(LOWEST <= item <= HIGHEST for item in one.items)
    }
    rows = sorted(last.values())
    return np.array(rows, dtype=np.float64).reshape(-1, ITEMS)


def _sense(study: Study) -> Finding:
    table = _table(study.evidence.records.scales)
    n = len(table)
    if n == 0:
        return Finding(None)
    means = table.mean(axis=1)
    value, interval = float(means.mean()), None
    if n > 1:
        reach = float(scipy.stats.t.ppf(0.975, n - 1) * means.std(ddof=1) / np.sqrt(n))
        interval = (max(LOWEST, value - reach), min(HIGHEST, value + reach))
    alpha = cronbach_alpha(table)
    bounds = None if alpha is None else alpha_interval(alpha, n, ITEMS)
    sides = table.reshape(n, len(SIDES), -1).mean(axis=(0, 2))
    return Finding(
        value,
        interval,
        detail={
            "alpha": alpha,
            "alpha_interval": None if bounds is None else list(bounds),
            "sides": [float(side) for side in sides],
        },
    )


def _read_sense(finding: Finding) -> Said:
    said: Said = Message(
        "From 1 to 5, members put their sense of community at %(value)s%(range)s",
        value=_tenths(finding.value or 0.0),
        range=Bracketed(finding.interval, _tenths),
    )
    alpha = finding.detail["alpha"]
    if alpha is None:
        return said + Message(".")
    if alpha >= RELIABLE:
        return said + Message(
            "; their eight answers tell one thing (α %(alpha)s).",
            alpha=Decimal(alpha),
        )
    return said + Message(
        "; their eight answers do not tell one thing (α %(alpha)s).",
        alpha=Decimal(alpha),
    )


def _tenths(value: float) -> Decimal:
    return Decimal(value, 1)


M2 = Measure(
    id="M2",
    family="climate",
    name=Message("Sense of community"),
    question=Message("Do members feel at home here?"),
    formula=Message("mean of 8 items, 1–5; α = k/(k−1)·(1 − Σ var(item)/var(sum))"),
    reference="McMillan & Chavis 1986; Peterson 2008; Cronbach 1951",
    unit="points",
    privacy="P2",
    published="P2",
    uncertainty="alpha",
    minimum={"scales": 10},
    size="scales",
    sample=lambda study: {"scales": len(_table(study.evidence.records.scales))},
    compute=_sense,
    read=_read_sense,
)
