from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from tribe.graph import kernels
from tribe.graph.backend.graph import DIRECTED, Graph

NONE = np.empty(0)
GRAPHS = [
    nx.karate_club_graph(),
    nx.path_graph(3),
    nx.path_graph(1),
    nx.Graph([(0, 0), (0, 1), (1, 2)]),
    nx.disjoint_union(nx.complete_graph(4), nx.empty_graph(3)),
    nx.gnp_random_graph(60, 0.08, seed=3, directed=True),
    nx.DiGraph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 3)]),
]


def ours(graph: nx.Graph[Any]) -> Graph:
    return DIRECTED[graph.is_directed()].from_nx(graph, {"weight": 1})


def values(found: dict[Any, float]) -> np.ndarray[Any, Any]:
    return np.array(list(found.values()))


@pytest.mark.parametrize("graph", GRAPHS, ids=str)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_standings_are_networkx_s(graph: nx.Graph[Any], weight: str | None) -> None:
    held = ours(graph)
    n, even = held.n, np.full(held.n, 1 / held.n)
    into = NONE if weight is None else held.weights(weight, "in")
    out = NONE if weight is None else held.weights(weight)
    strength = kernels.spectral.row_sums(held.out.indptr, out)
    given = (strength, even, even, even, 0.85, n * 1e-6, 100)
    rank, steps = kernels.spectral.pagerank(*held.into, into, *given, True)
    expected = nx.pagerank(graph, weight=weight, backend="networkx")
    assert steps > 0
    assert rank == pytest.approx(values(expected), abs=1e-12)
    forth, same = kernels.spectral.pagerank(*held.out, out, *given, False)
    assert (forth.tolist(), same) == (rank.tolist(), steps)
    given = (np.zeros(n), np.ones(n), 0.01, n * 1e-6, 1000)
    katz, steps = kernels.spectral.katz(*held.into, into, *given, True)
    forth, same = kernels.spectral.katz(*held.out, out, *given, False)
    assert (forth.tolist(), same) == (katz.tolist(), steps)
    expected = nx.katz_centrality(
        graph, alpha=0.01, weight=weight, normalized=False, backend="networkx"
    )
    assert katz == pytest.approx(values(expected), abs=1e-12)


def test_eigenvector_of_karate_is_the_published_one() -> None:
    held = ours(nx.karate_club_graph())
    n = held.n
    found, steps = kernels.spectral.eigenvector(
        *held.into, NONE, np.full(n, 1 / n), n * 1e-12, 1000
    )
    assert steps > 0
    assert found[33] == pytest.approx(0.373, abs=5e-4)
    largest = kernels.spectral.gather(*held.out, NONE, found) @ found
    assert largest == pytest.approx(6.726, abs=5e-4)


def test_what_does_not_settle_says_so() -> None:
    held = ours(nx.path_graph(4))
    start = np.full(4, 0.25)
    assert kernels.spectral.eigenvector(*held.into, NONE, start, 0.0, 3)[1] == -1
    assert kernels.spectral.katz(*held.into, NONE, start, np.ones(4), 2.0, 1e-6, 50, True)[1] == -1
    rank = kernels.spectral.pagerank(
        *held.into, NONE, np.diff(held.out.indptr) * 1.0, start, start, start, 0.85, 0.0, 2, True
    )
    assert rank[1] == -1
    assert start == pytest.approx(0.25)


@pytest.mark.parametrize("size", [1, 2, 3, 30])
def test_leading_vector_is_the_top_of_the_spectrum(size: int) -> None:
    rng = np.random.default_rng(size)
    half = rng.normal(size=(size, size))
    whole = half @ half.T
    found, products = kernels.spectral.leading_vector(
        lambda x: whole @ x, rng.uniform(0.5, 1.5, size), 1e-12, 500
    )
    assert products > 0
    top = np.linalg.eigh(whole).eigenvectors[:, -1]
    assert abs(found @ top) == pytest.approx(1.0, abs=1e-10)


def test_leading_vector_gives_up_in_words() -> None:
    whole = np.diag(np.linspace(0.9, 1.0, 100))
    assert kernels.spectral.leading_vector(lambda x: whole @ x, np.ones(100), 1e-14, 5)[1] == -1


@pytest.mark.parametrize("graph", GRAPHS, ids=str)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_there_and_back_is_two_products(graph: nx.Graph[Any], weight: str | None) -> None:
    held = ours(graph)
    weights = NONE if weight is None else held.weights(weight)
    x = np.random.default_rng(0).normal(size=held.n)
    matrix = nx.to_numpy_array(graph, weight=weight)
    found = kernels.spectral.there_and_back(*held.out, weights, x)
    assert found == pytest.approx(matrix.T @ (matrix @ x))
    assert kernels.spectral.gather(*held.out, weights, x) == pytest.approx(matrix @ x)
