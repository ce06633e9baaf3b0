"""Degrees, link prediction and projections agree with networkx on any small graph."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph.backend.graph import DIRECTED, Graph

PAIRS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30)
INDICES = (
    nx.jaccard_coefficient,
    nx.adamic_adar_index,
    nx.resource_allocation_index,
    nx.preferential_attachment,
)
PROJECTIONS = (
    nx.bipartite.projected_graph,
    nx.bipartite.weighted_projected_graph,
    nx.bipartite.collaboration_weighted_projected_graph,
    nx.bipartite.overlap_weighted_projected_graph,
)


def plain_graph(pairs: set[tuple[int, int]], directed: bool) -> nx.Graph:
    plain = nx.DiGraph() if directed else nx.Graph()
    plain.add_nodes_from(range(8))
    plain.add_edges_from(sorted(pairs))
    return plain


def outcome(found: Any) -> Any:
    """What a call gives, or the kind of its refusal."""
    try:
        return {(min(u, v), max(u, v)): value for u, v, value in found()}
    except ZeroDivisionError as error:
        return type(error)


@settings(max_examples=60, deadline=None)
@given(PAIRS, st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=10))
def test_link_prediction(pairs: set[tuple[int, int]], asked: list[tuple[int, int]]) -> None:
    plain = plain_graph(pairs, False)
    graph = Graph.from_nx(plain)
    for index in INDICES:
        for ebunch in (None, asked):
            mine = outcome(lambda f=index, e=ebunch: f(graph, e))
            theirs = outcome(lambda f=index, e=ebunch: f(plain, e))
            if isinstance(theirs, dict):
                assert mine == pytest.approx(theirs)
            else:
                assert mine is theirs


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.sampled_from([0.8, 0.3, 1]))
def test_common_neighbours(pairs: set[tuple[int, int]], alpha: float) -> None:
    plain = plain_graph(pairs, False)
    graph = Graph.from_nx(plain)
    for u, v in product(range(8), repeat=2):
        assert nx.common_neighbors(graph, u, v) == nx.common_neighbors(plain, u, v)
    asked = [(u, v) for u in range(8) for v in range(8) if u != v]
    for ebunch in (None, asked):
        mine = outcome(lambda e=ebunch: nx.common_neighbor_centrality(graph, e, alpha))
        theirs = outcome(lambda e=ebunch: nx.common_neighbor_centrality(plain, e, alpha))
        assert mine == pytest.approx(theirs)
    with pytest.raises(nx.NetworkXAlgorithmError):
        list(nx.common_neighbor_centrality(graph, [(1, 1)], alpha))


def test_link_prediction_refuses_what_networkx_refuses() -> None:
    graph = Graph.from_nx(nx.path_graph(3))
    for index in INDICES:
        with pytest.raises(nx.NodeNotFound):
            index(graph, [(0, 9)])
        with pytest.raises(nx.NetworkXNotImplemented):
            index(DIRECTED[True].from_nx(nx.DiGraph([(0, 1)])))


@settings(max_examples=60, deadline=None)
@given(PAIRS, st.booleans())
def test_degrees(pairs: set[tuple[int, int]], directed: bool) -> None:
    plain = plain_graph(pairs, directed)
    graph = DIRECTED[directed].from_nx(plain)
    functions = [nx.degree_centrality]
    if directed:
        functions += [nx.in_degree_centrality, nx.out_degree_centrality]
    for function in functions:
        assert function(graph) == pytest.approx(function(plain))
    assert nx.degree_centrality(Graph.from_nx(nx.empty_graph(1))) == {0: 1}
    assert nx.degree_centrality(Graph.from_nx(nx.Graph())) == {}


@settings(max_examples=60, deadline=None)
@given(PAIRS, st.booleans())
def test_projections(pairs: set[tuple[int, int]], directed: bool) -> None:
    two_mode = nx.DiGraph() if directed else nx.Graph()
    two_mode.add_nodes_from(range(8))
    two_mode.add_nodes_from(f"e{n}" for n in range(8))
    for a, b in sorted(pairs):
        two_mode.add_edge(a, f"e{b}")
        if directed and (a + b) % 3:
            two_mode.add_edge(f"e{b}", (a + b) % 8)
    graph = DIRECTED[directed].from_nx(two_mode)
    for project in PROJECTIONS:
        mine, theirs = project(graph, [5, 3, 0, 1, 2, 4, 6, 7]), project(two_mode, range(8))
        assert list(mine) == [5, 3, 0, 1, 2, 4, 6, 7]
        assert {frozenset(edge) if not directed else edge for edge in mine.edges} == {
            frozenset(edge) if not directed else edge for edge in theirs.edges
        }
        for u, v, data in theirs.edges(data=True):
            if data:
                assert math.isclose(mine.edges[u, v]["weight"], data["weight"])


def test_projecting_onto_no_side_is_left_to_networkx() -> None:
    with pytest.raises(NotImplementedError):
        nx.bipartite.projected_graph(Graph.from_nx(nx.path_graph(4)), [0, 1])
    with pytest.raises(nx.NetworkXAlgorithmError):
        nx.bipartite.weighted_projected_graph(Graph.from_nx(nx.path_graph(2)), [0, 1])


def test_davis_and_newman() -> None:
    """Davis 1941: 18 women, 14 events, 139 of 153 pairs; Evelyn and Theresa by Newman 2001."""
    davis = nx.davis_southern_women_graph()
    women = davis.graph["top"]
    graph = Graph.from_nx(davis)
    assert nx.bipartite.projected_graph(graph, women).number_of_edges() == 139
    shared = nx.bipartite.weighted_projected_graph(graph, women)
    assert shared.edges["Evelyn Jefferson", "Theresa Anderson"]["weight"] == 7
    weighed = nx.bipartite.collaboration_weighted_projected_graph(graph, women)
    found = weighed.edges["Evelyn Jefferson", "Theresa Anderson"]["weight"]
    assert found == pytest.approx(1.487, abs=5e-4)
