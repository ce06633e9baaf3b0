"""Entrainment: whether members fall into step with a rite between one edition and the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import Interactions
from tribe.graph.measures.rituals.anatomy import occasions_of
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import SIGNIFICANT, Finding, Measure, NullModel
from tribe.graph.study.rhythm import OCCURRENCES
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import benjamini_hochberg, exceedance
from tribe.speech import Decimal, Message, Said

ACTS = 3
_MANY = 10_000
_TURN = 2 * np.pi


def order_parameter(phases: ArrayLike) -> float | None:
    """How closely phases agree.

    R = |mean e^(iφ)|, 0 (spread evenly) to 1 (all the same).

    Parameters
    ----------
    phases : (n,) array
        Radians.

    Returns
    -------
    float, or None without phases.

    References
    ----------
    Kuramoto 1984.

    Examples
    --------
    >>> round(order_parameter([0.5, 0.5, 0.5]), 6), round(order_parameter([0, 1.5708, 3.1416]), 3)
    (1.0, 0.333)
    """
    angles = np.asarray(phases, dtype=np.float64).ravel()
    return float(np.abs(np.exp(1j * angles).mean())) if len(angles) else None


def phases_round(at: ArrayLike, marks: ArrayLike) -> NDArray[np.float64]:
    """How far each moment is from one mark to the next, as an angle.

    φ = 2π (t - m_k) / (m_(k+1) - m_k), so that a rite that comes late keeps its phase.

    Parameters
    ----------
    at : (n,) array
    marks : (k,) array
        Distinct and ascending, in the unit of `at`.

    Returns
    -------
    (n,) radians, 0 to 2π; nan before the first mark and from the last one on.

    References
    ----------
    Pikovsky, Rosenblum & Kurths 2001 (phase by marker events).

    Examples
    --------
    >>> phases_round([3.5, 7.0, 15.75, 99.0], [0, 7, 14, 21]).round(2).tolist()
    [3.14, 0.0, 1.57, nan]
    """
    moments = np.asarray(at, dtype=np.float64).ravel()
    dates = np.asarray(marks, dtype=np.float64).ravel()
    angles = np.full(len(moments), np.nan)
    if len(dates) < 2:
        return angles
    place = np.searchsorted(dates, moments, side="right") - 1
    within = (place >= 0) & (place < len(dates) - 1)
    start = dates[place[within]]
    angles[within] = _TURN * (moments[within] - start) / (dates[place[within] + 1] - start)
    return angles


def member_phases(interactions: Interactions, marks: ArrayLike) -> NDArray[np.float64]:
    """The phase round which each member acts; nan with fewer than three acts between marks.

    Only acts towards someone count: being at the rite itself would show nothing.

    Parameters
    ----------
    interactions : Interactions
    marks : (k,) array
        Distinct and ascending, Unix seconds.

    Returns
    -------
    (members,) radians, -π to π.
    """
    return _phases(*_acts(interactions), np.asarray(marks, dtype=np.float64).ravel())[0]


def _acts(interactions: Interactions) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each member's acts by time: (members + 1,) starts, and (acts,) moments."""
    direct = interactions.dyadic()
    order = np.lexsort((direct.at, direct.source))
    acts = np.bincount(direct.source, minlength=len(interactions.members))
    return np.concatenate([[0], np.cumsum(acts)]).astype(np.int64), direct.at[order]


