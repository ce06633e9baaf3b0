"""Leiden and Louvain: optima that are known, groups that hold together, and plain cases."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph import kernels

chance, found = kernels.chance, kernels.leiden
Rows = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def rows_of(graph: nx.Graph, weight: str | None = None) -> Rows:
    """Symmetric rows and masses, as the kernels want them."""
    ends = [(u, v, data.get(weight, 1.0)) for u, v, data in graph.edges(data=True)]
    n, scale = len(graph), 0.5 if graph.is_directed() else 1.0
    matrix, mass = np.zeros((n, n)), np.zeros((n, 2))
    for u, v, w in ends:
        matrix[u, v] += scale * w
        matrix[v, u] += scale * w  # a loop counts twice
        mass[u, 0] += w
        mass[v, 1] += w
    if not graph.is_directed():
        mass = np.column_stack([mass.sum(axis=1)] * 2)
    u, v = np.nonzero(matrix)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(u, minlength=n))])
    return indptr.astype(np.int64), v.astype(np.int32), matrix[u, v], mass


def groups_of(
    graph: nx.Graph,
    seed: int = 0,
    *,
    weight: str | None = None,
    resolution: float = 1.0,
    iterations: int = 2,
    refined: bool = True,
) -> tuple[np.ndarray, float]:
    rows = rows_of(graph, weight)
    drawn = chance.state(seed, 0)
    labels = found.leiden(*rows, resolution, iterations, refined, drawn)
    return labels, found.modularity(*rows, labels, resolution)


def sets(labels: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]


@pytest.mark.parametrize("refined", [True, False])
def test_karate(karate: nx.Graph, refined: bool) -> None:
    scores = [groups_of(karate, seed, refined=refined)[1] for seed in range(30)]
    assert max(scores) == pytest.approx(0.4198, abs=5e-5)
    assert np.mean(scores) > 0.415


def test_ring_of_cliques() -> None:
    # merging neighbouring cliques pays here: that is modularity's limit of resolution
    ring = nx.ring_of_cliques(30, 5)
    scores = [groups_of(ring, seed)[1] for seed in range(30)]
    cliques = np.repeat(np.arange(30), 5).astype(np.int32)
    single = found.modularity(*rows_of(ring), cliques, 1.0)
    assert single == pytest.approx(0.8758, abs=1e-3)
    assert max(scores) > 0.886 > single
    labels, _ = groups_of(ring, resolution=5.0)
    assert sorted(map(min, sets(labels))) == list(range(0, 150, 5))


def test_a_random_graph_reaches_a_modularity_without_groups() -> None:
    graph = nx.gnm_random_graph(1000, 3000, seed=4)
    scores = [groups_of(graph, seed)[1] for seed in range(5)]
    assert np.mean(scores) == pytest.approx(0.41, abs=0.025)


def test_planted_groups_are_found() -> None:
    graph = nx.planted_partition_graph(8, 40, 0.4, 0.02, seed=1)
    labels, _ = groups_of(graph)
    assert sorted(sets(labels), key=min) == [set(range(k, k + 40)) for k in range(0, 320, 40)]


def test_direction_and_weight_count() -> None:
    graph = nx.gnp_random_graph(60, 0.15, seed=2, directed=True)
    rng = np.random.default_rng(0)
    for edge in graph.edges():
        graph.edges[edge]["weight"] = float(rng.integers(1, 9))
    for weight in (None, "weight"):
        labels, score = groups_of(graph, weight=weight, resolution=0.8)
        expected = nx.community.modularity(graph, sets(labels), weight=weight, resolution=0.8)
        assert score == pytest.approx(expected, abs=1e-12)
        best = max(
            nx.community.modularity(
                graph,
                nx.community.louvain_communities(graph, weight, resolution=0.8, seed=seed),
                weight=weight,
                resolution=0.8,
            )
            for seed in range(5)
        )
        assert max(groups_of(graph, s, weight=weight, resolution=0.8)[1] for s in range(5)) > (
            best - 0.01
        )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 25), st.floats(0.0, 0.6), st.booleans(), st.booleans(), st.integers(0, 999))
def test_groups_hold_together_and_the_score_is_that_of_networkx(
    n: int, p: float, directed: bool, loops: bool, seed: int
) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed, directed=directed)
    if loops:
        graph.add_edges_from([(0, 0), (n - 1, n - 1)])
    labels, score = groups_of(graph, seed)
    assert labels.tolist() == _in_order(labels)
    for group in sets(labels):
        whole = nx.Graph(graph).subgraph(group)
        assert nx.is_connected(whole)
    if graph.number_of_edges():
        assert score == pytest.approx(nx.community.modularity(graph, sets(labels)), abs=1e-12)
        assert score >= -1e-12


def _in_order(labels: np.ndarray) -> list[int]:
    number: dict[int, int] = {}
    return [number.setdefault(label, len(number)) for label in labels.tolist()]


@pytest.mark.parametrize("iterations", [1, 2])
def test_large_graphs_are_renumbered_and_named_back(iterations: int) -> None:
    shuffled = np.random.default_rng(1).permutation(54_000).astype(np.int32).reshape(9_000, 6)
    u, v = (shuffled[:, column].ravel() for column in np.nonzero(~np.eye(6, dtype=bool)))
    order = np.lexsort((v, u))
    indptr = np.arange(54_001, dtype=np.int64) * 5
    rows = indptr, v[order], np.ones(len(v)), np.full((54_000, 2), 5.0)
    labels = found.leiden(*rows, 1.0, iterations, True, chance.state(1, 0))
    by_clique = labels[shuffled]
    assert (by_clique == by_clique[:, :1]).all()
    assert len(np.unique(by_clique[:, 0])) == 9_000
    assert found.modularity(*rows, labels, 1.0) == pytest.approx(1 - 1 / 9_000, abs=1e-9)


def test_each_level_raises_modularity() -> None:
    rows = rows_of(nx.planted_partition_graph(8, 40, 0.2, 0.05, seed=1))
    search = found.Search(*rows, 1.0, True, chance.state(2, 0))
    scores = [found.modularity(*rows, labels, 1.0) for labels in search.levels(3)]
    assert len(scores) > 1
    assert (np.diff(scores) > 0).all()


def test_rows_may_say_a_tie_twice() -> None:
    # as the rows of a directed graph do, out beside in
    rows = rows_of(nx.complete_graph(5))
    twice = rows[0] * 2, np.repeat(rows[1], 2), np.repeat(rows[2], 2), rows[3] * 2
    assert found.leiden(*twice, 1.0, 2, True, chance.state(1, 0)).tolist() == [0] * 5


def test_nothing_to_group() -> None:
    assert groups_of(nx.empty_graph(0))[0].tolist() == []
    labels, score = groups_of(nx.empty_graph(3))
    assert labels.tolist() == [0, 1, 2]
    assert np.isnan(score)


def test_same_chance_same_groups() -> None:
    graph = nx.gnm_random_graph(300, 900, seed=1)
    one, two, other = (groups_of(graph, seed)[0].tolist() for seed in (3, 3, 4))
    assert one == two != other
