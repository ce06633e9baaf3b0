"""Communities over arrays: networkx's own answers where it has any, and groups that hold."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph.backend import community
from tribe.graph.backend.graph import DIRECTED
from tribe.graph.backend.interface import laid_together


def ours(graph: nx.Graph[Any], *names: str) -> Any:
    return DIRECTED[graph.is_directed()].from_nx(graph, dict.fromkeys(names, 1))


def random_graph(n: int, p: float, seed: int, directed: bool) -> nx.Graph[Any]:
    graph = nx.gnp_random_graph(n, p, seed=seed, directed=directed)
    rng = np.random.default_rng(seed)
    for edge in list(graph.edges):
        graph.edges[edge]["weight"] = int(rng.integers(1, 6))
    if seed % 3 == 0 and n:
        graph.add_edge(0, 0, weight=2)
    return graph


GRAPHS = [
    random_graph(n, p, seed, directed)
    for n, p in ((1, 0.5), (12, 0.0), (12, 0.3), (40, 0.1), (60, 0.05))
    for seed in (1, 3)
    for directed in (False, True)
]
each = pytest.mark.parametrize("graph", [*GRAPHS, nx.karate_club_graph(), nx.path_graph(9)])


@each
@pytest.mark.parametrize("weight", [None, "weight"])
def test_louvain_is_that_of_networkx(graph: nx.Graph[Any], weight: str | None) -> None:
    for seed in range(3):
        options: dict[str, Any] = {"weight": weight, "resolution": 0.9, "seed": seed}
        found = list(community.louvain_partitions(ours(graph, "weight"), **options))
        wanted = list(nx.community.louvain_partitions(graph, **options, backend="networkx"))
        assert found[0] == wanted[0]
        assert community.louvain_communities(ours(graph, "weight"), **options) == found[-1]
        # above the first level, groups that are worth the same may be met in another order
        scores = [
            nx.community.modularity(graph, partition, weight, 0.9, backend="networkx")
            for partition in (found[-1], wanted[-1])
            if graph.number_of_edges()
        ]
        if scores:
            assert scores[0] == pytest.approx(scores[1], abs=0.03)


@each
def test_leiden_rises_and_its_groups_hold_together(graph: nx.Graph[Any]) -> None:
    if graph.is_directed():
        with pytest.raises(nx.NetworkXNotImplemented):
            community.leiden_communities(ours(graph))
        return
    partitions = list(community.leiden_partitions(ours(graph, "weight"), seed=4))
    assert community.leiden_communities(ours(graph, "weight"), seed=4) == partitions[-1]
    for partition in partitions:
        assert nx.community.is_partition(graph, partition)
    for group in partitions[-1]:
        assert nx.is_connected(graph.subgraph(group))
    if graph.number_of_edges():
        scores = [nx.community.modularity(graph, p, backend="networkx") for p in partitions]
        assert scores == sorted(scores)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 20), st.floats(0.05, 0.7), st.integers(0, 999), st.booleans())
def test_modularity_is_that_of_networkx(n: int, p: float, seed: int, directed: bool) -> None:
    graph = random_graph(n, p, seed, directed)
    labels = np.random.default_rng(seed).integers(0, 4, n)
    groups = [set(np.flatnonzero(labels == label).tolist()) for label in range(4)]
    for weight in (None, "weight"):
        given_: dict[str, Any] = {"weight": weight, "resolution": 1.3}
        if graph.number_of_edges() == 0:
            with pytest.raises(ZeroDivisionError):
                community.modularity(ours(graph, "weight"), groups, **given_)
            continue
        found = community.modularity(ours(graph, "weight"), groups, **given_)
        wanted = nx.community.modularity(graph, groups, **given_, backend="networkx")
        assert found == pytest.approx(wanted, abs=1e-12)
        assert type(found) is float


def test_groups_must_be_a_partition() -> None:
    graph = ours(nx.path_graph(4))
    for groups in ([{0, 1}], [{0, 1}, {1, 2, 3}], [{0, 1, 9}, {2, 3}], []):
        with pytest.raises(nx.NetworkXError):
            community.modularity(graph, groups)


@each
def test_labels_by_turns_are_those_of_networkx(graph: nx.Graph[Any]) -> None:
    if graph.is_directed():
        with pytest.raises(nx.NetworkXNotImplemented):
            community.label_propagation_communities(ours(graph))
        return
    found = list(community.label_propagation_communities(ours(graph)))
    assert found == list(nx.community.label_propagation_communities(graph, backend="networkx"))


@each
def test_each_node_has_a_most_common_label(graph: nx.Graph[Any]) -> None:
    for weight in (None, "weight"):
        groups = list(community.asyn_lpa_communities(ours(graph, "weight"), weight, seed=2))
        label = {node: number for number, group in enumerate(groups) for node in group}
        assert len(label) == len(graph)
        for node in graph:
            tally: dict[int, float] = {}
            for other, data in graph[node].items():
                value = data.get("weight", 1) if weight else 1
                tally[label[other]] = tally.get(label[other], 0) + value
            assert not tally or tally.get(label[node], 0) == max(tally.values())


@each
def test_fast_labels_settle(graph: nx.Graph[Any]) -> None:
    for weight in (None, "weight"):
        groups = list(
            community.fast_label_propagation_communities(
                ours(graph, "weight"), weight=weight, seed=5
            )
        )
        assert nx.community.is_partition(graph, groups)
        assert groups == list(
            community.fast_label_propagation_communities(
                ours(graph, "weight"), weight=weight, seed=5
            )
        )
        for group in groups:
            assert nx.is_connected(graph.subgraph(group).to_undirected())


def test_cliques_are_found_by_all() -> None:
    graph = ours(nx.connected_caveman_graph(6, 8))
    for found in (
        community.asyn_lpa_communities(graph, seed=3),
        community.leiden_communities(graph, seed=3),
        community.louvain_communities(graph, seed=3),
    ):
        assert sorted(map(min, found)) == list(range(0, 48, 8))


def test_parallel_edges_are_summed() -> None:
    graph = nx.MultiGraph([(0, 1, {"weight": 2}), (0, 1), (1, 2)])
    assert dict(laid_together(graph, {"weight": 1}).edges) == {
        (0, 1): {"weight": 3},
        (1, 2): {"weight": 1},
    }


def test_levels_are_numbered_from_one() -> None:
    graph = ours(nx.path_graph(15))
    for search in (community.leiden_communities, community.louvain_communities):
        with pytest.raises(ValueError, match="max_level"):
            search(graph, max_level=0)
        assert len(search(graph, max_level=1, seed=1)) >= len(search(graph, seed=1))


def test_networkx_own_tests_of_leiden_pass() -> None:
    # they run only where a backend that lists the functions is preferred
    run = (
        "import sys, networkx as nx, pytest\n"
        "for function in (nx.community.leiden_communities, nx.community.leiden_partitions):\n"
        "    function.backends.add('tribe')\n"
        "sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '-c', '/dev/null', '--pyargs',"
        " 'networkx.algorithms.community.tests.test_leiden']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", run],
        capture_output=True,
        text=True,
        env={**os.environ, "NETWORKX_BACKEND_PRIORITY_ALGOS": "tribe"},
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "10 passed" in done.stdout
