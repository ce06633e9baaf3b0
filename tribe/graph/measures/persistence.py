"""Persistence: whether those who met in one month meet again in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from tribe.graph import kernels
from tribe.graph.dyads import Dyads, as_dyads
from tribe.graph.measures.registry import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.measures.study import Sample, Study
from tribe.graph.ties import Ties
from tribe.graph.uncertainty import wilson
from tribe.graph.words import Words, in_hundred, span

if TYPE_CHECKING:
    from tribe.graph.kernels.chance import State

    AnyGraph = Ties | Dyads | nx.Graph[Any]


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
        study.against(value, np.array(shuffled_persistence(study)), either_side=True),
        {
            "months": study.members.months.number,
            "monthly": [b / a if a >= ENOUGH else None for a, b in zip(met, again, strict=True)],
        },
    )


def shuffled_persistence(study: Study) -> list[float]:
    """Persistence when each pair keeps its number of acts and chance says when."""
    months, meetings = study.members.months, study.members.meetings

    def shuffle(state: State) -> float:
        met, again = kernels.months.kept(
            meetings.indptr, meetings.moment, meetings.shuffled(state), months.number
        )
        begun = int(met[:-1].sum())
        return int(again.sum()) / begun if begun else np.nan

    return study.replicates("T5", shuffle, study.nulls)


def _read_persistence(finding: Finding) -> Words:
    value, null = finding.value or 0.0, finding.null
    reach = {"en": "", "fr": ""}
    if finding.interval:
        low, high = finding.interval
        for tongue in reach:
            reach[tongue] = f" ({span(in_hundred(low, tongue), in_hundred(high, tongue))})"
    en = (
        f"Of 100 pairs who met in one month, {in_hundred(value, 'en')} met again in the next"
        f"{reach['en']}"
    )
    fr = (
        f"Sur 100 paires qui se sont rencontrées un mois, {in_hundred(value, 'fr')} se sont "
        f"retrouvées le mois suivant{reach['fr']}"
    )
    if null is None:
        return Words(en + ".", fr + ".")
    chance = {tongue: in_hundred(null.mean, tongue) for tongue in reach}
    if not finding.is_significant:
        return Words(
            f"{en}, as many as if chance said when they met ({chance['en']}).",
            f"{fr}, autant que si le hasard fixait leurs rencontres ({chance['fr']}).",
        )
    return Words(
        f"{en}, {'more' if value > null.mean else 'fewer'} than if chance said when they met "
        f"({chance['en']}).",
        f"{fr}, {'plus' if value > null.mean else 'moins'} que si le hasard fixait leurs "
        f"rencontres ({chance['fr']}).",
    )


def _size(study: Study) -> dict[str, int]:
    return {**study.members.graph_size, "days": study.days}


T5 = Measure(
    id="T5",
    family="ties",
    name=Words("Persistence", "Persistance"),
    question=Words("Do ties last?", "Les liens durent-ils ?"),
    formula="|E_t ∩ E_t+1|/|E_t|, over months of thirty days",
    reference="Burt 2000",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="W, TS",
    minimum={**GRAPH_MINIMUM, "days": 60},
    size="dyads",
    sample=_size,
    point=_persistence_point,
    compute=_persistence,
    read=_read_persistence,
    draws="nulls",
)
