"""Centralisation: whether the tribe hangs on one hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties
from tribe.graph.engine import components
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Bracketed, Decimal, Message, Said

if TYPE_CHECKING:
    import networkx as nx

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx


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

    Returns
    -------
    float or None
        0 where all have alike many ties, 1 for a star; None where it is undefined.

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


def _read_centralisation(finding: Finding) -> Said:
    value = finding.value or 0.0
    if value < 0.1:
        lean = Message("The talk does not lean on one person")
    elif value < 0.35:
        lean = Message("The talk leans a little on its most connected member")
    else:
        lean = Message("The talk leans heavily on one hub")
    return Message(
        "%(lean)s: %(value)s%(range)s on a scale from 0, all alike, to 1, everyone "
        "through a single person.",
        lean=lean,
        value=Decimal(value),
        range=Bracketed(finding.interval, Decimal),
    )


C1 = Measure(
    id="C1",
    family="cohesion",
    name=Message("Centralisation"),
    question=Message("Is there one hub?"),
    formula=Message("Σ(k_max−k_i)/((n−1)(n−2)), largest component"),
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
