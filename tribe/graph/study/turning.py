"""Whom people turn to, and what goes with it: each effect beside all the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.choices import Choices
from tribe.graph.study.conditional import ConditionalFit, conditional_logit
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.shares import Interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST = 30  # choices in which candidates differ
LEAST = 200  # choices in all
RIDGE = 0.01  # a coefficient of 10 costs as much as half a choice
HELD_OUT = 0.2  # of the choices, the last ones
ONE_ACT = math.log(2)  # from log(1 + 0) to log(1 + 1), and from some months to twice as many

# the columns of ``kernels.events``, which is loaded when it is used
_INERTIA, _RECIPROCITY, _CLOSURE, _RITE, _GATHERING, _TENURE, _LIKENESS, _BRAND = range(8)
_GIVEN, _TAKEN, _MET = range(8, 11)

#: What is asked, in the order of its columns: what one step of it changes. A first act lately is
#: both that there was one, and how much.
EFFECTS: Mapping[str, Mapping[int, float]] = MappingProxyType(
    {
        "inertia": {_INERTIA: 1.0, _GIVEN: ONE_ACT},
        "reciprocity": {_RECIPROCITY: 1.0, _TAKEN: ONE_ACT},
        "closure": {_CLOSURE: ONE_ACT},
        "rite": {_RITE: 1.0},
        "gathering": {_GATHERING: 1.0, _MET: ONE_ACT},
        "tenure": {_TENURE: ONE_ACT},
        "tenure_likeness": {_LIKENESS: ONE_ACT},
        "brand_account": {_BRAND: 1.0},
    }
)
OF_PAIRS = 13  # columns that are of two members; the others are of whoever may be chosen


@dataclass(frozen=True)
class Effect:
    """How many times as often somebody is turned to where one thing is so, all else being alike.

    All are None where too few choices, or persons, tell of it.
    """

    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether anything can be told."""
        return self.ratio is not None


@dataclass(frozen=True, eq=False)
class Turning:
    """What goes with being turned to.

    Attributes
    ----------
    effects : dict
        None where there is no such thing.
    concordance : float
        Of the later choices, how often the model of the earlier ones sets who was chosen before
        another who was there.
    interval : (low, high)
        Choices of one person hang together.
    baseline : float
        The same by how much each is turned to, acts and comes anyway.
    first, first_by_chance : float
        How often who was chosen is set before all the others, and how often lot would do so.
    observed, expected : float
        The concordance of all choices, and what the model itself says that it should be.
    explained : float
        McFadden's 1 - log L / log L₀.
    """

    effects: Mapping[str, Effect | None]
    concordance: float
    interval: Interval
    baseline: float
    first: float
    first_by_chance: float
    observed: float
    expected: float
    explained: float


def turning_of(choices: Choices) -> Turning | None:
    """Fit all choices, and the earlier ones to tell the later; None where there is too little."""
    persons = np.unique(choices.source)
    if len(choices) < LEAST or len(persons) < SMALLEST:
        return None
    states = _states(choices)
    asked = len(EFFECTS)
    used = np.flatnonzero([state == "told" for state in states])
    if not (used < asked).any():
        return None
    table = np.ascontiguousarray(choices.table[:, :, used])
    fit = _fit(table, choices, slice(None))
    cut = len(choices) - int(HELD_OUT * len(choices))
    before = _fit(table, choices, slice(cut), fit)
    if fit is None or before is None:
        return None
    late = slice(cut, None)
    below, _, top, _ = kernels.events.ranks(table[late], choices.sizes[late], before.beta)
    observed, expected = kernels.events.ranks(table, choices.sizes, fit.beta)[:2]
    mean, interval = _clustered(below, choices.source[late])
    return Turning(
        _effects(states, used, fit),
        mean,
        interval,
        _baseline(table[:, :, used >= OF_PAIRS], choices, cut),
        float(top.mean()),
        float((1 / choices.sizes[late]).mean()),
        float(observed.mean()),
        float(expected.mean()),
        1 - fit.likelihood / fit.empty,
    )


def _fit(
    table: Floats, choices: Choices, some: slice, near: ConditionalFit | None = None
) -> ConditionalFit | None:
    return conditional_logit(
        table[some],
        choices.sizes[some],
        choices.source[some].astype(np.int64),
        ridge=RIDGE,
        begin=None if near is None else near.beta,
    )


def _baseline(table: Floats, choices: Choices, cut: int) -> float:
    """How often the later choices are told by nothing that passed between two."""
    table = np.ascontiguousarray(table)
    fit = _fit(table, choices, slice(cut))
    if fit is None:
        return 0.5
    return float(kernels.events.ranks(table[cut:], choices.sizes[cut:], fit.beta)[0].mean())


def _clustered(values: Floats, persons: NDArray[np.int32]) -> tuple[float, Interval]:
    """The mean and its interval where the values of one person hang together."""
    mean = float(values.mean())
    _, place, many = np.unique(persons, return_inverse=True, return_counts=True)
    apart = np.bincount(place, values - mean)
    clusters = len(many)
    error = math.sqrt(float((apart**2).sum()) * clusters / max(clusters - 1, 1)) / len(values)
    carrying = len(values) ** 2 / float((many.astype(np.float64) ** 2).sum())
    reach = float(scipy.special.stdtrit(max(carrying - 1, 1.0), 0.975)) * error
    return mean, (max(mean - reach, 0.0), min(mean + reach, 1.0))


def _states(choices: Choices) -> list[str]:
    """Of each column whether it can be told of: ``told``, ``few``, or ``absent``."""
    there = np.arange(choices.table.shape[1]) < choices.sizes[:, None]
    names = list(EFFECTS)
    states = []
    for column in range(choices.table.shape[2]):
        x = choices.table[:, :, column]
        high = np.where(there, x, -np.inf).max(axis=1)
        low = np.where(there, x, np.inf).min(axis=1)
        differ = high - low > 1e-9
        if not differ.any():
            states.append("absent")
            continue
        asked = column < len(names)
        enough = int(np.count_nonzero(differ)) >= FEWEST
        if asked:
            enough &= len(np.unique(choices.source[differ])) >= SMALLEST
            chosen = x[differ, 0]
            # who was chosen always has most, or always least: how much it matters has no end
            enough &= not (chosen >= high[differ]).all() and not (chosen <= low[differ]).all()
            if enough and names[column] != "brand_account":
                apart = there & differ[:, None] & (x != low[:, None])
                enough &= len(np.unique(choices.candidates[apart])) >= SMALLEST
        states.append("told" if enough else "few")
    return states


def _effects(
    states: Sequence[str], used: NDArray[np.int64], fit: ConditionalFit
) -> dict[str, Effect | None]:
    found: dict[str, Effect | None] = {}
    for column, (name, changes) in enumerate(EFFECTS.items()):
        if states[column] != "told":
            found[name] = None if states[column] == "absent" else Effect()
            continue
        step = np.zeros(len(used))
        for other, change in changes.items():
            step[used == other] = change
        value, low, high, p = fit.along(step)
        found[name] = Effect(_times(value), _times(low), _times(high), p)
    return found


def _times(logarithm: float) -> float:
    return math.exp(min(max(logarithm, -50.0), 50.0))
