"""Sums over ties against the same sums over a network in which members are written out."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tribe.graph.data.dyads import Dyads
from tribe.graph.kernels import mixing

GRAPHS = {
    "empty": nx.Graph(),
    "one": nx.empty_graph(1),
    "path": nx.path_graph(5),
    "isolated": nx.disjoint_union(nx.cycle_graph(4), nx.empty_graph(3)),
    "random": nx.gnm_random_graph(40, 120, seed=3),
}
TIMES = [0.0, 1.0, 3.0, 2.0]


def copies(graph: nx.Graph, times: np.ndarray) -> nx.Graph:
    """The same network with each member written out so many times."""
    whole = nx.Graph()
    for node in graph:
        whole.add_nodes_from((node, copy) for copy in range(int(times[node])))
    for a, b in graph.edges():
        whole.add_edges_from(
            ((a, i), (b, j)) for i in range(int(times[a])) for j in range(int(times[b]))
        )
    return whole


@pytest.mark.parametrize("name", GRAPHS)
def test_a_member_that_counts_twice_is_as_good_as_two(name: str) -> None:
    graph = GRAPHS[name]
    dyads, n = Dyads.from_networkx(graph), len(graph)
    times = np.array([TIMES[node % 4] for node in range(n)])
    x = np.random.default_rng(1).normal(size=n)
    group = np.array([node % 3 - 1 for node in range(n)], dtype=np.int32)
    whole = copies(graph, times)
    reach = mixing.degrees(n, dyads.u, dyads.v, times)
    for node, copy in whole:
        assert reach[node] == whole.degree((node, copy))
    ends = [(a, b) for (a, _), (b, _) in whole.edges()]
    ends += [(b, a) for a, b in ends]
    by_hand = (
        len(ends),
        sum(x[a] for a, _ in ends),
        sum(x[a] ** 2 for a, _ in ends),
        sum(x[a] * x[b] for a, b in ends),
    )
    assert mixing.moments(dyads.u, dyads.v, times, x) == pytest.approx(by_hand)
    table = np.zeros((2, 2))
    for a, b in ends:
        if group[a] >= 0 and group[b] >= 0:
            table[group[a], group[b]] += 1
    assert np.array_equal(mixing.matrix(dyads.u, dyads.v, times, group, 2), table)
