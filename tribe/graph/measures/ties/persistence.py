"""Persistence: whether those who met in one month meet again in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import distinct
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.places import Places
from tribe.graph.data.ties import Ties
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.sequential import Draws, settled
from tribe.graph.study.shares import wilson
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
        wilson(sum(again), sum(met)),
        settled(value, _by_chance(study), float, either_side=True).null,
        {
            "months": study.members.months.number,
            "monthly": [b / a if a >= ENOUGH else None for a, b in zip(met, again, strict=True)],
        },
    )


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
    said = Message(
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
    if value > null.mean:
        return said + Message(
            ", more than if chance said whom each turned to (%(chance)s).",
            chance=chance,
        )
    return said + Message(
        ", fewer than if chance said whom each turned to (%(chance)s).",
        chance=chance,
    )


def _size(study: Study) -> dict[str, int]:
    return {**study.members.graph_size, "days": study.days}


T5 = Measure(
    id="T5",
    family="ties",
    name=Message("Persistence"),
    question=Message("Do ties last?"),
    formula=Message("|E_t ∩ E_t+1|/|E_t|, over months of thirty days"),
    reference="Burt 2000",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="W, acts",
    minimum={**GRAPH_MINIMUM, "days": 60},
    size="dyads",
    sample=_size,
    point=_persistence_point,
    compute=_persistence,
    read=_read_persistence,
    draws="nulls",
)
