"""Reciprocity: whether help is returned."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from tribe.graph.bootstraps import reciprocities
from tribe.graph.measures.registry import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.measures.study import Sample, Study
from tribe.graph.ties import Ties
from tribe.graph.uncertainty import normal_interval
from tribe.graph.words import Words, in_hundred, span


def overall_reciprocity(graph: Ties | nx.DiGraph[Any]) -> float | None:
    """Share of directed ties that are returned.

    r = L↔ / L, 0–1. Loops are no ties (networkx counts them in L). None
    without ties.

    References
    ----------
    Garlaschelli & Loffredo 2004, PRL 93.

    Examples
    --------
    >>> overall_reciprocity(nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 3)]))
    0.5
    """
    arcs, returned = _arcs(graph)[1:]
    return returned / arcs if arcs else None


def reciprocity_correlation(graph: Ties | nx.DiGraph[Any]) -> float | None:
    """Reciprocity beyond what the density alone gives.

    ρ = (r - ā) / (1 - ā), ā = L / (n (n - 1)); up to 1, 0 as by chance,
    below 0 when ties avoid being returned. None without ties, or when
    everyone is tied to everyone.

    References
    ----------
    Garlaschelli & Loffredo 2004, PRL 93.

    Examples
    --------
    >>> reciprocity_correlation(nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 3)]))
    0.25
    """
    n, arcs, returned = _arcs(graph)
    if not arcs or arcs == n * (n - 1):
        return None
    density = arcs / (n * (n - 1))
    return (returned / arcs - density) / (1 - density)


def _arcs(graph: Ties | nx.DiGraph[Any]) -> tuple[int, int, int]:
    if isinstance(graph, Ties):
        return len(graph.members), len(graph), 2 * int(np.count_nonzero(graph.mutual))
    arcs = {(a, b) for a, b in graph.edges() if a != b}
    return len(graph), len(arcs), sum((b, a) in arcs for a, b in arcs)


def _reciprocity_point(sample: Sample) -> float | None:
    return overall_reciprocity(sample.direct)


def _reciprocity(study: Study) -> Finding:
    ties = study.members.direct
    value = overall_reciprocity(ties)
    interval = None
    if value is not None:
        drawn = study.replicates("T4", reciprocities(ties), study.bootstraps)
        interval = normal_interval(value, drawn, 0.0, 1.0)
    return Finding(value, interval, detail={"rho": reciprocity_correlation(ties)})


def _read_reciprocity(finding: Finding) -> Words:
    value = finding.value or 0.0
    en = f"Help is returned in {in_hundred(value, 'en')} of 100 ties"
    fr = f"L’aide est rendue dans {in_hundred(value, 'fr')} liens sur 100"
    if finding.interval:
        low, high = finding.interval
        en += f" ({span(in_hundred(low, 'en'), in_hundred(high, 'en'))})"
        fr += f" ({span(in_hundred(low, 'fr'), in_hundred(high, 'fr'))})"
    return Words(en + ".", fr + ".")


def _direct_size(study: Study) -> dict[str, int]:
    dyads = study.members.direct.undirected()
    return {
        "members": int(np.count_nonzero(dyads.tied)),
        "dyads": len(dyads),
        "ties": len(study.members.direct),
    }


T4 = Measure(
    id="T4",
    family="ties",
    name=Words("Reciprocity", "Réciprocité"),
    question=Words("Is help returned?", "L’aide est-elle rendue ?"),
    formula="r = L↔/L; ρ = (r−ā)/(1−ā)",
    reference="Garlaschelli & Loffredo 2004",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="VB",
    minimum=GRAPH_MINIMUM,
    size="ties",
    sample=_direct_size,
    point=_reciprocity_point,
    compute=_reciprocity,
    read=_read_reciprocity,
    draws="bootstraps",
)
