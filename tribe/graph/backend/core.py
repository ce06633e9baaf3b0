"""Cores, shells and onion layers: how deep inside a network each node lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.around import has_loops, within
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph, Label

_WHY = "numba: peels level by level, each tie touched once; ahead of igraph and networkit"


def _refuse_loops(graph: Graph, verb: str) -> None:
    if has_loops(graph):
        raise nx.NetworkXNotImplemented(
            f"Input graph {verb} self loops which is not permitted; "
            "Consider using G.remove_edges_from(nx.selfloop_edges(G))."
        )


def _cores(graph: Graph) -> NDArray[np.int64]:
    _refuse_loops(graph, "has")
    back = graph.into if graph.directed else None
    cores: NDArray[np.int64] = kernels.cohesion.core_number(*graph.out, back)
    return cores


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("multigraph")
def core_number(G: Graph) -> dict[Label, int]:
    """The largest k for which each node lies in the k-core; directed, by degrees in and out.

    Raises
    ------
    NetworkXNotImplemented
        The graph has loops.

    Examples
    --------
    >>> core_number(Graph.from_edges(4, [0, 1, 0, 0], [1, 2, 2, 3]))
    {0: 2, 1: 2, 2: 2, 3: 1}
    """
    return G.keyed(_cores(G))


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("multigraph")
@nx.utils.not_implemented_for("directed")
def onion_layers(G: Graph) -> dict[Label, int]:
    """In which round of peeling each node leaves; 1 is the outermost layer.

    Raises
    ------
    NetworkXNotImplemented
        The graph has loops.

    Examples
    --------
    >>> onion_layers(Graph.from_edges(4, [0, 0, 0], [1, 2, 3]))
    {0: 2, 1: 1, 2: 1, 3: 1}
    """
    _refuse_loops(G, "contains")
    return G.keyed(kernels.cohesion.onion_layers(*G.out))


def _depths(graph: Graph, known: Mapping[Label, int] | None) -> NDArray[np.float64]:
    """(n,) the core numbers, found or given; nan for nodes that nothing is said of."""
    if known is None:
        return _cores(graph).astype(np.float64)
    return np.array([known.get(label, np.nan) for label in graph.labels], dtype=np.float64)


def _deepest(depths: NDArray[np.float64]) -> float:
    if not len(depths):
        raise ValueError("max() arg is an empty sequence")
    return float(np.nanmax(depths))


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("multigraph")
def k_core(G: Graph, k: float | None = None, core_number: Mapping[Label, int] | None = None) -> Any:
    """The nodes of core number k or more, and the edges among them; of the deepest core, no k.

    Examples
    --------
    >>> list(k_core(Graph.from_edges(4, [0, 1, 0, 0], [1, 2, 2, 3]), 2))
    [0, 1, 2]
    """
    depths = _depths(G, core_number)
    return within(G, depths >= (_deepest(depths) if k is None else k))


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("multigraph")
def k_shell(
    G: Graph, k: float | None = None, core_number: Mapping[Label, int] | None = None
) -> Any:
    """The nodes of core number k, and the edges among them."""
    depths = _depths(G, core_number)
    return within(G, depths == (_deepest(depths) if k is None else k))


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("multigraph")
def k_crust(
    G: Graph, k: float | None = None, core_number: Mapping[Label, int] | None = None
) -> Any:
    """The nodes of core number k or less, and the edges among them."""
    depths = _depths(G, core_number)
    return within(G, depths <= (_deepest(depths) - 1 if k is None else k))


@declared(_WHY, smallest=300)
@nx.utils.not_implemented_for("multigraph")
def k_corona(G: Graph, k: float, core_number: Mapping[Label, int] | None = None) -> Any:
    """The nodes of core number k that have exactly k neighbours in the k-core."""
    depths = _depths(G, core_number)
    inside = depths >= k
    near = np.bincount(G.out.sources[inside[G.out.indices]], minlength=G.n)
    return within(G, (depths == k) & (near == k))
