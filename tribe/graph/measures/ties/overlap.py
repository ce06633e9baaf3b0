"""Ties: how strong they are, whether strong ones sit inside groups, whether help is returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.kinds import ALIKE
from tribe.graph.data.ties import Ties
from tribe.graph.study.nulls import OVERLAP, STRENGTH, closure_of, overlap_of
from tribe.graph.study.privacy import safe_counts
from tribe.graph.study.ranks import rank_correlation, tau
from tribe.graph.study.register import GRAPH_MINIMUM, SIGNIFICANT, Finding, Measure
from tribe.graph.study.sequential import settled
from tribe.graph.study.study import Sample, Study
from tribe.speech import Decimal, InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx


def neighbourhood_overlap(graph: AnyGraph) -> NDArray[np.float64]:
    """Share of their other acquaintances that the two ends of each dyad have in common.

    O_ij = n_ij / ((k_i - 1) + (k_j - 1) - n_ij), with n_ij common neighbours.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph

    Returns
    -------
    (m,) float64, 0–1, in the order of the dyads; nan where neither end knows
    anyone else.

    References
    ----------
    Onnela et al. 2007, PNAS 104(18).

    Examples
    --------
    >>> neighbourhood_overlap(nx.complete_graph(4)).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    dyads = as_dyads(graph)
    return overlap_of(dyads, closure_of(dyads.n, dyads.u, dyads.v).shared)


def order_agreement(one: Ties, other: Ties) -> float | None:
    """Kendall's τ between the weights of the same ties counted in two ways.

    From -1 (the other way round) to 1 (the same order); None when there are
    fewer than two ties or all weigh the same.

    Raises
    ------
    ValueError
        The ties are not the same.
    """
    if not np.array_equal(one.keys, other.keys):
        raise ValueError("the ties are not the same")
    if len(one) < 2:
        return None
    found = tau(one.weights, other.weights)
    return found if np.isfinite(found) else None


NOTICED = 0.1  # a correlation beyond that of chance that somebody might notice
WARM = 0.5  # what one reply still weighs after a half-life

# T1 ---------------------------------------------------------------------------


def _weight_point(sample: Sample) -> float | None:
    return float(np.median(sample.ties.weights)) if len(sample.ties) else None


def _weights(study: Study) -> Finding:
    ties = study.members.ties
    alike = Ties.from_interactions(study.members.interactions, study.now, omega=ALIKE)
    edges = np.concatenate([[0.0], np.exp2(np.arange(-4, 7)), [np.inf]])
    places = np.digitize(ties.weights, edges) - 1
    counts = np.bincount(places, minlength=len(edges) - 1)
    persons = [_ends(ties, places == place) for place in range(len(edges) - 1)]
    kinds = len(np.unique(study.members.interactions.kind))
    detail = {
        "kendall_tau": order_agreement(ties, alike),
        "kinds": kinds,
        "half_life_days": 90,
        "warm_share": float((ties.weights >= WARM).mean()) if len(ties) else None,
        "histogram": {
            "from": [float(edge) for edge in edges[:-1]],
            "ties": safe_counts(counts.tolist(), persons),
        },
    }
    return Finding(_weight_point(study.members), detail=detail)


def _ends(ties: Ties, some: NDArray[np.bool_]) -> int:
    """How many members these ties are of."""
    here = np.zeros(len(ties.members), dtype=np.bool_)
    here[ties.sources[some]] = here[ties.targets[some]] = True
    return int(np.count_nonzero(here))


def _weight(value: float) -> Said | Decimal:
    if value < 0.01:
        return Message("less than %(least)s", least=Decimal(0.01))
    return Decimal(value)


def _read_weights(finding: Finding) -> Said:
    tau = finding.detail["kendall_tau"]
    said = Message(
        "%(warm)s of 100 ties are warm today, worth a reply in the last ninety days or "
        "more; the tie in the middle weighs %(weight)s",
        warm=InHundred(finding.detail["warm_share"]),
        weight=_weight(finding.value or 0.0),
    )
    if tau is None or finding.detail["kinds"] < 2:
        return said + Message(".")
    if tau >= 0.8:
        return said + Message(
            "; counting every kind of act alike hardly changes their order (Kendall τ %(tau)s).",
            tau=Decimal(tau),
        )
    return said + Message(
        "; counting every kind of act alike changes their order (Kendall τ %(tau)s).",
        tau=Decimal(tau),
    )


