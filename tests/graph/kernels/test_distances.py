from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph import kernels
from tribe.graph.backend.graph import DIRECTED, Graph

NX = {"backend": "networkx"}


def ours(graph: nx.Graph[Any]) -> Graph:
    return DIRECTED[graph.is_directed()].from_nx(graph, {"weight": 1})


def random_graph(n: int, density: float, seed: int, directed: bool) -> nx.Graph[Any]:
    graph = nx.gnp_random_graph(n, density, seed=seed, directed=directed)
    rng = np.random.default_rng(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = int(rng.integers(1, 5))
    return graph


any_graph = st.builds(
    random_graph, st.integers(1, 90), st.floats(0, 0.3), st.integers(0, 2**31), st.booleans()
)


@settings(max_examples=60, deadline=None)
@given(any_graph, st.integers(0, 5))
def test_steps_are_networkx_s(graph: nx.Graph[Any], limit: int) -> None:
    held = ours(graph)
    queue, steps = kernels.distances.steps_from(*held.out, 0, -1, limit)
    expected = nx.single_source_shortest_path_length(graph, 0, cutoff=limit, **NX)
    assert {int(v): int(steps[v]) for v in queue} == expected
    assert (steps == kernels.distances.FAR).sum() == held.n - len(expected)


def test_steps_stop_where_asked() -> None:
    held = ours(nx.path_graph(10))
    queue, steps = kernels.distances.steps_from(*held.out, 0, 3, 100)
    assert steps[3] == 3
    assert len(queue) == 4


@settings(max_examples=60, deadline=None)
@given(any_graph)
def test_steps_from_both_ends(graph: nx.Graph[Any]) -> None:
    held = ours(graph)
    for target in range(held.n):
        steps = kernels.distances.steps_from(*held.out, 0, target, held.n)[1][target]
        assert kernels.distances.steps_between(*held.out, *held.into, 0, target) == steps


@settings(max_examples=60, deadline=None)
@given(any_graph, st.data())
def test_sixty_four_together_are_each_alone(graph: nx.Graph[Any], data: st.DataObject) -> None:
    held = ours(graph)
    sources = np.array(data.draw(st.lists(st.integers(0, held.n - 1), unique=True)), dtype=np.int64)
    count, total, inverse, largest = kernels.distances.steps_to_all(*held.out, *held.into, sources)
    for v in range(held.n):
        to = [
            int(steps[v])
            for s in sources
            if (steps := kernels.distances.steps_from(*held.out, s, -1, held.n)[1])[v] >= 0
        ]
        assert count[v] == len(to)
        assert total[v] == sum(to)
        assert inverse[v] == pytest.approx(sum(1 / d for d in to if d))
        assert largest[v] == max(to, default=0)


@pytest.mark.parametrize("word", [0, 1, 2**63, 2**64 - 1, 0xF0F0, 0x8000000000000001])
def test_ones_are_counted(word: int) -> None:
    assert kernels.distances.ones_of(np.uint64(word)) == word.bit_count()


@settings(max_examples=60, deadline=None)
@given(any_graph, st.sampled_from([np.inf, 3.0, 0.0]))
def test_lengths_are_networkx_s(graph: nx.Graph[Any], cutoff: float) -> None:
    held = ours(graph)
    settled, lengths, sound = kernels.distances.lengths_from(
        *held.out, held.weights("weight"), np.array([0]), -1, cutoff
    )
    expected = nx.single_source_dijkstra_path_length(graph, 0, cutoff=cutoff, **NX)
    assert sound
    assert {int(v): lengths[v] for v in settled} == expected
    assert [lengths[v] for v in settled] == sorted(expected.values())


def test_lengths_from_several_sources_and_to_one() -> None:
    held = ours(nx.path_graph(9))
    ones = held.weights(None)
    _, lengths, _ = kernels.distances.lengths_from(*held.out, ones, np.array([0, 8]), -1, np.inf)
    assert lengths.tolist() == [0, 1, 2, 3, 4, 3, 2, 1, 0]
    settled, _, _ = kernels.distances.lengths_from(*held.out, ones, np.array([0]), 3, np.inf)
    assert settled.tolist() == [0, 1, 2, 3]


def test_a_negative_weight_is_noticed() -> None:
    graph = nx.DiGraph([(0, 1, {"weight": 1}), (0, 2, {"weight": 2}), (2, 1, {"weight": -5})])
    held = ours(graph)
    weights = held.weights("weight")
    everyone = np.ones(3, dtype=np.bool_)
    assert not kernels.distances.lengths_from(*held.out, weights, np.array([0]), -1, np.inf)[2]
    assert not kernels.distances.lengths_to_all(*held.out, weights, np.array([0]), everyone)[4]


def test_lengths_are_summed_over_those_asked_for() -> None:
    held = ours(nx.path_graph(4))
    among = np.array([True, False, True, True])
    count, total, inverse, largest, sound = kernels.distances.lengths_to_all(
        *held.out, held.weights(None), np.array([0, 3]), among
    )
    assert sound
    assert count.tolist() == [3, 3]
    assert total.tolist() == [5, 4]
    assert inverse == pytest.approx([1 / 2 + 1 / 3, 1 + 1 / 3])
    assert largest.tolist() == [3, 3]
