"""Brokerage against a walk over every path."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.kernels.brokerage import ROLES
from tribe.graph.measures.roles import brokerage as measure
from tribe.graph.measures.roles.brokerage import brokerage


def walked(graph: nx.DiGraph, group: list[int]) -> np.ndarray:
    counts = np.zeros((len(group), 5), dtype=int)
    for a, v, b in permutations(range(len(group)), 3):
        if min(group[a], group[v], group[b]) < 0:
            continue
        if graph.has_edge(a, v) and graph.has_edge(v, b) and not graph.has_edge(a, b):
            if group[a] == group[b]:
                role = 0 if group[v] == group[a] else 1
            elif group[v] == group[b]:
                role = 2
            else:
                role = 3 if group[v] == group[a] else 4
            counts[v, role] += 1
    return counts


def test_the_measure_names_the_roles_in_the_kernels_order() -> None:
    assert measure.ROLES == ROLES


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("density", [0.1, 0.4, 0.9])
def test_every_path_counts_once(seed: int, density: float) -> None:
    graph = nx.gnp_random_graph(14, density, seed=seed, directed=True)
    group = np.random.default_rng(seed).integers(-1, 4, 14).tolist()
    assert np.array_equal(brokerage(graph, group), walked(graph, group))
    assert np.array_equal(in_all(graph, group), walked(graph, group).sum(axis=0))


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=50),
    st.lists(st.integers(-1, 3), min_size=8, max_size=8),
)
def test_any_network(edges: list[tuple[int, int]], group: list[int]) -> None:
    graph = nx.empty_graph(8, create_using=nx.DiGraph)
    graph.add_edges_from(edges)
    assert np.array_equal(brokerage(graph, group), walked(graph, group))
    assert np.array_equal(in_all(graph, group), walked(graph, group).sum(axis=0))


def in_all(graph: nx.DiGraph, group: list[int]) -> np.ndarray:
    return measure._Paths(*measure._arcs(graph), groups=group).roles()