def _phases(
    indptr: NDArray[np.int64], at: NDArray[np.float64], marks: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The phase of each member, and how many acts between marks it rests on."""
    if len(marks) < 2:
        return np.full(len(indptr) - 1, np.nan), np.zeros(len(indptr) - 1, dtype=np.int64)
    (cosine, sine), acts = kernels.rounds.arrows(indptr, at, marks)
    return np.where(acts >= ACTS, np.arctan2(sine, cosine), np.nan), acts


def shifted(n: int, times: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(times,) the order parameter of n members when each is shifted to a phase by chance."""
    if n > _MANY:
        return np.asarray(np.abs(rng.standard_normal((times, 2)) @ [1, 1j]) / np.sqrt(2 * n))
    turns = rng.random((times, n))
    return np.asarray(np.abs(np.exp(1j * _TURN * turns).mean(axis=1)))


def attended(
    phases: NDArray[np.float64],
    there: NDArray[np.bool_],
    acts: NDArray[np.int64],
    times: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """(times,) the order parameter of those who came, when lot says who came.

    As many come as did of those who act about as often (within a factor of two). All moments stay,
    so that a week which the whole tribe keeps is no step with a rite.
    """
    strata = np.floor(np.log2(acts)).astype(np.int64)
    order = np.lexsort((~there, strata))
    # so many of each stratum come: the first places of it, once its members are in any order
    slots = np.flatnonzero(there[order])
    arrows = np.exp(1j * phases)
    drawn = np.empty(times)
    for number in range(times):
        shuffled = np.argsort(strata + rng.random(len(phases)))
        drawn[number] = np.abs(arrows[shuffled[slots]].mean())
    return drawn


@dataclass(frozen=True)
class Step:
    """How closely members keep step with one rite, and what chance would give."""

    members: int
    order: float
    null: NullModel
    others: float | None

    @property
    def value(self) -> float:
        """The order parameter minus what chance gives."""
        return self.order - self.null.mean


def _attendants(study: Study, members: Sequence[str]) -> dict[int, NDArray[np.int64]]:
    """Of each rite, the places of the members who ever came in the window."""
    came: dict[int, set[str]] = {}
    for one in occasions_of(study, with_brand=True):
        if one.rite is not None:
            came.setdefault(one.rite, set()).update(one.people)
    anyone = set().union(*came.values())
    place = {name: number for number, name in enumerate(members) if name in anyone}
    return {
        rite: np.array(sorted(place[name] for name in names if name in place), dtype=np.int64)
        for rite, names in came.items()
    }


def _steps(study: Study, *, only: int | None = None) -> list[Step | None]:
    """Of each rite among members; or, the brand's accounts included, of one alone."""
    sample = study.members if only is None else study.everyone
    members, acts = sample.interactions.members, _acts(sample.interactions)
    came, rng = _attendants(study, members), study.rng("U4")
    found = []
    for rite, times in enumerate(study.evidence.rite_times):
        marks = np.unique(times)
        phases, many = np.full(0, np.nan), np.zeros(0, dtype=np.int64)
        if len(marks) >= OCCURRENCES and only in (None, rite):
            phases, many = _phases(*acts, marks)
        there = np.zeros(len(phases), dtype=np.bool_)
        if len(phases) and rite in came:
            there[came[rite]] = True
        found.append(_step(phases, there, many, study.nulls, rng))
        study.steps.advance("U4", 0)
    return found


def _step(
    phases: NDArray[np.float64],
    there: NDArray[np.bool_],
    acts: NDArray[np.int64],
    nulls: int,
    rng: np.random.Generator,
) -> Step | None:
    """Of those who came to the rite, beside all who act; of all where nobody says who came."""
    known = np.isfinite(phases)
    phases, came, acts = phases[known], there[known], acts[known]
    is_known = np.count_nonzero(came) >= SMALLEST
    is_told = is_known and np.count_nonzero(~came) >= SMALLEST
    among = phases[came] if is_known else phases
    order = order_parameter(among)
    if order is None or len(among) < SMALLEST:
        return None
    chance = (
        attended(phases, came, acts, nulls, rng) if is_told else shifted(len(among), nulls, rng)
    )
    mean = float(chance.mean()) if nulls else 0.0
    spread = float(chance.std(ddof=1)) if nulls > 1 else 0.0
    return Step(
        len(among),
        order,
        NullModel(mean, spread, exceedance(order, chance)),
        order_parameter(phases[~came]) if is_told else None,
    )


def _entrainment(study: Study) -> Finding:
    steps = _steps(study)
    adjusted = benjamini_hochberg([None if step is None else step.null.p for step in steps])
    rites = [_said(step, p) for step, p in zip(steps, adjusted, strict=True)]
    known = [
        (p, -step.value, place)
        for place, (step, p) in enumerate(zip(steps, adjusted, strict=True))
        if step is not None and p is not None
    ]
    if not known:
        return Finding(None, detail={"rites": rites})
    p, _, place = min(known)
    closest = steps[place]
    if closest is None:
        return Finding(None, detail={"rites": rites})
    with_brand = closest
    if study.has_brand:
        with_brand = _steps(study, only=place)[place] or closest
    return Finding(
        closest.value,
        # the value is what lies above chance, so chance itself is at 0
        null=NullModel(0.0, closest.null.sd, p),
        detail={
            "rites": rites,
            "order": closest.order,
            "by_chance": closest.null.mean,
            "others": closest.others,
            "measured_rites": len(known),
            "followed_rites": sum(chance <= SIGNIFICANT for chance, _, _ in known),
            "value_with_brand": with_brand.value,
        },
    )


def _said(step: Step | None, p: float | None) -> dict[str, object]:
    if step is None:
        return {"enough": False, "value": None, "order": None, "others": None, "p": None}
    return {
        "enough": True,
        "value": step.value,
        "order": step.order,
        "others": step.others,
        "p": p,
    }


def _read_entrainment(finding: Finding) -> Said:
    value, detail = Decimal(finding.value or 0.0), finding.detail
    if not finding.is_significant:
        return Message(
            "No evidence that members fall into step with a rite (%(value)s above chance).",
            value=value,
        )
    if detail["others"] is None:
        return Message(
            "Between editions of the rite that is followed most closely, members write at the same "
            "time of its cycle (%(value)s above chance, 1 at most); with nobody to compare those "
            "who come with, this may be the tribe’s week and not the rite.",
            value=value,
        )
    return Message(
        "Between editions of the rite that is followed most closely, those who come write at the "
        "same time of its cycle, more than if lot said who comes (%(value)s above that, 1 at "
        "most); the order among those who never come is %(others)s, among those who do %(order)s.",
        value=value,
        others=Decimal(detail["others"]),
        order=Decimal(detail["order"]),
    )


def _size(study: Study) -> dict[str, int]:
    rites = [np.unique(times) for times in study.evidence.rite_times]
    longest = max(rites, key=len, default=np.empty(0))
    people = 0
    if len(longest) >= OCCURRENCES:
        acts = study.members.interactions.within(float(longest[0]), float(longest[-1])).dyadic()
        people = int(np.count_nonzero(np.bincount(acts.source) >= ACTS))
    return {"occurrences": len(longest), "people": people}


U4 = Measure(
    id="U4",
    family="rituals",
    name=Message("Entrainment"),
    question=Message("Do we fall into a rhythm?"),
    formula=Message(
        "R = |mean e^(iφ)| of member phases round the rite, minus its mean where lot says who came"
    ),
    reference="Kuramoto 1984",
    unit="index",
    privacy="P2",
    published="P2",
    uncertainty="attendance, phase shift",
    minimum={"occurrences": OCCURRENCES, "people": SMALLEST},
    size="people",
    sample=_size,
    compute=_entrainment,
    read=_read_entrainment,
)
