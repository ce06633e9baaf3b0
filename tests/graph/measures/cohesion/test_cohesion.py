"""Centralisation, clustering and cores against published values and networkx."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import rows_of
from tribe.graph import Evidence, Interactions, measure_all
from tribe.graph.data.dyads import Dyads
from tribe.graph.measures.cohesion.centralisation import degree_centralisation, largest_component
from tribe.graph.measures.cohesion.cohesion import (
    average_clustering,
    core_number,
    onion_layers,
    transitivity,
    triangles,
)
from tribe.graph.study.nulls import Chance


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.star_graph(7), 1),
        (nx.cycle_graph(8), 0),
        (nx.krackhardt_kite_graph(), 1 / 3),
        (nx.path_graph(2), None),
        (nx.empty_graph(5), None),
        (nx.Graph(), None),
        # only the largest component counts
        (nx.disjoint_union(nx.star_graph(7), nx.cycle_graph(5)), 1),
    ],
)
def test_centralisation(graph: nx.Graph, expected: float | None) -> None:
    assert degree_centralisation(graph) == (
        None if expected is None else pytest.approx(expected, abs=1e-12)
    )


def test_largest_component() -> None:
    graph = nx.disjoint_union(nx.path_graph(2), nx.path_graph(3))
    assert largest_component(graph).tolist() == [False, False, True, True, True]
    assert len(largest_component(nx.Graph())) == 0


def test_karate_is_clustered_as_published_but_not_beyond_chance(karate: nx.Graph) -> None:
    assert transitivity(karate) == pytest.approx(0.2557, abs=5e-5)
    assert average_clustering(karate) == pytest.approx(0.5706, abs=5e-5)
    assert triangles(karate).sum() == 3 * 45
    null = Chance(Dyads.from_networkx(karate), seed=0).statistics(400).transitivity
    assert null.mean() == pytest.approx(0.223, abs=0.008)
    assert null.std() == pytest.approx(0.026, abs=0.006)
    found = measure_all(Evidence(Interactions.from_rows(rows_of(karate))), bootstraps=100)["C2"]
    assert found.enough
    assert found.null_model is not None
    assert found.null_model.p > 0.05
    assert "no evidence" in found.reading.said_in("en")


def test_core_of_karate(karate: nx.Graph) -> None:
    cores = core_number(karate)
    assert {node + 1 for node in np.flatnonzero(cores == 4)} == {1, 2, 3, 4, 8, 9, 14, 31, 33, 34}
    assert np.bincount(cores)[1:].tolist() == [1, 11, 12, 10]


def test_undefined() -> None:
    assert transitivity(nx.Graph()) is None
    assert transitivity(nx.path_graph(2)) is None
    assert average_clustering(nx.Graph()) is None
    assert average_clustering(nx.empty_graph(3)) == 0
    assert len(core_number(nx.Graph())) == len(onion_layers(nx.Graph())) == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.floats(0, 0.8), st.integers(0, 10_000))
def test_networkx_says_the_same(n: int, p: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed)
    ours: list[tuple[Callable[..., Any], Callable[..., Any]]] = [
        (core_number, nx.core_number),
        (triangles, nx.triangles),
        (onion_layers, nx.onion_layers),
    ]
    for mine, theirs in ours:
        assert mine(graph).tolist() == [theirs(graph)[node] for node in graph]
    assert average_clustering(graph) == pytest.approx(nx.average_clustering(graph), abs=1e-9)
    closed = transitivity(graph)
    assert (closed or 0.0) == pytest.approx(nx.transitivity(graph), abs=1e-9)
    wedges = sum(d * (d - 1) for _, d in graph.degree())
    assert (closed is None) == (wedges == 0)
