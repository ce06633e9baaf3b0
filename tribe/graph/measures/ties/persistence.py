"""Persistence: whether those who met in one month meet again in the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import distinct
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.places import Places
from tribe.graph.data.ties import Ties
from tribe.graph.measures.ties.beside import (
    NOTHING,
    held_beside,
    others_of,
    verdict_of,
    with_others,
)
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.sequential import Draws, settled
from tribe.graph.study.shares import Interval, wilson, wilson_of_share
from tribe.graph.study.study import Sample, Study
from tribe.speech import Bracketed, InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx

    from tribe.graph.kernels.chance import State

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx


ENOUGH = 37  # fewer pairs might be among fewer than ten persons


def persistence(before: AnyGraph, after: AnyGraph) -> float | None:
    """Share of the pairs tied before who are tied afterwards.

    |E_t ∩ E_t+1| / |E_t|, pairs without direction and without loops.

    Parameters
    ----------
    before, after : Ties, Dyads or networkx graph
        Members are matched by their labels; whoever is missing from one has no tie there.

    Returns
    -------
    float, 0–1, or None where nobody was tied before.

    References
    ----------
    Burt 2000, Social Networks 22 (decay of ties).

    Examples
    --------
    >>> persistence(nx.Graph(["ab", "bc", "cd"]), nx.Graph(["ab", "cd", "de"])).__round__(4)
    0.6667
    """
    one, two = as_dyads(before), as_dyads(after)
    if not len(one):
        return None
    place = {name: number for number, name in enumerate({*one.members, *two.members})}
    kept = np.isin(_keys(one, place), _keys(two, place))
    return float(np.count_nonzero(kept) / len(one))


def _keys(dyads: Dyads, place: dict[Any, int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    number = np.array([place[name] for name in dyads.members], dtype=np.int64)
    a, b = number[dyads.u], number[dyads.v]
    return np.asarray(np.minimum(a, b) * len(place) + np.maximum(a, b))


def _counts(sample: Sample) -> tuple[list[int], list[int]]:
    """Pairs who met in each month that has a next, and who met again."""
    meetings = sample.meetings
    met, again = kernels.months.kept(
        meetings.indptr, meetings.moment, meetings.month, sample.months.number
    )
    return met[:-1].tolist(), again[:-1].tolist()


def _persistence_point(sample: Sample) -> float | None:
    met, again = _counts(sample)
    return sum(again) / sum(met) if sum(met) else None


def _persistence(study: Study) -> Finding:
    met, again = _counts(study.members)
    value = sum(again) / sum(met) if sum(met) else None
    if value is None:
        return Finding(None)
    return Finding(
        value,
        _interval(study.members, value),
        settled(value, _by_chance(study), float, either_side=True).null,
        {
            "months": study.members.months.number,
            "monthly": [b / a if a >= ENOUGH else None for a, b in zip(met, again, strict=True)],
        },
    )


def _interval(sample: Sample, share: float) -> Interval | None:
    """Wilson's, of as many pairs as would be worth as much if each were by itself.

    Pairs who have a member in common are alike, and so are those who met in one month: what that
    adds to the variance (Fafchamps & Gubert 2007; Cameron, Gelbach & Miller 2011) is told by the
    larger of both, with Student's t of as many members, or months, as carry it.
    """
    u, v, pair, month, again = _met(sample)
    apart, alone = again - share, share * (1 - share) * len(again)
    if not alone:
        return wilson(int(np.count_nonzero(again)), len(again))
    ends = np.concatenate([u, v])
    squares = np.bincount(ends, np.concatenate([apart, apart]))[np.unique(ends)] ** 2
    members, months = len(squares), sample.months.number - 1
    shared = float(squares.sum() - (np.bincount(pair, apart) ** 2).sum())
    shared *= members / max(members - 1, 1)
    of_months = float((np.bincount(month, apart) ** 2).sum() - (apart**2).sum())
    carrying = (
        float(squares.sum() ** 2 / max((squares**2).sum(), 1e-300)) if of_months <= 0 else months
    )
    reach = float(scipy.special.stdtrit(max(carrying - 1, 1), 0.975))
    worth = max(1.0, (shared + max(of_months, 0.0)) / alone)
    return wilson_of_share(share, len(again) / worth, reach)


def _met(sample: Sample) -> tuple[NDArray[Any], ...]:
    """Both ends of each pair who met in a month that has a next, the pair, the month, and whether
    they met again.
    """
    meetings, number = sample.meetings, sample.months.number
    pair = np.repeat(np.arange(len(meetings)), np.diff(meetings.indptr))
    month = meetings.month[meetings.moment].astype(np.int64)
    # a month's place, and a gap that keeps one pair's last month from another's first
    met = distinct((pair * (number + 2) + month)[(month > 0) & (month <= number)])
    again = np.append(np.diff(met) == 1, False)
    has_next = met % (number + 2) < number
    pair, month = met[has_next] // (number + 2), met[has_next] % (number + 2)
    return meetings.u[pair], meetings.v[pair], pair, month, again[has_next]


def _by_chance(study: Study) -> Draws[float]:
    """Persistence where the same acts, at the same times, are turned to whom chance says."""
    months = study.members.months

    def kept(places: Places, holder: NDArray[np.int32], _state: State) -> float:
        month = months.place(places.moment)
        inside = (month > 0) & (month <= months.number)
        source, target = holder[places.source][inside], holder[places.target][inside]
        pair = np.minimum(source, target).astype(np.int64) * places.n + np.maximum(source, target)
        # a month's place, and a gap that keeps one pair's last month from another's first
        met = distinct(pair * (months.number + 2) + month[inside])
        has_next = met % (months.number + 2) < months.number
        again = has_next[:-1] & (np.diff(met) == 1)
        return np.count_nonzero(again) / np.count_nonzero(has_next) if has_next.any() else np.nan

    return study.redrawn("T5", kept, of="acts")


def _read_persistence(finding: Finding) -> Said:
    value, null = finding.value or 0.0, finding.null
    said: Said = Message(
        "Of 100 pairs who met in one month, %(share)s met again in the next%(range)s",
        share=InHundred(value),
        range=Bracketed(finding.interval),
    )
    if null is None:
        return said + Message(".")
    chance = InHundred(null.mean)
    if not finding.is_significant:
        return said + Message(
            ", as many as if chance said whom each turned to (%(chance)s).",
            chance=chance,
        )
    if value > null.mean and verdict_of(finding.detail) == NOTHING:
        return said + Message(
            ", where chance would give %(chance)s. Beside other things (%(what)s), there is no "
            "evidence that members turn to the same again.",
            chance=chance,
            what=others_of(finding.detail),
        )
    if value > null.mean:
        said += Message(
            ", more than if chance said whom each turned to (%(chance)s)", chance=chance
        )
        return with_others(said, finding.detail) + Message(".")
    return said + Message(
        ", fewer than if chance said whom each turned to (%(chance)s).",
        chance=chance,
    )


def _judged(finding: Finding, others: Mapping[str, Finding]) -> Finding:
    """Pairs may last because one turns to the same again, or because the other turns back."""
    if finding.null is None or (finding.value or 0.0) <= finding.null.mean:
        return finding
    return held_beside(finding, others, ("inertia", "reciprocity"))


def _size(study: Study) -> dict[str, int]:
    return {**study.members.graph_size, "days": study.days}


T5 = Measure(
    id="T5",
    family="ties",
    name=Message("Persistence"),
    question=Message("Do ties last?"),
    formula=Message("|E_t ∩ E_t+1|/|E_t|, over months of thirty days"),
    reference="Burt 2000; Fafchamps & Gubert 2007",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="W, acts",
    minimum={**GRAPH_MINIMUM, "days": 60},
    size="dyads",
    sample=_size,
    point=_persistence_point,
    compute=_persistence,
    judge=_judged,
    needs=("T6",),
    read=_read_persistence,
    draws="nulls",
)
