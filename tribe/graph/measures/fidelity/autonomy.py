"""Fidelity: whether the tribe stands without the brand's accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.ties import Ties
from tribe.graph.measures.cohesion.centralisation import largest_component
from tribe.graph.study.bootstraps import autonomies
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Bracketed, InHundred, Message, Said

if TYPE_CHECKING:
    import networkx as nx

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx


def autonomy(graph: AnyGraph, brand: ArrayLike) -> tuple[float | None, float | None]:
    """What remains of the tribe without the brand's accounts.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph
    brand : (n,) array of bool
        True for the brand's accounts, in the order of the nodes.

    Returns
    -------
    share : float or None
        Dyads among members over all dyads, 0–1; None without dyads.
    together : float or None
        Share of members in their largest component without the brand, 0–1;
        None without members.

    Raises
    ------
    ValueError
        `brand` does not have one entry for each node.

    References
    ----------
    Ours, after Cova 1997: the tribe's ties are its members' own.

    Examples
    --------
    >>> tribe = nx.Graph([(0, leaf) for leaf in range(1, 7)] + [(1, 2), (2, 3)])
    >>> autonomy(tribe, [True] + [False] * 6)
    (0.25, 0.5)
    """
    dyads = as_dyads(graph)
    staff = np.asarray(brand, dtype=np.bool_)
    if len(staff) != dyads.n:
        raise ValueError("brand must have one entry for each node")
    among = ~(staff[dyads.u] | staff[dyads.v])
    members = int(np.count_nonzero(~staff))
    share = float(among.mean()) if len(dyads) else None
    if not members:
        return share, None
    inside = largest_component(dyads.only(~staff))
    return share, float(np.count_nonzero(inside) / members)


def _linked(dyads: Dyads) -> Dyads:
    # readers without a tie would hang on nobody, brand or not
    return dyads.only(dyads.tied | dyads.brand)


def _autonomy(study: Study) -> Finding:
    dyads = _linked(study.everyone.dyads)
    share, together = autonomy(dyads, dyads.brand)
    interval = None
    if share is not None and together is not None:
        drawn = study.spread("F4", autonomies(dyads))
        interval = normal_interval(share, drawn, 0.0, 1.0)
    inside = np.count_nonzero(largest_component(dyads)[~dyads.brand])
    members = int(np.count_nonzero(~dyads.brand))
    return Finding(
        share,
        interval,
        detail={
            "largest_component": together,
            "largest_component_with_brand": inside / members if members else None,
        },
    )


def _read_autonomy(finding: Finding) -> Said:
    return Message(
        "Without the brand’s accounts %(share)s of 100 ties remain%(range)s, and "
        "%(together)s of 100 members still hold together.",
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
        together=InHundred(finding.detail["largest_component"] or 0.0),
    )


def _size(study: Study) -> dict[str, int]:
    dyads = study.everyone.dyads
    return {
        "brand": int(np.count_nonzero(dyads.brand)),
        "members": int(np.count_nonzero(dyads.tied & ~dyads.brand)),
        "dyads": len(dyads),
    }


F4 = Measure(
    id="F4",
    family="fidelity",
    name=Message("Autonomy"),
    question=Message("Does the tribe stand without the brand?"),
    formula=Message("member–member dyads/all; largest component without the brand"),
    reference=Message("ours, after Cova 1997"),
    unit="share",
    privacy="P3",
    published="P2",
    uncertainty="VB",
    minimum={"brand": 1, "members": 30, "dyads": 50},
    size="members",
    sample=_size,
    compute=_autonomy,
    read=_read_autonomy,
    draws="bootstraps",
)
