"""Structural holes: how far a member's acquaintances know one another already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties
from tribe.graph.study.privacy import safe_counts
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Bracketed, Decimal, Message, Said

if TYPE_CHECKING:
    import networkx as nx

    from tribe.graph.kernels.chance import State

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx

HIGHEST = 1.125  # a pair within a triangle: as bound as one can be
CONSTRAINTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


def constraint(graph: AnyGraph) -> NDArray[np.float64]:
    """How far each member's ties lead back to the same persons.

    c_i = Σ_j (p_ij + Σ_q p_iq p_qj)², every tied pair counting once; networkx's
    ``constraint`` of the undirected graph without weights.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph

    Returns
    -------
    (n,) float64
        Near 0 for whoever knows many who do not know one another, 1 for whoever knows one
        person, up to 9/8; nan for members without ties.

    References
    ----------
    Burt 1992, Structural Holes.

    Examples
    --------
    >>> constraint(nx.complete_graph(3)).tolist()
    [1.125, 1.125, 1.125]
    """
    return _holes(as_dyads(graph))[0]


def effective_size(graph: AnyGraph) -> NDArray[np.float64]:
    """How many separate others each member reaches.

    e_i = k - 2t/k with t ties among i's k acquaintances; networkx's ``effective_size`` of
    the undirected graph without weights.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph

    Returns
    -------
    (n,) float64
        From 1 to the number of acquaintances; nan for members without ties.

    References
    ----------
    Burt 1992; Borgatti 1997, Connections 20(1).

    Examples
    --------
    >>> effective_size(nx.star_graph(4)).tolist()
    [4.0, 1.0, 1.0, 1.0, 1.0]
    """
    return _holes(as_dyads(graph))[1]


def _holes(dyads: Dyads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    found: tuple[NDArray[np.float64], NDArray[np.float64]] = kernels.holes.constraint_and_size(
        dyads.n, dyads.u, dyads.v
    )
    return found


def _middle(values: NDArray[np.float64]) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else None


# R1 ---------------------------------------------------------------------------


def _constraint_point(sample: Sample) -> float | None:
    return _middle(constraint(sample.dyads))


def _constraint(study: Study) -> Finding:
    dyads = study.members.dyads
    constraints, sizes = _holes(dyads)
    value, size = _middle(constraints), _middle(sizes)
    if value is None:
        return Finding(None)
    drawn = constraint_replicates(study, dyads)
    return Finding(
        value,
        normal_interval(value, drawn, 0.0, HIGHEST),
        detail={
            "effective_size": size,
            "constraint": _histogram(constraints, CONSTRAINTS),
            "sizes": _histogram(sizes, SIZES),
        },
    )


def constraint_replicates(study: Study, dyads: Dyads) -> list[float]:
    """The median constraint of vertex bootstraps; copies of one member are tied at random."""

    def replicate(state: State) -> float:
        _, u, v = kernels.bootstrap.copied(dyads.n, dyads.u, dyads.v, state)
        found = _middle(kernels.holes.constraint(dyads.n, u, v))
        return np.nan if found is None else found

    return study.spread("R1", replicate) if len(dyads) else []


def _histogram(values: NDArray[np.float64], edges: tuple[float, ...]) -> dict[str, Any]:
    known = values[np.isfinite(values)]
    counts = np.bincount(np.digitize(known + 1e-12, edges) - 1, minlength=len(edges))
    return {"from": list(edges), "members": safe_counts(counts.tolist())}


def _read_constraint(finding: Finding) -> Said:
    return Message(
        "The member in the middle reaches %(size)s separate others and is held at "
        "%(value)s%(range)s on a scale from 0, many acquaintances who do not know one "
        "another, to about 1, all of them within one group.",
        size=Decimal(finding.detail["effective_size"], 1),
        value=Decimal(finding.value or 0.0),
        range=Bracketed(finding.interval, Decimal),
    )


R1 = Measure(
    id="R1",
    family="roles",
    name=Message("Constraint"),
    question=Message("Do I link circles?"),
    formula=Message("c_i = Σ_j (p_ij + Σ_q p_iq p_qj)², e = k − 2t/k; medians"),
    reference="Burt 1992; Borgatti 1997",
    unit="index",
    privacy="P0",
    published="P2",
    uncertainty="VB",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_constraint_point,
    compute=_constraint,
    read=_read_constraint,
    draws="bootstraps",
)
