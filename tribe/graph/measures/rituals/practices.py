"""Practices: how wide a repertoire members have of making value together, as coders find it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.records import Coding
from tribe.graph.measures.rituals.variety import effective_number
from tribe.graph.study.privacy import SMALLEST, rounded
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Bracketed, Decimal, Message, Said

AGREEMENT = 60  # hundredths of κ
CODED = 30

PRACTICES: Mapping[str, Message] = MappingProxyType(
    {
        "welcoming": Message("welcoming"),
        "empathizing": Message("empathizing"),
        "governing": Message("governing"),
        "evangelizing": Message("evangelizing"),
        "justifying": Message("justifying"),
        "staking": Message("staking"),
        "milestoning": Message("milestoning"),
        "badging": Message("badging"),
        "documenting": Message("documenting"),
        "grooming": Message("grooming"),
        "customizing": Message("customizing"),
        "commoditizing": Message("commoditizing"),
    }
)
"""The twelve of Schau, Muñiz & Arnould 2009; what coders find beside them is no practice."""


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float | None:
    """How far two coders agree beyond chance on the same things.

    κ = (p_o - p_e) / (1 - p_e): 1 when they always agree, 0 when no more
    often than their own habits would by chance; it may be negative.

    Returns
    -------
    float, or None without anything coded, or when both always say one same thing.

    Raises
    ------
    ValueError
        The coders did not code the same number of things.

    References
    ----------
    Cohen 1960, Educational and Psychological Measurement 20.

    Examples
    --------
    >>> round(cohen_kappa("yyyyynnnnn", "yyyynynnnn"), 2)
    0.6
    """
    if len(one) != len(other):
        raise ValueError("the coders did not code the same things")
    n = len(one)
    agreed = sum(a == b for a, b in zip(one, other, strict=True))
    kinds = sorted(set(one) | set(other), key=repr)
    # in whole numbers, so that certain agreement is told from nearly certain
    expected = sum(list(one).count(kind) * list(other).count(kind) for kind in kinds)
    if expected == n * n:
        return None
    return float((agreed * n - expected) / (n * n - expected))


def by_coder(codings: Iterable[Coding]) -> dict[str, dict[str, frozenset[str]]]:
    """What each coder found in each act; coders and acts sorted."""
    found: dict[str, dict[str, set[str]]] = {}
    for one in codings:
        found.setdefault(one.coder, {}).setdefault(one.act, set()).add(one.practice)
    return {
        coder: {act: frozenset(found[coder][act]) for act in sorted(found[coder])}
        for coder in sorted(found)
    }


def agreement(codings: Iterable[Coding]) -> float | None:
    """Mean of Cohen's κ over pairs of coders, each counting by the acts that both coded.

    An act in which a coder finds several practices is a kind of its own.

    Returns
    -------
    float <= 1, or None where no two coders coded the same acts.

    References
    ----------
    Light 1971 (several coders).

    Examples
    --------
    >>> both = [Coding(coder, f"a{n}", "welcoming" if n % 2 else "grooming")
    ...         for coder in "xy" for n in range(8)]
    >>> agreement(both)
    1.0
    """
    found = by_coder(codings)
    total, acts = 0.0, 0
    for one, other in combinations(found.values(), 2):
        both = [act for act in one if act in other]
        kappa = cohen_kappa([one[act] for act in both], [other[act] for act in both])
        if kappa is not None:
            total, acts = total + kappa * len(both), acts + len(both)
    return total / acts if acts else None


def practice_shares(codings: Iterable[Coding]) -> NDArray[np.float64]:
    """(acts, 12) how much of each act each practice is: one an act, shared among all findings.

    Acts in which nobody finds one of the twelve are left out.
    """
    place = {practice: number for number, practice in enumerate(PRACTICES)}
    found: dict[str, dict[str, int]] = {}
    for one in sorted(set(codings), key=lambda one: (one.act, one.coder, one.practice)):
        if one.practice in place:
            acts = found.setdefault(one.act, {})
            acts[one.practice] = acts.get(one.practice, 0) + 1
    table = np.zeros((len(found), len(PRACTICES)))
    for row, act in enumerate(found.values()):
        for practice, times in act.items():
            table[row, place[practice]] = times
    return table / table.sum(axis=1, keepdims=True) if len(table) else table


def repertoire(codings: Iterable[Coding]) -> float | None:
    """How many equally frequent practices the repertoire is as wide as: e^H, 1 to 12.

    Returns
    -------
    float, or None where nobody found a practice.

    References
    ----------
    Schau, Muñiz & Arnould 2009, Journal of Marketing 73(5).

    Examples
    --------
    >>> round(repertoire(Coding("x", practice, practice) for practice in PRACTICES), 6)
    12.0
    """
    return effective_number(practice_shares(codings).sum(axis=0))


def _repertoire(study: Study) -> Finding:
    codings = study.evidence.records.codings
    shares = practice_shares(codings)
    kappa, value = agreement(codings), effective_number(shares.sum(axis=0))
    if value is None:
        return Finding(None)
    n = len(shares)
    drawn = [effective_number(taken @ shares) for taken in study.bootstrap("U6", n)]
    acts = np.count_nonzero(shares, axis=0)
    return Finding(
        value,
        normal_interval(value, [one for one in drawn if one is not None], 1, len(PRACTICES)),
        detail={
            "kappa": kappa,
            "practices": list(PRACTICES),
            "acts": [rounded(int(met)) if met == 0 or met >= SMALLEST else None for met in acts],
            "met": int(np.count_nonzero(acts)),
        },
    )


def _read_repertoire(finding: Finding) -> Said:
    return Message(
        "Of twelve ways of making value together %(met)s were met, as varied as "
        "%(value)s in equal use%(range)s.",
        met=finding.detail["met"],
        value=_tenths(finding.value or 0.0),
        range=Bracketed(finding.interval, _tenths),
    )


def _tenths(value: float) -> Decimal:
    return Decimal(value, 1)


def _size(study: Study) -> dict[str, int]:
    codings = study.evidence.records.codings
    kappa = agreement(codings)
    return {
        "coded": len(practice_shares(codings)),
        # a hair of tolerance, so that .6 is enough
        "agreement": max(0, int(100 * kappa + 1e-9)) if kappa is not None else 0,
    }


U6 = Measure(
    id="U6",
    family="rituals",
    name=Message("Repertoire of practices"),
    question=Message("In how many ways is value made together?"),
    formula=Message("e^H over the 12 practices; κ ≥ .6 between coders"),
    reference="Schau, Muñiz & Arnould 2009; Cohen 1960",
    unit="practices",
    privacy="P2",
    published="P2",
    uncertainty="bootstrap",
    minimum={"coded": CODED, "agreement": AGREEMENT},
    size="coded",
    sample=_size,
    compute=_repertoire,
    read=_read_repertoire,
    draws="bootstraps",
)
