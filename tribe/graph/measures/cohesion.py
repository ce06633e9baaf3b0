"""Cohesion: closed triangles and the depth of the core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import engine
from tribe.graph.dyads import Dyads, as_dyads
from tribe.graph.measures.registry import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.measures.study import Sample, Study
from tribe.graph.nulls import Closure, closure_of
from tribe.graph.privacy import SMALLEST, rounded, safe_counts
from tribe.graph.ties import Ties
from tribe.graph.uncertainty import exceedance, normal_interval
from tribe.graph.words import Words, in_hundred, whole

if TYPE_CHECKING:
    AnyGraph = Ties | Dyads | nx.Graph[Any]


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
    null = study.against(value, study.chance.transitivity)
    drawn = study.chance.average_clustering
    drawn = drawn[np.isfinite(drawn)]
    detail = {
        "average_clustering": average,
        "average_clustering_null": float(drawn.mean()) if len(drawn) else None,
        "average_clustering_p": (
            None if average is None or not len(drawn) else exceedance(average, drawn)
        ),
        "triangles": rounded(int(closure.triangles.sum()) // 3),
    }
    interval = None
    if value is not None:
        interval = normal_interval(value, study.resampled.transitivity, 0.0, 1.0)
    return Finding(value, interval, null=null, detail=detail)


def _read_clustering(finding: Finding) -> Words:
    value, null = finding.value or 0.0, finding.null
    en = (
        f"When two members have a friend in common, they know each other in "
        f"{in_hundred(value, 'en')} cases of 100"
    )
    fr = (
        "Deux membres qui ont un ami commun se connaissent dans "
        f"{in_hundred(value, 'fr')} cas sur 100"
    )
    if null is None:
        return Words(en + ".", fr + ".")
    en += f"; chance alone gives {in_hundred(null.mean, 'en')}"
    fr += f" ; le hasard seul en donne {in_hundred(null.mean, 'fr')}"
    if finding.is_significant:
        return Words(
            f"{en}, so friends of friends meet more than by chance.",
            f"{fr} : on se rencontre entre amis d’amis plus que par hasard.",
        )
    return Words(
        f"{en}, so there is no evidence of more.",
        f"{fr} : rien n’indique davantage.",
    )


C2 = Measure(
    id="C2",
    family="cohesion",
    name=Words("Transitivity", "Transitivité"),
    question=Words("Do friends of friends meet?", "Les amis des amis se rencontrent-ils ?"),
    formula="3Δ/wedges",
    reference="Watts & Strogatz 1998",
    unit="share",
    privacy="P3",
    published="P2",
    uncertainty="CM",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_transitivity_point,
    compute=_clustering,
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
    return Finding(value, interval, null=study.against(value, study.chance.core), detail=detail)


def _read_core(finding: Finding) -> Words:
    k, inside = int(finding.value or 0), finding.detail["core_members"]
    who_en = f"about {inside} members" if inside else "fewer than ten members"
    who_fr = f"environ {inside} membres" if inside else "moins de dix membres"
    en = f"At the core, {who_en} each have at least {k} ties with one another"
    fr = f"Au cœur, {who_fr} ont chacun au moins {k} liens entre eux"
    null = finding.null
    if null is None:
        return Words(en + ".", fr + ".")
    en += f"; chance alone gives {whole(null.mean, 'en')}"
    fr += f" ; le hasard seul en donne {whole(null.mean, 'fr')}"
    if finding.is_significant:
        return Words(f"{en}: there is a real core.", f"{fr} : il y a un vrai noyau.")
    return Words(
        f"{en}, so there is no evidence of a core deeper than that.",
        f"{fr} : rien n’indique un noyau plus profond.",
    )


C4 = Measure(
    id="C4",
    family="cohesion",
    name=Words("Depth of the core", "Profondeur du noyau"),
    question=Words("How deep is the core?", "Jusqu’où va le noyau ?"),
    formula="largest k with a subgraph of degree ≥ k",
    reference="Seidman 1983; Hébert-Dufresne 2016",
    unit="ties",
    privacy="P2",
    published="P2",
    uncertainty="CM",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_core_point,
    compute=_core,
    read=_read_core,
)
