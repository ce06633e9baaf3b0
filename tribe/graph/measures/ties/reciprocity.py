"""Reciprocity: whether help is returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribe.graph.data.ties import Ties
from tribe.graph.study.bootstraps import reciprocities
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Bracketed, InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx
else:
    from tribe.graph import networks as nx


def overall_reciprocity(graph: Ties | nx.DiGraph[Any]) -> float | None:
    """Share of directed ties that are returned.

    r = L↔ / L, 0–1. Loops are no ties (networkx counts them in L). None
    without ties.

    Returns
    -------
    float or None
        0 to 1.

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

    Returns
    -------
    float or None
        Up to 1.

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
        drawn = study.spread("T4", reciprocities(ties))
        interval = normal_interval(value, drawn, 0.0, 1.0)
    return Finding(value, interval, detail={"rho": reciprocity_correlation(ties)})


def _read_reciprocity(finding: Finding) -> Said:
    return Message(
        "Help is returned in %(share)s of 100 ties%(range)s.",
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
    )


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
    name=Message("Reciprocity"),
    question=Message("Is help returned?"),
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
