"""Swaps keep degrees, make no loops and no doubles, and reach every network as often."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph import kernels

swap, state = kernels.swaps.swap, kernels.chance.state


def ends(graph: nx.Graph) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array(list(graph.edges()), dtype=np.int32).reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 30), st.floats(0.05, 0.95), st.booleans(), st.integers(0, 99))
def test_degrees_stay(n: int, p: float, directed: bool, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed, directed=directed)
    u, v = ends(graph)
    done = swap(u, v, directed, 10 * len(u), state(seed, 0))
    again = nx.empty_graph(n, create_using=type(graph))
    again.add_edges_from(zip(u.tolist(), v.tolist(), strict=True))
    assert 0 <= done <= 10 * len(u)
    assert again.number_of_edges() == graph.number_of_edges()  # none twice
    assert nx.number_of_selfloops(again) == 0
    assert dict(again.degree()) == dict(graph.degree())
    if directed:
        assert dict(again.in_degree()) == dict(graph.in_degree())


def test_every_network_is_as_likely() -> None:
    # eleven labelled graphs on five nodes have degrees 2, 2, 2, 2, 2 or rather: twelve cycles
    u, v = ends(nx.cycle_graph(5))
    chance, seen = state(1, 0), Counter()
    for _ in range(12_000):
        swap(u, v, False, 30, chance)
        pairs = zip(u.tolist(), v.tolist(), strict=True)
        seen[frozenset(frozenset(pair) for pair in pairs)] += 1
    assert len(seen) == 12
    assert scipy.stats.chisquare(list(seen.values())).pvalue > 1e-4


def test_a_failed_trial_counts_as_a_step() -> None:
    # degrees 2, 2, 1, 1, 1, 1: nine pairings of two paths, and each as often as the others
    u, v = ends(nx.Graph([(0, 2), (0, 3), (1, 4), (1, 5)]))
    chance, seen = state(2, 0), Counter()
    for _ in range(14_000):
        swap(u, v, False, 25, chance)
        pairs = zip(u.tolist(), v.tolist(), strict=True)
        seen[frozenset(frozenset(pair) for pair in pairs)] += 1
    every = list(_graphs_with_degrees([2, 2, 1, 1, 1, 1]))
    assert set(seen) == set(every)
    assert scipy.stats.chisquare(list(seen.values())).pvalue > 1e-4


def _graphs_with_degrees(degrees: list[int]) -> list[frozenset[frozenset[int]]]:
    from itertools import combinations

    nodes = range(len(degrees))
    found = []
    for edges in combinations(list(combinations(nodes, 2)), sum(degrees) // 2):
        counts = Counter(end for edge in edges for end in edge)
        if all(counts[node] == degrees[node] for node in nodes):
            found.append(frozenset(frozenset(edge) for edge in edges))
    return found


@pytest.mark.parametrize("graph", [nx.empty_graph(3), nx.path_graph(2), nx.complete_graph(5)])
def test_where_nothing_can_be_swapped(graph: nx.Graph) -> None:
    u, v = ends(graph)
    assert swap(u, v, False, 100, state(0, 0)) == 0
    assert (u.tolist(), v.tolist()) == tuple(column.tolist() for column in ends(graph))


def test_same_chance_same_network() -> None:
    drawn = []
    for seed in (4, 4, 5):
        u, v = ends(nx.gnm_random_graph(50, 200, seed=1))
        swap(u, v, False, 2_000, state(seed, 3))
        drawn.append((u.tolist(), v.tolist()))
    assert drawn[0] == drawn[1] != drawn[2]
