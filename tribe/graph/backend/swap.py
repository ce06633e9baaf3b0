"""Swaps of edges that leave every degree as it is.

These are the only functions that change a graph: they put new rows into it, as networkx
changes what it is given. A swapped edge is a new one, and weighs 1.
"""

from __future__ import annotations

import random
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tribe.graph import kernels
from tribe.graph.backend.dispatch import declared
from tribe.graph.backend.graph import Graph
from tribe.graph.study import parallel

Seed = random.Random | int | None
Ends = NDArray[np.int32]

_WHY = "numba: edges in an array beside a hash table, .4 s for a million swaps"
_KEPT = ("simple", "edge_slots", "m", "_turned")


def _is_ours(G: Any, *_: Any, **__: Any) -> bool | str:
    return isinstance(G, Graph) or "networkx's own graphs are changed by networkx itself"


def _become(graph: Graph, u: Ends, v: Ends, old: tuple[Ends, Ends]) -> None:
    """Put other edges into the graph; those that have moved weigh 1."""
    moved = (u != old[0]) | (v != old[1])
    slots = graph.edge_slots
    columns = {name: column[slots].copy() for name, column in graph.columns.items()}
    for column in columns.values():
        column[moved] = 1.0
    made = type(graph).from_edges(graph.n, u, v, columns, labels=graph.labels)
    for name in _KEPT:
        graph.__dict__.pop(name, None)
    graph.out, graph.columns = made.out, made.columns
    graph.__networkx_cache__.clear()


def _exceeded(tries: int, nswap: int) -> nx.NetworkXAlgorithmError:
    return nx.NetworkXAlgorithmError(
        f"Maximum number of swap attempts ({tries}) exceeded before desired swaps "
        f"achieved ({nswap})."
    )


def _checked(graph: Graph, nswap: int, max_tries: int, kind: str, least: int) -> None:
    if nswap > max_tries:
        raise nx.NetworkXError("Number of swaps > number of tries allowed.")
    if graph.n < 4:
        raise nx.NetworkXError(f"{kind} has fewer than four nodes.")
    if graph.m < least:
        raise nx.NetworkXError(f"{kind} has fewer than {least} edges")


@declared(_WHY, can_run=_is_ours)
@nx.utils.py_random_state("seed")
def double_edge_swap(G: Graph, nswap: int = 1, max_tries: int = 100, seed: Seed = None) -> Graph:
    """Exchange the ends of pairs of edges, in the graph itself; loops stay.

    Raises
    ------
    NetworkXError
        A directed or too small a graph, or more swaps asked for than tries.
    NetworkXAlgorithmError
        The tries did not suffice; what was swapped by then stays so.

    Examples
    --------
    >>> graph = Graph.from_edges(6, [0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 0])
    >>> sorted(dict(double_edge_swap(graph, nswap=3, seed=1).degree).values())
    [2, 2, 2, 2, 2, 2]
    """
    if G.is_directed():
        raise nx.NetworkXError(
            "double_edge_swap() not defined for directed graphs. Use directed_edge_swap instead."
        )
    _checked(G, nswap, max_tries, "Graph", 2)
    old = G.ends
    u, v = (ends.copy() for ends in old)
    proper = np.flatnonzero(u != v)
    a, b = u[proper], v[proper]
    done = kernels.swaps.swap(a, b, False, max_tries, _state(seed), nswap)
    u[proper], v[proper] = a, b
    _become(G, u, v, old)
    if done < nswap:
        raise _exceeded(max_tries, nswap)
    return G


@declared(_WHY, can_run=_is_ours)
@nx.utils.not_implemented_for("undirected")
@nx.utils.py_random_state("seed")
def directed_edge_swap(
    G: Graph, *, nswap: int = 1, max_tries: int = 100, seed: Seed = None
) -> Graph:
    """Turn the middle of paths of three edges round, in the graph itself.

    Raises
    ------
    NetworkXError
        Too small a graph, or more swaps asked for than tries.
    NetworkXAlgorithmError
        The tries did not suffice; what was swapped by then stays so.
    """
    _checked(G, nswap, max_tries, "DiGraph", 3)
    old = G.ends
    targets = old[1].copy()
    indptr = np.require(G.out.indptr, None, ("C", "W"))
    done = kernels.swaps.turn(indptr, targets, max_tries, nswap, _state(seed))
    _become(G, old[0], targets, old)
    if done < nswap:
        raise _exceeded(max_tries + 1, nswap)
    return G


def _state(seed: Any) -> Any:
    return parallel.stream(int(seed.randrange(2**62)), 0)
