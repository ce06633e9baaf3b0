"""Tie strength: whether ties as they are counted tell how close members say they feel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.columns import Interactions
from tribe.graph.data.fading import DAY
from tribe.graph.data.records import Closeness
from tribe.graph.data.ties import Ties
from tribe.graph.measures.ties.closeness import Fit, Floats
from tribe.graph.study.ranks import rank_correlation
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import percentile_interval
from tribe.speech import Bracketed, Decimal, InHundred, Message, Said

PREDICTORS = ("intensity", "recency", "duration", "reciprocity", "multiplexity", "overlap")
Places = NDArray[np.int64]


def tie_predictors(
    interactions: Interactions, ties: Ties, source: Places, target: Places
) -> Floats:
    """What is counted of the tie between each two members, tied or not.

    Parameters
    ----------
    interactions : Interactions
    ties : Ties
        Of the same members.
    source, target : (k,) int64

    Returns
    -------
    (k, 6) float64, >= 0, in the order of `PREDICTORS`
        log(1 + weight both ways); 2^(-days since the last act / 90); log(1 + days from the
        first act to the last); the lighter direction over the heavier; kinds of act;
        neighbourhood overlap. All are 0 for two who never met and share no acquaintance.
    """
    if not len(ties):
        return np.zeros((len(source), len(PREDICTORS)))
    (there, is_there), (back, is_back) = _ways(ties, source, target), _ways(ties, target, source)
    met = is_there | is_back
    given = np.where(is_there, ties.weights[there], 0.0)
    returned = np.where(is_back, ties.weights[back], 0.0)
    heavier = np.maximum(given, returned)
    first = np.minimum(
        np.where(is_there, ties.first[there], np.inf), np.where(is_back, ties.first[back], np.inf)
    )
    last = np.maximum(
        np.where(is_there, ties.last[there], -np.inf), np.where(is_back, ties.last[back], -np.inf)
    )
    span = np.subtract(last, first, out=np.zeros(len(source)), where=met)
    age = np.subtract(ties.now, last, out=np.zeros(len(source)), where=met)
    return np.column_stack(
        [
            np.log1p(given + returned),
            np.where(met, np.exp2(-age / ties.half_life), 0.0),
            np.log1p(span / DAY),
            np.minimum(given, returned) / np.where(heavier > 0, heavier, 1.0),
            _kinds(interactions, source, target),
            _overlap(ties, source, target, met),
        ]
    )


def _ways(ties: Ties, source: Places, target: Places) -> tuple[Places, NDArray[np.bool_]]:
    """Where each directed tie lies, and whether there is one."""
    wanted = source * len(ties.members) + target
    place = np.minimum(np.searchsorted(ties.keys, wanted), len(ties) - 1)
    return place, ties.keys[place] == wanted


def _kinds(interactions: Interactions, source: Places, target: Places) -> Floats:
    n = len(interactions.members)
    wanted = np.minimum(source, target) * n + np.maximum(source, target)
    one, other = interactions.source.astype(np.int64), interactions.target.astype(np.int64)
    keys = np.minimum(one, other) * n + np.maximum(one, other)
    asked = np.isin(keys, wanted)
    both = np.unique(keys[asked] * 256 + interactions.kind[asked])
    pairs, kinds = np.unique(both // 256, return_counts=True)
    if not len(pairs):
        return np.zeros(len(source))
    place = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
    return np.where(pairs[place] == wanted, kinds[place], 0).astype(np.float64)


def _overlap(ties: Ties, source: Places, target: Places, met: NDArray[np.bool_]) -> Floats:
    dyads = ties.undirected()
    shared = dyads.adjacency[source].multiply(dyads.adjacency[target]).sum(axis=1)
    others = dyads.degree[source] + dyads.degree[target] - 2 * met - shared
    return np.asarray(np.divide(shared, others, out=np.zeros(len(source)), where=others > 0))


# T2 ---------------------------------------------------------------------------


def _answers(sample: Sample, told: Sequence[Closeness]) -> tuple[Places, Places, Floats]:
    """Who said it of whom, and how close; what was said twice counts once, in the middle."""
    wanted = {name for one in told for name in (one.source, one.target)}
    members = sample.interactions.members if wanted else ()
    place = {name: at for at, name in enumerate(members) if name in wanted}
    rows = [
        (place[one.source], place[one.target], one.value)
        for one in told
        if one.source in place
        and one.target in place
        and one.source != one.target
        and 0 <= one.value <= 1
    ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    n = len(sample.interactions.members)
    keys, which = np.unique(table[:, 0] * n + table[:, 1], return_inverse=True)
    value = np.bincount(which, weights=table[:, 2]) / np.maximum(np.bincount(which), 1)
    whole = keys.astype(np.int64)
    return whole // max(n, 1), whole % max(n, 1), value


def _size(study: Study) -> dict[str, int]:
    ego = _answers(study.members, study.evidence.records.closeness)[0]
    return {"closeness": len(ego), "egos": len(np.unique(ego))}


def _strength(study: Study) -> Finding:
    sample = study.members
    ego, alter, value = _answers(sample, study.evidence.records.closeness)
    predictors = tie_predictors(sample.interactions, sample.ties, ego, alter)
    fit = Fit.of(predictors, value, ego) if len(value) else None
    told = None if fit is None else fit.held_out()
    if fit is None or told is None:
        return Finding(None)
    held_out, slopes = _replicates(study, fit)
    low, high = [None] * (len(PREDICTORS) + 1), [None] * (len(PREDICTORS) + 1)
    if len(slopes):
        low, high = np.quantile(slopes, [0.025, 0.975], axis=0).tolist()
    found = fit.regression().standardised
    coefficients: dict[str, Any] = {
        name: None
        if np.isnan(found[place])
        else {"value": float(found[place]), "low": low[place + 1], "high": high[place + 1]}
        for place, name in enumerate(PREDICTORS)
    }
    return Finding(
        told,
        percentile_interval(held_out),
        detail={"coefficients": coefficients, "rank_correlation": _rank(predictors[:, 0], value)},
    )


def _replicates(study: Study, fit: Fit) -> tuple[list[float], Floats]:
    """How much is told, and the coefficients, with egos drawn with replacement."""
    told, slopes = list[float](), list[Floats]()
    for drawn in study.bootstrap("T2", len(fit.total)):
        times = drawn.astype(np.float64)
        share = fit.held_out(times)
        told.append(np.nan if share is None else share)
        slopes.append(fit.standardised(times))
    return told, np.array(slopes)


def _rank(weights: Floats, value: Floats) -> float | None:
    found = rank_correlation(weights, value)
    return found if np.isfinite(found) else None


_NAMES = {
    "intensity": Message("how much passes between two"),
    "recency": Message("how lately they met"),
    "duration": Message("how long they have met"),
    "reciprocity": Message("how evenly they give"),
    "multiplexity": Message("in how many ways they meet"),
    "overlap": Message("whom they both know"),
}


def _read_strength(finding: Finding) -> Said:
    value, interval = finding.value or 0.0, finding.interval
    if value <= 0 or (interval is not None and interval[0] <= 0):
        return Message(
            "No evidence that ties as they are counted tell how close members feel (R² "
            "%(value)s for members left out).",
            value=Decimal(value),
        )
    known = {
        name: abs(found["value"])
        for name, found in finding.detail["coefficients"].items()
        if found is not None
    }
    return Message(
        "Ties as they are counted tell %(share)s of 100 parts%(range)s of how close "
        "members say they feel; %(most)s is associated with it most.",
        share=InHundred(value),
        range=Bracketed(interval),
        most=_NAMES[max(known, key=lambda name: known[name])],
    )


T2 = Measure(
    id="T2",
    family="ties",
    name=Message("Tie strength"),
    question=Message("Does tie weight mean closeness?"),
    formula=Message(
        "closeness on intensity, recency, duration, reciprocity, multiplexity, overlap; "
        "R² of egos left out"
    ),
    reference="Marsden & Campbell 1984; Gilbert & Karahalios 2009",
    unit="share",
    privacy="P0",
    published="P2",
    uncertainty="held-out egos",
    minimum={"closeness": 50, "egos": 10},
    size="egos",
    sample=_size,
    compute=_strength,
    read=_read_strength,
    draws="bootstraps",
)
