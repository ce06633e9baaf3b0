"""Tied pairs laid together from ties of any direction, and their order by degree."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tribe.graph.kernels.pairs import held, loops_of, oriented


@pytest.mark.parametrize("seed", range(5))
def test_each_pair_once_with_both_directions_summed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    u, v = rng.integers(0, 15, (2, 80)).astype(np.int32)
    weights = rng.uniform(0.1, 2.0, 80)
    rank, ptr, targets, total = oriented(15, u, v, weights)
    dense = np.zeros((15, 15))
    np.add.at(dense, (u, v), weights)
    np.fill_diagonal(dense, 0.0)
    node = np.argsort(rank)
    again = np.zeros((15, 15))
    rows = np.repeat(np.arange(15), np.diff(ptr))
    assert (rows < targets).all()
    again[node[rows], node[targets]] = total
    np.testing.assert_allclose(again + again.T, dense + dense.T, rtol=1e-12)
    assert len(targets) == np.count_nonzero(np.triu(dense + dense.T))


def test_ranks_ascend_with_the_degree() -> None:
    graph = nx.barabasi_albert_graph(60, 3, seed=4)
    ends = np.array(graph.edges, dtype=np.int32)
    rank, ptr, targets, total = oriented(60, ends[:, 0], ends[:, 1])
    degree = np.bincount(ends.ravel(), minlength=60)
    assert sorted(rank.tolist()) == list(range(60))
    assert (np.diff(degree[np.argsort(rank)]) >= 0).all()
    assert len(targets) == ptr[-1] == graph.number_of_edges()
    assert len(total) == 0


def test_loops_are_kept_apart() -> None:
    u, v = np.array([0, 1, 1], dtype=np.int32), np.array([0, 1, 0], dtype=np.int32)
    assert loops_of(3, u, v).tolist() == [1.0, 1.0, 0.0]
    assert loops_of(3, u, v, np.array([2.5, 4.0, 9.0])).tolist() == [2.5, 4.0, 0.0]
    assert len(oriented(3, u, v).targets) == 1


def test_kernels_are_given_arrays_that_they_cannot_change() -> None:
    given = np.arange(3)
    view = held(given, np.int64)
    assert not view.flags.writeable
    assert given.flags.writeable
    assert np.shares_memory(given, view)


def test_nobody_at_all() -> None:
    none = np.empty(0, dtype=np.int32)
    assert oriented(0, none, none).ptr.tolist() == [0]
