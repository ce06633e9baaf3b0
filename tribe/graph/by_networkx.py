"""The values that networkx itself gives, for whoever wants its word on a plain file."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import networkx as nx

from tribe.graph import Evidence, Result, Ties

ENGINE = "networkx"


def with_networkx(evidence: Evidence, results: Mapping[str, Result]) -> dict[str, Result]:
    """The same results, with networkx's own value where it has the measure.

    Intervals and null models stay those of the compiled engine: networkx would take hours.
    """
    until = evidence.window[1]
    if until is None:
        return dict(results)
    members = evidence.measured.without_brand()
    directed = Ties.from_interactions(members.dyadic(), until).to_networkx()
    ties = Ties.from_interactions(members, until).undirected().to_networkx()
    values: dict[str, Callable[[], float]] = {
        "T4": lambda: nx.overall_reciprocity(directed),
        "C2": lambda: nx.transitivity(ties),
        "C4": lambda: float(max(nx.core_number(ties).values())),
    }
    return {
        id_: replace(result, value=(value := values[id_]()), without_brand=value)
        if id_ in values and result.enough
        else result
        for id_, result in results.items()
    }
