"""Pairs merged from directed rows, and their order by degree."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tribe.graph.kernels.pairs import held, merged, oriented


@pytest.mark.parametrize("seed", range(5))
def test_each_pair_once_with_both_directions_summed(seed: int) -> None:
    graph = nx.gnp_random_graph(15, 0.3, seed=seed, directed=True)
    graph.add_edges_from([(3, 3), (5, 5)])
    for number, (a, b) in enumerate(graph.edges):
        graph[a][b]["weight"] = number + 1.0
    matrix = nx.to_scipy_sparse_array(graph, dtype=float, format="csr")
    matrix.sort_indices()
    pairs = merged(matrix.indptr, matrix.indices, matrix.data)
    dense = matrix.toarray()
    both = dense + dense.T
    assert pairs.loops.tolist() == np.diag(dense).tolist()
    found = {frozenset(ends) for ends in zip(pairs.u.tolist(), pairs.v.tolist(), strict=True)}
    wanted = {frozenset((a, b)) for a, b in graph.edges if a != b}
    assert found == wanted
    assert len(pairs.u) == len(wanted)
    assert pairs.weights.tolist() == both[pairs.u, pairs.v].tolist()


def test_without_weights_a_pair_counts_its_directions() -> None:
    pairs = merged(np.array([0, 2, 3, 3]), np.array([1, 2, 0], dtype=np.int32), None)
    assert sorted(pairs.weights.tolist()) == [1.0, 2.0]


def test_rows_run_from_lower_to_higher_degree() -> None:
    graph = nx.barabasi_albert_graph(60, 3, seed=4)
    ends = np.array(graph.edges, dtype=np.int32)
    order = oriented(60, ends[:, 0], ends[:, 1])
    degree = np.array([graph.degree[node] for node in range(60)])
    node = np.argsort(order.rank)
    assert (np.diff(degree[node]) >= 0).all()
    rows = np.repeat(np.arange(60), np.diff(order.ptr))
    assert (rows < order.targets).all()
    again = {
        frozenset((int(a), int(b))) for a, b in zip(node[rows], node[order.targets], strict=True)
    }
    assert again == {frozenset(edge) for edge in graph.edges}
    assert sorted(order.pair.tolist()) == list(range(len(ends)))
    kept = ends[order.pair]
    assert (np.sort(order.rank[kept], axis=1) == np.stack([rows, order.targets], axis=1)).all()


def test_kernels_are_given_arrays_that_they_cannot_change() -> None:
    given = np.arange(3)
    view = held(given, np.int64)
    assert not view.flags.writeable
    assert given.flags.writeable
    assert np.shares_memory(given, view)


def test_nobody_at_all() -> None:
    none = np.empty(0, dtype=np.int32)
    assert len(merged(np.zeros(1, dtype=np.int64), none, None).u) == 0
    assert oriented(0, none, none).ptr.tolist() == [0]
