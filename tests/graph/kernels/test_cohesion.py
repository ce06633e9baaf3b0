"""Triangles, squares, cores and onions against networkx's own loops."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tribe.graph.kernels import cohesion

Rows = tuple[NDArray[np.int64], NDArray[np.int32]]
GRAPHS = [
    nx.empty_graph(0),
    nx.empty_graph(1),
    nx.empty_graph(4),
    nx.karate_club_graph(),
    nx.complete_graph(7),
    nx.star_graph(5),
    nx.disjoint_union(nx.path_graph(5), nx.complete_graph(4)),
    nx.barabasi_albert_graph(200, 4, seed=1),
    nx.gnp_random_graph(80, 0.1, seed=2),
    nx.gnp_random_graph(21, 0.78, seed=0),
    nx.powerlaw_cluster_graph(150, 3, 0.7, seed=3),
]


def ends_of(graph: nx.Graph[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    pairs = np.array(list(graph.edges), dtype=np.int32).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def rows_of(graph: nx.Graph[Any], *, back: bool = False) -> Rows:
    near = graph.pred if back else graph.adj
    rows = [sorted(near[node]) for node in range(len(graph))]
    indptr = np.cumsum([0, *map(len, rows)])
    return indptr, np.array([other for row in rows for other in row], dtype=np.int32)


@pytest.mark.parametrize("graph", GRAPHS)
def test_triangles(graph: nx.Graph[Any]) -> None:
    found, contacts = cohesion.triangles(len(graph), *ends_of(graph))
    assert found.tolist() == list(nx.triangles(graph).values())
    assert contacts.tolist() == [degree for _, degree in graph.degree]


def test_karate_has_45_triangles() -> None:
    graph = nx.karate_club_graph()
    assert cohesion.triangles(34, *ends_of(graph))[0].sum() == 3 * 45


@pytest.mark.parametrize("graph", GRAPHS[3:])
def test_products_of_cube_roots_are_what_onnela_counts(graph: nx.Graph[Any]) -> None:
    rng = np.random.default_rng(5)
    u, v = ends_of(graph)
    weights = rng.uniform(-1.0, 3.0, len(u))
    graph = nx.Graph(graph)
    for a, b, weight in zip(u, v, weights, strict=True):
        graph[a][b]["drawn"] = weight
    roots = np.cbrt(weights / weights.max())
    sums, degree = cohesion.triangle_products(len(graph), u, v, roots)
    pairs = np.maximum(degree * (degree - 1), 1)
    wanted = list(nx.clustering(graph, weight="drawn").values())
    np.testing.assert_allclose(2 * sums / pairs, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_transitive_triples(seed: int) -> None:
    graph = nx.gnp_random_graph(25, 0.2, seed=seed, directed=True)
    graph.add_edges_from([(3, 3), (9, 9)])
    wanted = sum(
        graph.has_edge(b, c)
        for a in graph
        for b in graph[a]
        for c in graph[a]
        if len({a, b, c}) == 3
    )
    assert cohesion.transitive(25, *ends_of(graph)) == wanted


@pytest.mark.parametrize("graph", GRAPHS)
def test_square_clustering(graph: nx.Graph[Any]) -> None:
    found = cohesion.square_clustering(*rows_of(graph))
    assert found.tolist() == list(nx.square_clustering(graph).values())


def test_square_clustering_of_some() -> None:
    graph = nx.karate_club_graph()
    asked = np.array([33, 0, 5])
    wanted = nx.square_clustering(graph)
    found = cohesion.square_clustering(*rows_of(graph), asked)
    assert found.tolist() == [wanted[33], wanted[0], wanted[5]]


@pytest.mark.parametrize("graph", GRAPHS)
def test_cores_and_onions(graph: nx.Graph[Any]) -> None:
    nodes = range(len(graph))
    cores, layers = nx.core_number(graph), nx.onion_layers(graph)
    assert cohesion.core_number(*rows_of(graph)).tolist() == [cores[node] for node in nodes]
    assert cohesion.onion_layers(*rows_of(graph)).tolist() == [layers[node] for node in nodes]


@pytest.mark.parametrize("seed", range(5))
def test_directed_cores_count_both_directions(seed: int) -> None:
    graph = nx.gnp_random_graph(40, 0.12, seed=seed, directed=True)
    found = cohesion.core_number(*rows_of(graph), rows_of(graph, back=True))
    assert found.tolist() == list(nx.core_number(graph).values())


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=60))
def test_any_small_network(pairs: set[tuple[int, int]]) -> None:
    graph = nx.empty_graph(12)
    graph.add_edges_from((a, b) for a, b in pairs if a != b)
    u, v = (np.array([pair[end] for pair in pairs], dtype=np.int32) for end in (0, 1))
    assert cohesion.triangles(12, u, v)[0].tolist() == list(nx.triangles(graph).values())
    cores, layers = nx.core_number(graph), nx.onion_layers(graph)
    assert cohesion.core_number(*rows_of(graph)).tolist() == [cores[k] for k in range(12)]
    assert cohesion.onion_layers(*rows_of(graph)).tolist() == [layers[k] for k in range(12)]
