"""What the engine answers, against networkx."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from tribe.graph import engine

GRAPHS = [
    nx.empty_graph(0),
    nx.empty_graph(3),
    nx.karate_club_graph(),
    nx.gnp_random_graph(60, 0.05, 4),
]


def ends_of(graph: nx.Graph[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    pairs = np.array(list(graph.edges), dtype=np.int32).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


@pytest.mark.parametrize("graph", GRAPHS)
def test_triangles_cores_and_layers(graph: nx.Graph[Any]) -> None:
    n, ends = len(graph), ends_of(graph)
    assert engine.triangles(n, *ends).tolist() == list(nx.triangles(graph).values())
    assert engine.core_number(n, *ends).tolist() == list(nx.core_number(graph).values())
    layers = nx.onion_layers(graph)
    assert engine.onion_layers(n, *ends).tolist() == [layers[node] for node in graph]


@pytest.mark.parametrize("graph", GRAPHS[2:])
def test_structural_holes(graph: nx.Graph[Any]) -> None:
    constraint, size = engine.structural_holes(len(graph), *ends_of(graph))
    np.testing.assert_allclose(constraint, list(nx.constraint(graph).values()), rtol=1e-12)
    np.testing.assert_allclose(size, list(nx.effective_size(graph).values()), rtol=1e-12)


@pytest.mark.parametrize("graph", GRAPHS)
def test_components_whatever_the_order_of_the_ties(graph: nx.Graph[Any]) -> None:
    u, v = ends_of(graph)
    mixed = np.random.default_rng(1).permutation(len(u))
    labels = engine.components(len(graph), v[mixed], u[mixed])
    for number, group in enumerate(nx.connected_components(graph)):
        assert set(np.flatnonzero(labels == number)) == group


def test_strong_components_follow_the_ties() -> None:
    labels = engine.strong_components(
        4, np.array([2, 0, 1, 1], dtype=np.int32), np.array([3, 1, 0, 2], dtype=np.int32)
    )
    assert labels[0] == labels[1]
    assert len(set(labels.tolist())) == 3


def test_positions_are_drawn_by_their_seed() -> None:
    u, v = ends_of(nx.karate_club_graph())
    start, weights = np.random.default_rng(0).normal(size=(34, 2)), np.ones(len(u))
    one = engine.positions(u, v, start, weights, 20, seed=5)
    assert one.shape == (34, 2)
    np.testing.assert_array_equal(one, engine.positions(u, v, start, weights, 20, seed=5))
    assert not np.array_equal(one, engine.positions(u, v, start, weights, 20, seed=6))


def test_nothing_compiled_is_loaded_before_it_is_used() -> None:
    code = "import sys, tribe.graph.engine; print(sorted({'numba', 'igraph'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
