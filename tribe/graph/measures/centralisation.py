"""Centralisation: whether the tribe hangs on one hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph.dyads import Dyads, as_dyads
from tribe.graph.engine import components
from tribe.graph.measures.registry import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.measures.study import Sample, Study
from tribe.graph.ties import Ties
from tribe.graph.uncertainty import normal_interval
from tribe.graph.words import Words, decimal, span

if TYPE_CHECKING:
    AnyGraph = Ties | Dyads | nx.Graph[Any]


def largest_component(graph: AnyGraph) -> NDArray[np.bool_]:
    """(n,) True for members of the largest connected component; of equals, the first."""
    dyads = as_dyads(graph)
    labels = components(dyads.n, dyads.u, dyads.v)
    if not len(labels):
        return np.empty(0, dtype=np.bool_)
    return np.asarray(labels == np.bincount(labels).argmax())


def degree_centralisation(graph: AnyGraph) -> float | None:
    """How far the largest component leans on a single hub.

    C = Σ (k_max - k_i) / ((n - 1)(n - 2)), 0 (all alike) to 1 (a star). None
    when the largest component has fewer than three members.

    References
    ----------
    Freeman 1979, Social Networks 1.

    Examples
    --------
    >>> degree_centralisation(nx.star_graph(5)), degree_centralisation(nx.cycle_graph(5))
    (1.0, 0.0)
    """
    dyads = as_dyads(graph)
    degree = dyads.degree[largest_component(dyads)]
    n = len(degree)
    return float((degree.max() - degree).sum() / ((n - 1) * (n - 2))) if n > 2 else None


def _centralisation_point(sample: Sample) -> float | None:
    return degree_centralisation(sample.dyads)


def _centralisation(study: Study) -> Finding:
    dyads = study.members.dyads
    value = degree_centralisation(dyads)
    interval = None
    if value is not None:
        interval = normal_interval(value, study.resampled.centralisation, 0.0, 1.0)
    return Finding(value, interval)


def _read_centralisation(finding: Finding) -> Words:
    value = finding.value or 0.0
    if value < 0.1:
        en, fr = "The talk does not lean on one person", "La parole ne repose pas sur une personne"
    elif value < 0.35:
        en = "The talk leans a little on its most connected member"
        fr = "La parole repose un peu sur le membre le plus relié"
    else:
        en = "The talk leans heavily on one hub"
        fr = "La parole repose beaucoup sur une seule personne"
    ranges = {"en": "", "fr": ""}
    if finding.interval:
        low, high = finding.interval
        for tongue in ranges:
            ranges[tongue] = f" ({span(decimal(low, tongue), decimal(high, tongue))})"
    return Words(
        f"{en}: {decimal(value, 'en')}{ranges['en']} on a scale from 0, all alike, "
        "to 1, everyone through a single person.",
        f"{fr} : {decimal(value, 'fr')}{ranges['fr']} sur une échelle de 0, tous semblables, "
        "à 1, tout passe par une seule personne.",
    )


C1 = Measure(
    id="C1",
    family="cohesion",
    name=Words("Centralisation", "Centralisation"),
    question=Words("Is there one hub?", "Tout passe-t-il par une personne ?"),
    formula="Σ(k_max−k_i)/((n−1)(n−2)), largest component",
    reference="Freeman 1979",
    unit="index",
    privacy="P2",
    published="P2",
    uncertainty="VB",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_centralisation_point,
    compute=_centralisation,
    read=_read_centralisation,
    draws="bootstraps",
)
