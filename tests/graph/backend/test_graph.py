"""A graph over arrays reads like networkx's, and refuses to be changed."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import tribe_rows
from tribe.graph import Interactions, Ties
from tribe.graph.backend.graph import DIRECTED, FALLBACK_LIMIT, DiGraph, Graph, Rows
from tribe.graph.backend.interface import backend


def some(directed: bool) -> nx.Graph:
    plain = nx.DiGraph() if directed else nx.Graph()
    plain.add_nodes_from(["z", 4, ("a", 1), "alone"])
    plain.add_edge("z", 4, weight=2)
    plain.add_edge(4, ("a", 1), weight=0.5)
    plain.add_edge(("a", 1), "z")
    plain.add_edge(4, 4, weight=7)
    if directed:
        plain.add_edge(4, "z", weight=3)
    return plain


both = pytest.mark.parametrize("directed", [False, True])


@both
def test_it_reads_like_the_graph_it_was_made_from(directed: bool) -> None:
    plain = some(directed)
    graph = DIRECTED[directed].from_nx(plain, {"weight": 1})
    assert list(graph) == list(plain)
    assert graph.number_of_edges() == graph.m == plain.number_of_edges()
    assert graph.size("weight") == plain.size("weight")
    assert dict(graph.degree()) == dict(plain.degree())
    assert dict(graph.degree(weight="weight")) == dict(plain.degree(weight="weight"))
    assert {frozenset(edge) for edge in graph.edges} == {frozenset(edge) for edge in plain.edges}
    for label in plain:
        assert dict(graph.adj[label]) == {
            other: {"weight": data.get("weight", 1)} for other, data in plain.adj[label].items()
        }
    assert graph.has_edge("z", 4)
    assert not graph.has_edge("z", "alone")
    assert "nobody" not in graph
    assert [] not in graph
    with pytest.raises(KeyError):
        graph.adj["nobody"]
    with pytest.raises(KeyError):
        graph.adj["z"]["alone"]
    if directed:
        assert set(graph.predecessors("z")) == set(plain.predecessors("z"))
        assert dict(graph.in_degree()) == dict(plain.in_degree())


@both
def test_there_and_back(directed: bool) -> None:
    plain = some(directed)
    plain.edges[("a", 1), "z"]["weight"] = 1
    plain.graph["name"] = "some"
    plain.nodes[4]["colour"] = "red"
    graph = backend.convert_from_nx(
        plain, preserve_edge_attrs=True, preserve_node_attrs=True, preserve_graph_attrs=True
    )
    again = backend.convert_to_nx(graph)
    assert type(again) is type(plain)
    assert nx.utils.graphs_equal(again, plain)
    assert graph.nodes[4] == {"colour": "red"}
    assert graph.nodes["z"] == {}
    with pytest.raises(KeyError):
        graph.nodes["nobody"]


@both
def test_it_cannot_be_changed(directed: bool) -> None:
    graph = DIRECTED[directed].from_nx(some(directed))
    for change in (graph.add_edge, graph.remove_node, graph.add_nodes_from, graph.clear):
        with pytest.raises(nx.NetworkXError, match="cannot be changed"):
            change("z", 4)


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40),
    st.sets(st.integers(0, 8)),
    st.booleans(),
)
def test_other_graphs_of_it(pairs: set[tuple[int, int]], nodes: set[int], directed: bool) -> None:
    plain = nx.DiGraph() if directed else nx.Graph()
    plain.add_nodes_from(range(9))
    plain.add_weighted_edges_from((a, b, 10 * a + b) for a, b in sorted(pairs))
    graph = DIRECTED[directed].from_nx(plain, {"weight": 1})
    same = nx.utils.graphs_equal
    assert same(graph.subgraph(nodes).to_networkx(), nx.Graph.copy(plain.subgraph(nodes)))
    assert same(graph.to_undirected().to_networkx(), plain.to_undirected())
    assert same(graph.to_directed().to_networkx(), plain.to_directed())
    if directed:
        assert same(graph.reverse().to_networkx(), plain.reverse())
        both = graph.to_undirected(reciprocal=True)
        assert same(both.to_networkx(), plain.to_undirected(reciprocal=True))


def test_what_arrays_cannot_hold_is_left_to_networkx() -> None:
    with pytest.raises(NotImplementedError, match="parallel"):
        Graph.from_nx(nx.MultiGraph([(0, 1), (0, 1)]))
    worded = nx.Graph()
    worded.add_edge(0, 1, weight="heavy")
    with pytest.raises(NotImplementedError, match="not a number"):
        Graph.from_nx(worded, {"weight": 1})
    assert Graph.from_nx(worded).m == 1


def test_bad_edges_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Graph.from_edges(3, [0, 1], [1, 0])
    with pytest.raises(ValueError, match="twice"):
        DiGraph.from_edges(3, [0, 1, 0], [1, 0, 1])
    with pytest.raises(ValueError, match="no node"):
        Graph.from_edges(2, [0], [2])
    with pytest.raises(ValueError, match="no node"):
        Graph.from_edges(2, [-1], [0])
    with pytest.raises(ValueError, match="two ends"):
        Graph.from_edges(2, [0], [])


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_rows_are_sorted_and_agree(pairs: set[tuple[int, int]], directed: bool, rng: Any) -> None:
    edges = sorted(pairs if directed else {(min(p), max(p)) for p in pairs})
    rng.shuffle(edges)
    u, v = [a for a, _ in edges], [b for _, b in edges]
    weights = [float(10 * a + b) for a, b in edges]
    graph = DIRECTED[directed].from_edges(9, u, v, {"weight": weights})
    plain = nx.DiGraph() if directed else nx.Graph()
    plain.add_nodes_from(range(9))
    plain.add_weighted_edges_from(zip(u, v, weights, strict=True))
    for rows, which in ((graph.out, "out"), (graph.into, "in")):
        found = {
            (int(a), int(b)): float(w)
            for a, b, w in zip(
                rows.sources, rows.indices, graph.weights("weight", which), strict=True
            )
        }
        turn = plain.reverse() if directed and which == "in" else plain
        assert found == {(a, b): turn.edges[a, b]["weight"] for a in turn for b in turn.adj[a]}
        for i in range(9):
            row = rows.indices[rows.indptr[i] : rows.indptr[i + 1]]
            assert (np.diff(row) > 0).all()
    known = plain.to_undirected()
    known.remove_edges_from(list(nx.selfloop_edges(known)))
    simple = graph.simple
    assert {(int(a), int(b)) for a, b in zip(simple.sources, simple.indices, strict=True)} == {
        (a, b) for a in known for b in known.adj[a]
    }
    assert graph.m == plain.number_of_edges()


def test_ties_are_not_copied() -> None:
    ties = Ties.from_interactions(Interactions.from_rows(tribe_rows()))
    graph = DiGraph.from_ties(ties)
    assert graph.out.indices is ties.targets
    assert graph.weights("weight") is ties.weights
    assert nx.utils.graphs_equal(graph.to_networkx(), ties.to_networkx())


def test_large_graphs_are_never_copied_unasked() -> None:
    u = np.arange(FALLBACK_LIMIT + 1, dtype=np.int32)
    graph = Graph.from_edges(len(u) + 1, u, u + 1)
    with pytest.raises(NotImplementedError, match="too many"):
        graph.to_networkx()


def test_rows_of_nothing() -> None:
    graph = Graph(Rows(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int32)))
    assert len(graph) == graph.m == 0
    assert nx.utils.graphs_equal(graph.to_networkx(), nx.Graph())