T1 = Measure(
    id="T1",
    family="ties",
    name=Message("Tie weight"),
    question=Message("Whom do I meet?"),
    formula="w_ij = Σ ω·2^(−age/h), h = 90 d",
    reference="Granovetter 1973",
    unit="weight",
    privacy="P0",
    published="P2",
    uncertainty="ω-sensitivity",
    minimum=GRAPH_MINIMUM,
    size="dyads",
    sample=lambda study: study.members.graph_size,
    point=_weight_point,
    compute=_weights,
    read=_read_weights,
)


# T3 ---------------------------------------------------------------------------


def _overlaps(sample: Sample) -> NDArray[np.float64]:
    return overlap_of(sample.dyads, sample.closure.shared)


def _overlap_point(sample: Sample) -> float | None:
    overlaps = _overlaps(sample)
    known = overlaps[np.isfinite(overlaps)]
    return float(known.mean()) if len(known) else None


def _overlap(study: Study) -> Finding:
    overlaps, weights = _overlaps(study.members), study.members.dyads.weights
    known = np.isfinite(overlaps)
    value = float(overlaps[known].mean()) if known.any() else None
    by_strength = _by_strength(overlaps[known], weights[known])
    rho = by_strength["rank_correlation"]
    strength = rho if study.has_acts else None
    drawn = settled(strength, study.closed_by_chance, itemgetter(STRENGTH), either_side=True).null
    return Finding(
        value,
        null=settled(value, study.closed_by_chance, itemgetter(OVERLAP)).null,
        detail={
            **by_strength,
            "rank_correlation_null": None if drawn is None else drawn.mean,
            "rank_correlation_p": None if drawn is None else drawn.p,
        },
        tests={} if drawn is None else {"rank_correlation": drawn.p},
    )


def _judged(finding: Finding, _others: Mapping[str, Finding]) -> Finding:
    """By p adjusted with all that the report tests."""
    return replace(
        finding,
        detail={**finding.detail, "rank_correlation_p": finding.tests.get("rank_correlation")},
    )


def _by_strength(overlaps: NDArray[np.float64], weights: NDArray[np.float64]) -> dict[str, Any]:
    rho = rank_correlation(weights, overlaps)
    if not np.isfinite(rho):
        return {"by_strength": None, "rank_correlation": None}
    thirds = np.array_split(np.argsort(weights, kind="stable"), 3)
    return {
        "by_strength": [float(overlaps[third].mean()) for third in thirds],
        "rank_correlation": rho,
    }


def _read_overlap(finding: Finding) -> Said:
    share = Decimal(100 * (finding.value or 0.0), 1)
    if finding.null is None:
        said = Message(
            "Two members who are tied share %(share)s of 100 other acquaintances",
            share=share,
        )
    else:
        said = Message(
            "Two members who are tied share %(share)s of 100 other acquaintances, where "
            "chance alone gives %(chance)s",
            share=share,
            chance=Decimal(100 * finding.null.mean, 1),
        )
    if not finding.is_significant:
        return said + Message(
            ": no evidence that ties sit inside groups.",
        )
    rho, p = finding.detail["rank_correlation"], finding.detail["rank_correlation_p"]
    chance = finding.detail["rank_correlation_null"]
    if rho is None or p is None or p > SIGNIFICANT or abs(rho - chance) < NOTICED:
        return said + Message(".")
    if rho > chance:
        return said + Message("; stronger ties share more.")
    return said + Message("; stronger ties share less.")


T3 = Measure(
    id="T3",
    family="ties",
    name=Message("Neighbourhood overlap"),
    question=Message("Do strong ties sit inside groups?"),
    formula=Message("n_ij/((k_i−1)+(k_j−1)−n_ij), mean over dyads"),
    reference="Onnela 2007",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="acts",
    minimum=GRAPH_MINIMUM,
    size="dyads",
    sample=lambda study: study.members.graph_size,
    point=_overlap_point,
    compute=_overlap,
    judge=_judged,
    read=_read_overlap,
)
