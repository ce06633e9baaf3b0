"""Tribes in which it is known what goes with whom people turn to, and how often T6 finds it.

Members turn to one another by the model itself, among all who are there, its statistics worked out
anew with matrices. Of each effect it is known what was planted; asked is the mean of what is found,
in how many of 100 tribes its interval holds the truth, and in how many it is found (p of .05 or
less).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import Evidence, Interactions, MemberFact
from tribe.graph.data.choices import Choices
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Occasion, Records
from tribe.graph.study.register import SIGNIFICANT
from tribe.graph.study.turning import EFFECTS, ONE_ACT, Effect, turning_of

DAY, MONTH = 86_400.0, 30 * 86_400.0
HALF_LIFE = 90 * DAY
MEMBERS, BRANDS, ACTS, DAYS, RITES = 60, 2, 1500, 200.0, 3

#: By how much the logarithm of the odds rises with each.
PLANTED: Mapping[str, float] = {
    "inertia": 0.5,
    "reciprocity": 0.8,
    "closure": 0.25,
    "rite": 0.4,
    "gathering": 0.5,
    "tenure": -0.2,
    "tenure_likeness": 0.3,
    "brand_account": -0.6,
    "turned_to": 0.2,
}
EMPTY: Mapping[str, float] = dict.fromkeys(PLANTED, 0.0)


@dataclass
class _Past:
    """All that is known at a moment, as matrices."""

    given: NDArray[np.float64]
    met: NDArray[np.float64]
    at: float = 0.0

    def until(self, at: float) -> None:
        """Let time pass."""
        faded = 2.0 ** ((self.at - at) / HALF_LIFE)
        self.given *= faded
        self.met *= faded
        self.at = at


def _there(joined: NDArray[np.float64], at: float) -> NDArray[np.int64]:
    """The members who had joined by then."""
    return np.flatnonzero(joined[:MEMBERS] <= at)


def planted(
    rng: np.random.Generator, effects: Mapping[str, float] = PLANTED, acts: int = ACTS
) -> Evidence:
    """A tribe that turns to one another so, with gatherings by lot and two brand accounts."""
    n = MEMBERS + BRANDS
    names = [f"m{one:03}" for one in range(n)]
    brand = np.arange(n) >= MEMBERS
    joined = np.sort(rng.random(n)) * 0.5 * DAYS * DAY
    joined[:12] = joined[MEMBERS:] = 0.0
    meetings = [
        (float(day * DAY), np.sort(rng.choice(_there(joined, float(day * DAY)), 8, replace=False)))
        for day in np.sort(rng.integers(0, int(DAYS), 30))
    ]
    comes = rng.random((MEMBERS, RITES)) < 0.25
    rows: list[Row] = [
        (names[a], names[b], "co_attendance", at, len(there))
        for at, there in meetings
        for a, b in combinations(there.tolist(), 2)
    ]
    shares = np.zeros((n, n), dtype=np.bool_)
    shares[:MEMBERS, :MEMBERS] = comes @ comes.T.astype(np.int64) > 0
    past = _Past(np.zeros((n, n)), np.zeros((n, n)))
    known = np.zeros((n, n), dtype=np.int64)
    ahead = list(meetings)
    for at in np.sort(rng.random(acts)) * DAYS * DAY:
        while ahead and ahead[0][0] < at:
            when, there = ahead.pop(0)
            past.until(when)
            past.met[np.ix_(there, there)] += 1.0
        past.until(float(at))
        i = int(rng.choice(np.flatnonzero((joined <= at) & ~brand)))
        months = np.log1p(np.maximum(at - joined, 0.0) / MONTH)
        pull = (
            effects["inertia"] * np.log1p(past.given[i])
            + effects["reciprocity"] * np.log1p(past.given[:, i])
            + effects["closure"] * np.log1p(known @ known[i])
            + effects["rite"] * shares[i]
            + effects["gathering"] * np.log1p(past.met[i])
            + effects["tenure"] * months
            - effects["tenure_likeness"] * np.abs(months - months[i])
            + effects["brand_account"] * brand
            + effects["turned_to"] * np.log1p(past.given.sum(axis=0))
        )
        pull[(joined > at) | (np.arange(n) == i)] = -np.inf
        j = int(np.argmax(pull + rng.gumbel(size=n)))
        past.given[i, j] += 1.0
        known[i, j] = known[j, i] = 1
        rows.append((names[i], names[j], "reply", float(at), 0))
    facts = [MemberFact(names[one], bool(brand[one]), float(joined[one])) for one in range(n)]
    occasions = [
        Occasion(-DAY, tuple(names[one] for one in np.flatnonzero(comes[:, rite])), rite=rite)
        for rite in range(RITES)
    ]
    return Evidence(Interactions.from_rows(rows, facts), records=Records(occasions=occasions))


def planted_step(name: str) -> float:
    """By how much one step of an effect raises the logarithm of the odds."""
    return PLANTED[name] * (1.0 if name in {"rite", "brand_account"} else ONE_ACT)


def measured(seed: int, effects: Mapping[str, float]) -> dict[str, Effect | None]:
    """What is found in one tribe, the brand's accounts among those who may be chosen."""
    evidence = planted(np.random.default_rng([seed, 14]), effects)
    found = turning_of(Choices.of(evidence.interactions, None, seed, evidence.records.occasions))
    return {} if found is None else dict(found.effects)


def recovered(seeds: range) -> dict[str, Any]:
    """Of each effect: what was planted, the mean found, how often held, found, wrongly found."""
    full = [measured(seed, PLANTED) for seed in seeds]
    empty = [measured(seed, EMPTY) for seed in seeds]
    rows: dict[str, Any] = {}
    for name in EFFECTS:
        known = [one for tribe in full if (one := tribe.get(name)) is not None and one.is_enough]
        none = [one for tribe in empty if (one := tribe.get(name)) is not None and one.is_enough]
        truth = planted_step(name)
        held = sum(math.log(one.low or 0) <= truth <= math.log(one.high or 0) for one in known)
        hits, false = (sum((one.p or 0) <= SIGNIFICANT for one in some) for some in (known, none))
        rows[name] = {
            "planted": round(truth, 4),
            "mean": round(float(np.mean([math.log(one.ratio or 0) for one in known])), 4),
            "held": {"hits": held, "tried": len(known)},
            "found": {"hits": hits, "tried": len(known)},
            "empty": {"hits": false, "tried": len(none)},
        }
    return rows
