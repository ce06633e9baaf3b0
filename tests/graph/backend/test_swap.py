"""Swaps over arrays change the graph they are given, and keep its degrees."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph.backend.graph import DIRECTED
from tribe.graph.backend.swap import directed_edge_swap, double_edge_swap


def ours(graph: nx.Graph[Any], *names: str) -> Any:
    return DIRECTED[graph.is_directed()].from_nx(graph, dict.fromkeys(names, 1))


@settings(max_examples=40, deadline=None)
@given(st.integers(8, 30), st.floats(0.2, 0.6), st.integers(0, 99), st.booleans())
def test_degrees_stay_and_the_graph_changes(n: int, p: float, seed: int, loops: bool) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed)
    if loops:
        graph.add_edge(2, 2)
    if graph.number_of_edges() < 6:
        return
    held = ours(graph)
    before = dict(held.degree)
    try:
        assert double_edge_swap(held, nswap=20, max_tries=4_000, seed=seed) is held
    except nx.NetworkXAlgorithmError:
        return
    assert dict(held.degree) == before
    assert held.number_of_edges() == graph.number_of_edges()
    assert held.has_edge(2, 2) == graph.has_edge(2, 2)
    assert {frozenset(edge) for edge in held.edges} != {frozenset(edge) for edge in graph.edges}


@pytest.mark.parametrize("seed", range(5))
def test_directed_degrees_stay(seed: int) -> None:
    graph = nx.gnp_random_graph(30, 0.15, seed=seed, directed=True)
    held = ours(graph)
    assert list(held.successors(0)) == sorted(graph.successors(0))
    directed_edge_swap(held, nswap=30, max_tries=10_000, seed=seed)
    assert dict(held.out_degree) == dict(graph.out_degree)
    assert dict(held.in_degree) == dict(graph.in_degree)
    assert set(held.edges) != set(graph.edges)
    assert all(held.has_edge(*edge) for edge in held.edges)
    assert not any(a == b for a, b in held.edges)


def test_a_swapped_edge_is_a_new_one() -> None:
    graph = nx.cycle_graph(12)
    nx.set_edge_attributes(graph, 7, "weight")
    held = ours(graph, "weight")
    double_edge_swap(held, nswap=1, seed=3)
    weights = {frozenset(edge): held.edges[edge]["weight"] for edge in held.edges}
    for edge, weight in weights.items():
        assert weight == (7 if graph.has_edge(*edge) else 1)
    assert sorted(weights.values()) == [1, 1] + [7] * 10


@pytest.mark.parametrize(
    ("graph", "options", "error"),
    [
        (nx.path_graph(3), {}, nx.NetworkXError),
        (nx.empty_graph(6), {}, nx.NetworkXError),
        (nx.path_graph(6), {"nswap": 5, "max_tries": 4}, nx.NetworkXError),
        (nx.complete_graph(5), {}, nx.NetworkXAlgorithmError),
        (nx.DiGraph(nx.path_graph(6)), {}, nx.NetworkXError),
    ],
)
def test_what_cannot_be_swapped(
    graph: nx.Graph[Any], options: dict[str, int], error: type[Exception]
) -> None:
    with pytest.raises(error):
        double_edge_swap(ours(graph), **options)


@pytest.mark.parametrize(
    ("graph", "error"),
    [
        (nx.cycle_graph(6), nx.NetworkXNotImplemented),
        (nx.DiGraph(nx.path_graph(3)), nx.NetworkXError),
        (nx.empty_graph(6, nx.DiGraph), nx.NetworkXError),
        (nx.complete_graph(5, nx.DiGraph), nx.NetworkXAlgorithmError),
    ],
)
def test_what_cannot_be_turned(graph: nx.Graph[Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        directed_edge_swap(ours(graph))
