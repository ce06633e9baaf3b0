"""Ties: how strong they are, whether strong ones sit inside groups, whether help is returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph.dyads import Dyads, as_dyads
from tribe.graph.kinds import ALIKE
from tribe.graph.measures.registry import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.measures.study import Sample, Study
from tribe.graph.nulls import closure_of, overlap_of
from tribe.graph.privacy import safe_counts
from tribe.graph.ties import Ties
from tribe.graph.words import Words, decimal, in_hundred

if TYPE_CHECKING:
    AnyGraph = Ties | Dyads | nx.Graph[Any]


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
    tau = float(scipy.stats.kendalltau(one.weights, other.weights).statistic)
    return tau if np.isfinite(tau) else None


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


def _weight(value: float, language: str) -> str:
    if value < 0.01:
        return {"en": "less than 0.01", "fr": "moins de 0,01"}[language]
    return decimal(value, language)


def _read_weights(finding: Finding) -> Words:
    value, tau = finding.value or 0.0, finding.detail["kendall_tau"]
    warm = finding.detail["warm_share"]
    en = (
        f"{in_hundred(warm, 'en')} of 100 ties are warm today, worth a reply in the last ninety "
        f"days or more; the tie in the middle weighs {_weight(value, 'en')}"
    )
    fr = (
        f"{in_hundred(warm, 'fr')} liens sur 100 sont vivants aujourd’hui, soit au moins une "
        "réponse dans les quatre-vingt-dix derniers jours ; le lien du milieu pèse "
        f"{_weight(value, 'fr')}"
    )
    if tau is None or finding.detail["kinds"] < 2:
        return Words(en + ".", fr + ".")
    close = tau >= 0.8
    return Words(
        f"{en}; counting every kind of act alike "
        f"{'hardly changes' if close else 'changes'} their order "
        f"(Kendall τ {decimal(tau, 'en')}).",
        f"{fr} ; compter tous les gestes de la même façon "
        f"{'ne change guère' if close else 'change'} leur ordre "
        f"(τ de Kendall {decimal(tau, 'fr')}).",
    )


T1 = Measure(
    id="T1",
    family="ties",
    name=Words("Tie weight", "Poids des liens"),
    question=Words("Whom do I meet?", "Qui est-ce que je rencontre ?"),
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
    overlaps, weights = overlaps[known], weights[known]
    value = float(overlaps.mean()) if len(overlaps) else None
    return Finding(
        value,
        null=study.against(value, study.chance.overlap),
        detail=_by_strength(overlaps, weights),
    )


def _by_strength(overlaps: NDArray[np.float64], weights: NDArray[np.float64]) -> dict[str, Any]:
    if len(overlaps) < 3 or np.ptp(weights) == 0 or np.ptp(overlaps) == 0:
        return {"by_strength": None, "rank_correlation": None}
    thirds = np.array_split(np.argsort(weights, kind="stable"), 3)
    return {
        "by_strength": [float(overlaps[third].mean()) for third in thirds],
        "rank_correlation": float(scipy.stats.spearmanr(weights, overlaps).statistic),
    }


def _read_overlap(finding: Finding) -> Words:
    value, null = finding.value or 0.0, finding.null
    chance_en = f"where chance alone gives {decimal(100 * null.mean, 'en', 1)}" if null else ""
    chance_fr = f"quand le hasard seul donne {decimal(100 * null.mean, 'fr', 1)}" if null else ""
    share_en, share_fr = decimal(100 * value, "en", 1), decimal(100 * value, "fr", 1)
    en = f"Two members who are tied share {share_en} of 100 other acquaintances"
    fr = f"Deux membres liés ont en commun {share_fr} connaissances sur 100"
    rho = finding.detail["rank_correlation"]
    if not finding.is_significant:
        return Words(
            f"{en}, {chance_en}: no evidence that ties sit inside groups.",
            f"{fr}, {chance_fr} : rien n’indique que les liens se tiennent dans des groupes.",
        )
    if rho is None or abs(rho) < 0.1:
        return Words(f"{en}, {chance_en}.", f"{fr}, {chance_fr}.")
    return Words(
        f"{en}, {chance_en}; stronger ties share {'more' if rho > 0 else 'less'}.",
        f"{fr}, {chance_fr} ; les liens forts en partagent {'davantage' if rho > 0 else 'moins'}.",
    )


T3 = Measure(
    id="T3",
    family="ties",
    name=Words("Neighbourhood overlap", "Voisinage partagé"),
    question=Words(
        "Do strong ties sit inside groups?", "Les liens forts se tiennent-ils dans des groupes ?"
    ),
    formula="n_ij/((k_i−1)+(k_j−1)−n_ij), mean over dyads",
    reference="Onnela 2007",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="CM",
    minimum=GRAPH_MINIMUM,
    size="dyads",
    sample=lambda study: study.members.graph_size,
    point=_overlap_point,
    compute=_overlap,
    read=_read_overlap,
)
