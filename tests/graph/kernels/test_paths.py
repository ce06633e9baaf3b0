from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph import kernels
from tribe.graph.backend.graph import DIRECTED, Graph

GRAPHS = [
    nx.karate_club_graph(),
    nx.path_graph(300),
    nx.path_graph(1),
    nx.Graph([(0, 0), (0, 1), (1, 2)]),
    nx.disjoint_union(nx.complete_graph(4), nx.empty_graph(3)),
    nx.gnp_random_graph(60, 0.05, seed=3, directed=True),
    nx.gnp_random_graph(50, 0.5, seed=4),
    nx.DiGraph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 3)]),
]


def ours(graph: nx.Graph[Any]) -> Graph:
    return DIRECTED[graph.is_directed()].from_nx(graph, {"weight": 1})


def between(held: Graph, sources: Any, ends: float = 0.0) -> np.ndarray[Any, Any]:
    places = np.asarray(sources, dtype=np.int64)
    found = kernels.paths.betweenness(*held.out, *held.into, places, ends)
    return np.asarray(found) / (1 if held.directed else 2)


@pytest.mark.parametrize("graph", GRAPHS, ids=str)
@pytest.mark.parametrize("ends", [0.0, 1.0])
def test_betweenness_is_networkx_s(graph: nx.Graph[Any], ends: float) -> None:
    expected = nx.betweenness_centrality(
        graph, normalized=False, endpoints=bool(ends), backend="networkx"
    )
    held = ours(graph)
    assert between(held, range(held.n), ends) == pytest.approx(list(expected.values()))


def test_betweenness_of_the_kite_and_of_florence() -> None:
    held = ours(nx.krackhardt_kite_graph())
    assert between(held, range(10))[7] == pytest.approx(14)
    florence = nx.florentine_families_graph()
    medici = list(florence).index("Medici")
    assert between(ours(florence), range(15))[medici] / (14 * 13 / 2) == pytest.approx(
        0.522, abs=5e-4
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.floats(0, 0.4), st.booleans(), st.integers(0, 2**31), st.data())
def test_any_sources_add_up(
    n: int, density: float, directed: bool, seed: int, data: st.DataObject
) -> None:
    held = ours(nx.gnp_random_graph(n, density, seed=seed, directed=directed))
    sources = data.draw(st.lists(st.integers(0, n - 1), unique=True))
    whole = between(held, sources)
    apart = sum((between(held, [source]) for source in sources), np.zeros(n))
    assert whole == pytest.approx(apart)


@pytest.mark.parametrize("graph", GRAPHS, ids=str)
def test_edge_betweenness_is_networkx_s(graph: nx.Graph[Any]) -> None:
    held = ours(graph)
    expected = nx.edge_betweenness_centrality(graph, normalized=False, backend="networkx")
    edges = edge_of_slot(held)
    found = kernels.paths.edge_betweenness(*held.out, np.arange(held.n), edges, held.m)
    assert by_ends(held, found) == pytest.approx(
        {sorted_ends(graph, edge): value for edge, value in expected.items()}
    )


@pytest.mark.parametrize("graph", GRAPHS, ids=str)
@pytest.mark.parametrize("ends", [0.0, 1.0])
def test_weighted_betweenness_is_networkx_s(graph: nx.Graph[Any], ends: float) -> None:
    graph = graph.copy()
    rng = np.random.default_rng(1)
    for _, _, data in graph.edges(data=True):
        data["weight"] = int(rng.integers(1, 4))
    held = ours(graph)
    nodes, found = kernels.paths.weighted_betweenness(
        *held.out,
        held.weights("weight"),
        np.arange(held.n),
        edge_of_slot(held),
        held.m,
        ends,
        np.ones(held.n),
    )
    asked = {"normalized": False, "weight": "weight", "backend": "networkx"}
    expected = nx.betweenness_centrality(graph, endpoints=bool(ends), **asked)
    half = 1 if held.directed else 2
    assert nodes / half == pytest.approx(list(expected.values()))
    expected = nx.edge_betweenness_centrality(graph, **asked)
    assert by_ends(held, found) == pytest.approx(
        {sorted_ends(graph, edge): value for edge, value in expected.items()}
    )


def sorted_ends(graph: nx.Graph[Any], edge: tuple[int, int]) -> tuple[int, int]:
    return edge if graph.is_directed() else (min(edge), max(edge))


def by_ends(held: Graph, found: np.ndarray[Any, Any]) -> dict[tuple[int, int], float]:
    u, v = held.ends
    values = found / (1 if held.directed else 2)
    return dict(zip(zip(u.tolist(), v.tolist(), strict=True), values.tolist(), strict=True))


def edge_of_slot(held: Graph) -> np.ndarray[Any, Any]:
    u, v = held.ends
    number = {ends: place for place, ends in enumerate(zip(u.tolist(), v.tolist(), strict=True))}
    slots = zip(held.out.sources.tolist(), held.out.indices.tolist(), strict=True)
    return np.array(
        [number[ends] if ends in number else number[ends[::-1]] for ends in slots], dtype=np.int64
    )
