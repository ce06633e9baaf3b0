"""Components and returned ties against networkx's own loops."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from tribe.graph.kernels import components

GRAPHS = [
    nx.empty_graph(0, create_using=nx.DiGraph),
    nx.empty_graph(3, create_using=nx.DiGraph),
    nx.DiGraph([(0, 0), (1, 2), (2, 1)]),
    nx.path_graph(6, create_using=nx.DiGraph),
    nx.cycle_graph(6, create_using=nx.DiGraph),
    *(nx.gnp_random_graph(40, p, seed=3, directed=True) for p in (0.01, 0.03, 0.06, 0.3)),
]


def rows_of(graph: nx.DiGraph[int]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    rows = [sorted(graph[node]) for node in range(len(graph))]
    indptr = np.cumsum([0, *map(len, rows)])
    return indptr, np.array([other for row in rows for other in row], dtype=np.int32)


def groups(labels: NDArray[np.int64]) -> list[list[int]]:
    return [np.flatnonzero(labels == label).tolist() for label in range(labels.max(initial=-1) + 1)]


@pytest.mark.parametrize("graph", GRAPHS)
def test_weak_components_in_networkx_order(graph: nx.DiGraph[int]) -> None:
    found = groups(components.weak(*rows_of(graph)))
    assert found == [sorted(group) for group in nx.weakly_connected_components(graph)]


@pytest.mark.parametrize("graph", GRAPHS)
def test_strong_components(graph: nx.DiGraph[int]) -> None:
    found = groups(components.strong(*rows_of(graph)))
    wanted = [sorted(group) for group in nx.strongly_connected_components(graph)]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("graph", GRAPHS)
def test_ties_between_strong_components_run_downwards(graph: nx.DiGraph[int]) -> None:
    labels = components.strong(*rows_of(graph))
    assert all(labels[a] >= labels[b] for a, b in graph.edges)


def test_a_path_of_a_hundred_thousand_does_not_recurse() -> None:
    n = 100_000
    indptr = np.minimum(np.arange(n + 1), n - 1)
    indices = np.arange(1, n, dtype=np.int32)
    assert components.strong(indptr, indices).max() == n - 1
    assert components.weak(indptr, indices).max() == 0


@pytest.mark.parametrize("graph", GRAPHS)
def test_returned_ties(graph: nx.DiGraph[int]) -> None:
    wanted = [len(set(graph[node]) & set(graph.pred[node])) for node in range(len(graph))]
    assert components.returned(*rows_of(graph)).tolist() == wanted
    loops = nx.number_of_selfloops(graph)
    assert components.returned_pairs(*rows_of(graph)) == ((sum(wanted) - loops) // 2, loops)
    assert components.loops(*rows_of(graph)) == loops
