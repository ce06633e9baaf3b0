"""Fidelity: whether the tribe stands without the brand's accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike

from tribe.graph.bootstraps import autonomies
from tribe.graph.dyads import Dyads, as_dyads
from tribe.graph.measures.centralisation import largest_component
from tribe.graph.measures.registry import Finding, Measure
from tribe.graph.measures.study import Study
from tribe.graph.ties import Ties
from tribe.graph.uncertainty import normal_interval
from tribe.graph.words import Words, in_hundred, span

if TYPE_CHECKING:
    AnyGraph = Ties | Dyads | nx.Graph[Any]


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
        drawn = study.replicates("F4", autonomies(dyads), study.bootstraps)
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


def _read_autonomy(finding: Finding) -> Words:
    value, together = finding.value or 0.0, finding.detail["largest_component"] or 0.0
    reach = {"en": "", "fr": ""}
    if finding.interval:
        low, high = finding.interval
        for tongue in reach:
            reach[tongue] = f" ({span(in_hundred(low, tongue), in_hundred(high, tongue))})"
    return Words(
        f"Without the brand’s accounts {in_hundred(value, 'en')} of 100 ties remain{reach['en']}, "
        f"and {in_hundred(together, 'en')} of 100 members still hold together.",
        f"Sans les comptes de la marque, il reste {in_hundred(value, 'fr')} liens sur 100"
        f"{reach['fr']}, et {in_hundred(together, 'fr')} membres sur 100 tiennent encore ensemble.",
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
    name=Words("Autonomy", "Autonomie"),
    question=Words(
        "Does the tribe stand without the brand?", "La tribu tient-elle sans la marque ?"
    ),
    formula="member–member dyads/all; largest component without the brand",
    reference="ours, after Cova 1997",
    unit="share",
    privacy="P3",
    published="P2",
    uncertainty="VB",
    minimum={"brand": 1, "members": 30, "dyads": 50},
    size="dyads",
    sample=_size,
    compute=_autonomy,
    read=_read_autonomy,
    draws="bootstraps",
)
