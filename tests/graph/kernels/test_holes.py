"""Constraint and effective size against networkx's own loops and against published values."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from tribe.graph.kernels.holes import constraint, constraint_and_size
from tribe.graph.kernels.pairs import loops_of

Both = tuple[NDArray[np.float64], NDArray[np.float64]]
Ties = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]


def ties_of(graph: nx.Graph[Any], weight: str | None) -> Ties:
    n, graph = len(graph), nx.convert_node_labels_to_integers(graph)
    ties = (
        list(graph.edges(data=weight, default=1.0)) if weight else [(*e, 1.0) for e in graph.edges]
    )
    u, v = (np.array([tie[end] for tie in ties], dtype=np.int32) for end in (0, 1))
    weights = np.array([tie[2] for tie in ties], dtype=np.float64)
    loops = loops_of(n, u, v, weights)
    return u, v, weights, 2 * loops if graph.is_directed() else loops


def holes(graph: nx.Graph[Any], weight: str | None = None) -> Both:
    return constraint_and_size(len(graph), *ties_of(graph, weight))


def by_networkx(graph: nx.Graph[Any], weight: str | None) -> Both:
    # asked by name: networkx 3.6.1 divides by the wrong maximum when asked for all at once
    constraint = nx.constraint(graph, nodes=list(graph), weight=weight)
    size = nx.effective_size(graph, nodes=list(graph), weight=weight)
    return np.array(list(constraint.values())), np.array(list(size.values()))


def drawn(seed: int, *, directed: bool, loops: bool) -> nx.Graph[Any]:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(12, 0.35, seed=seed, directed=directed)
    if loops:
        graph.add_edges_from((node, node) for node in range(0, 12, 3))
    for a, b in graph.edges:
        graph[a][b]["weight"] = float(rng.integers(1, 9)) / 4
    # networkx's loops ask who a node turns to, and call it alone when it is only turned to
    graph.add_edges_from(((node, (node + 1) % 12) for node in range(12)), weight=0.7)
    return graph


@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_as_networkx_has_it_for_named_nodes(seed: int, directed: bool, weight: str | None) -> None:
    graph = drawn(seed, directed=directed, loops=False)
    constraint, size = holes(graph, weight)
    wanted = by_networkx(graph, weight)
    np.testing.assert_allclose(constraint, wanted[0], rtol=1e-12)
    np.testing.assert_allclose(size, wanted[1], rtol=1e-12)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_loops_are_contacts_as_in_networkx(seed: int, directed: bool) -> None:
    graph = drawn(seed, directed=directed, loops=True)
    constraint, size = holes(graph, "weight")
    wanted = by_networkx(graph, "weight")
    np.testing.assert_allclose(constraint, wanted[0], rtol=1e-12)
    np.testing.assert_allclose(size, wanted[1], rtol=1e-12)


def test_published_values_of_burt_and_borgatti() -> None:
    graph = nx.Graph(["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"])
    constraint, size = (dict(zip(graph, values, strict=True)) for values in holes(graph))
    assert (round(constraint["A"], 3), round(constraint["G"], 3)) == (0.595, 0.400)
    assert constraint["C"] == 1.0
    assert (size["A"], round(size["G"], 2)) == (2.5, 4.67)


def test_a_triangle_binds_and_a_star_frees() -> None:
    constraint, size = holes(nx.complete_graph(3))
    np.testing.assert_allclose(constraint, 1.125)
    np.testing.assert_allclose(size, 1.0)
    constraint, size = holes(nx.star_graph(4))
    assert (constraint[0], size[0]) == (0.25, 4.0)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_without_ties_both_are_undefined(n: int) -> None:
    none = np.empty(0, dtype=np.int32)
    constraint, size = constraint_and_size(n, none, none)
    assert len(constraint) == len(size) == n
    assert np.isnan(constraint).all()
    assert np.isnan(size).all()


def test_a_node_with_only_a_loop_is_alone() -> None:
    graph = nx.Graph([(0, 1), (2, 2)])
    constraint, size = holes(graph)
    np.testing.assert_allclose(constraint, [1.0, 1.0, np.nan])
    np.testing.assert_allclose(size, [1.0, 1.0, np.nan])


def test_order_of_the_pairs_and_of_their_ends_does_not_matter() -> None:
    graph = drawn(3, directed=False, loops=False)
    u, v, weights, loops = ties_of(graph, "weight")
    mixed = np.random.default_rng(0).permutation(len(u))
    one = constraint_and_size(12, u, v, weights, loops)
    other = constraint_and_size(12, v[mixed], u[mixed], weights[mixed], loops)
    np.testing.assert_allclose(one, other, rtol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_constraint_alone_is_the_same_to_the_bit(seed: int) -> None:
    graph = nx.gnp_random_graph(40, 0.02 + 0.04 * seed, seed=seed)  # the first has lone nodes
    u, v, _, _ = ties_of(graph, None)
    np.testing.assert_array_equal(constraint(40, u, v), constraint_and_size(40, u, v)[0])
