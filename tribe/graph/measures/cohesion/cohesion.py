"""Cohesion: closed triangles and the depth of the core."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import engine
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties
from tribe.graph.measures.ties.beside import (
    NOTHING,
    held_beside,
    others_of,
    verdict_of,
    with_others,
)
from tribe.graph.study.nulls import CLUSTERING, CORE, TRANSITIVITY, Closure, closure_of
from tribe.graph.study.privacy import SMALLEST, rounded, safe_counts
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.sequential import settled
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import InHundred, Message, Said, Whole

if TYPE_CHECKING:
    import networkx as nx

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx


def _closure(graph: AnyGraph) -> Closure:
    dyads = as_dyads(graph)
    return closure_of(dyads.n, dyads.u, dyads.v)


def _transitivity(closure: Closure) -> float | None:
    return closure.transitivity if np.isfinite(closure.transitivity) else None


def _average(closure: Closure) -> float:
    value = closure.average_clustering
    return value if np.isfinite(value) else 0.0


def triangles(graph: AnyGraph) -> NDArray[np.int64]:
    """(n,) how many triangles each member is part of; their sum is three times all."""
    return _closure(graph).triangles


def transitivity(graph: AnyGraph) -> float | None:
    """Share of open or closed triads that are closed.

    T = 3 Δ / wedges, 0–1. None without wedges (networkx says 0).

    Returns
    -------
    float or None
        0 to 1; None without a triad.

    References
    ----------
    Watts & Strogatz 1998, Nature 393.

    Examples
    --------
    >>> round(transitivity(nx.karate_club_graph()), 4)
    0.2557
    """
    return _transitivity(_closure(graph))


def average_clustering(graph: AnyGraph) -> float | None:
    """Mean over members of the share of their pairs of friends who are friends.

    0–1; members with fewer than two ties count 0, as in networkx. None
    without members.

    Returns
    -------
    float or None
        0 to 1; None without members.

    References
    ----------
    Watts & Strogatz 1998, Nature 393.

    Examples
    --------
    >>> round(average_clustering(nx.karate_club_graph()), 4)
    0.5706
    """
    dyads = as_dyads(graph)
    return _average(_closure(dyads)) if dyads.n else None


def core_number(graph: AnyGraph) -> NDArray[np.int64]:
    """(n,) the largest k for which the member lies in the maximal subgraph of degree >= k.

    Returns
    -------
    (n,) int64
        At least 0; 0 for a member without ties.

    References
    ----------
    Seidman 1983, Social Networks 5.

    Examples
    --------
    >>> core_number(nx.lollipop_graph(4, 2)).tolist()
    [3, 3, 3, 3, 1, 1]
    """
    dyads = as_dyads(graph)
    return engine.core_number(dyads.n, dyads.u, dyads.v)


def onion_layers(graph: AnyGraph) -> NDArray[np.int64]:
    """(n,) in which round of peeling the member leaves; 1 is the outermost layer.

    Returns
    -------
    (n,) int64
        At least 1.

    References
    ----------
    Hébert-Dufresne, Grochow & Allard 2016, Scientific Reports 6.

    Examples
    --------
    >>> onion_layers(nx.star_graph(3)).tolist()
    [2, 1, 1, 1]
    """
    dyads = as_dyads(graph)
    return engine.onion_layers(dyads.n, dyads.u, dyads.v)


# C2 ---------------------------------------------------------------------------


def _transitivity_point(sample: Sample) -> float | None:
    return _transitivity(sample.closure)


def _clustering(study: Study) -> Finding:
    closure = study.members.closure
    value = _transitivity(closure)
    average = _average(closure) if study.members.dyads.n else None
    chance = study.closed_by_chance
    null = settled(value, chance, itemgetter(TRANSITIVITY)).null
    other = settled(average, chance, itemgetter(CLUSTERING)).null
    detail = {
        "average_clustering": average,
        "average_clustering_null": None if other is None else other.mean,
        "average_clustering_p": None if other is None else other.p,
        "triangles": rounded(int(closure.triangles.sum()) // 3),
    }
    interval = None
    if value is not None:
        interval = normal_interval(value, study.resampled.transitivity, 0.0, 1.0)
    return Finding(value, interval, null=null, detail=detail)


def _read_clustering(finding: Finding) -> Said:
    said: Said = Message(
        "When two members have a friend in common, they know each other in %(share)s cases of 100",
        share=InHundred(finding.value or 0.0),
    )
    if finding.null is None:
        return said + Message(".")
    said += Message("; chance alone gives %(chance)s", chance=InHundred(finding.null.mean))
    if not finding.is_significant:
        return said + Message(", so there is no evidence of more.")
    if verdict_of(finding.detail) == NOTHING:
        return said + Message(
            ". Beside other things (%(what)s), there is no evidence that friends of friends "
            "meet more.",
            what=others_of(finding.detail),
        )
    said += Message(", so friends of friends meet more than by chance")
    return with_others(said, finding.detail) + Message(".")


def _judged_clustering(finding: Finding, others: Mapping[str, Finding]) -> Finding:
    return held_beside(finding, others, ("closure",))


C2 = Measure(
    id="C2",
    family="cohesion",
    name=Message("Transitivity"),
    question=Message("Do friends of friends meet?"),
    formula=Message("3Δ/wedges"),
    reference="Watts & Strogatz 1998",
    unit="share",
    privacy="P3",
    published="P2",
    uncertainty="acts",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_transitivity_point,
    compute=_clustering,
    judge=_judged_clustering,
    needs=("T6",),
    read=_read_clustering,
)


# C4 ---------------------------------------------------------------------------


def _core_point(sample: Sample) -> float | None:
    return float(core_number(sample.dyads).max()) if len(sample.dyads) else None


def _core(study: Study) -> Finding:
    value = _core_point(study.members)
    cores = core_number(study.members.dyads)[study.members.dyads.tied]
    layers = onion_layers(study.members.dyads)
    deepest = int(np.count_nonzero(cores == cores.max(initial=0)))
    shells = np.bincount(cores)[1:]
    detail = {
        "shells": {
            "k": list(range(1, len(shells) + 1)),
            "members": safe_counts(shells.tolist()),
        },
        "core_members": rounded(deepest) if deepest >= SMALLEST else None,
        "onion_layers": int(layers.max(initial=0)),
    }
    interval = None
    if value is not None:
        interval = normal_interval(value, study.resampled.core, 0.0)
    null = settled(value, study.closed_by_chance, itemgetter(CORE)).null
    return Finding(value, interval, null=null, detail=detail)


def _read_core(finding: Finding) -> Said:
    k, inside = int(finding.value or 0), finding.detail["core_members"]
    who = Message("fewer than ten members")
    if inside:
        who = Message("about %(count)s members", count=inside)
    said: Said = Message(
        "At the core, %(who)s each have at least %(ties)s ties with one another",
        who=who,
        ties=k,
    )
    if finding.null is None:
        return said + Message(".")
    said += Message("; chance alone gives %(chance)s", chance=Whole(finding.null.mean))
    if finding.is_significant:
        return said + Message(": there is a real core.")
    return said + Message(", so there is no evidence of a core deeper than that.")


C4 = Measure(
    id="C4",
    family="cohesion",
    name=Message("Depth of the core"),
    question=Message("How deep is the core?"),
    formula=Message("largest k with a subgraph of degree ≥ k"),
    reference="Seidman 1983; Hébert-Dufresne 2016",
    unit="ties",
    privacy="P2",
    published="P2",
    uncertainty="acts",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_core_point,
    compute=_core,
    read=_read_core,
)
