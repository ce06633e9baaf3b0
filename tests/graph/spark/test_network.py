"""What Spark measures agrees with the engine in memory to 1e-6."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest

from tribe.graph import Ties, read_interactions
from tribe.graph.backend.graph import DiGraph, Graph
from tribe.graph.spark.network import Network, NotConverged
from tribe.graph.spark.reading import read
from tribe.graph.spark.ties import gather
from tribe.graph.study.circles import modularity

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def ties(acts_file: Path) -> Ties:
    interactions, refusals = read_interactions(acts_file)
    assert len(refusals) == 3
    return Ties.from_interactions(interactions)


@pytest.fixture(scope="module")
def network(spark: SparkSession, acts_file: Path) -> Network:
    acts = read(spark, str(acts_file))
    assert acts.refused == 3
    return Network(gather(acts.rows))


@pytest.fixture(scope="module")
def pairs(ties: Ties) -> nx.Graph:
    return nx.Graph(nx.Graph.to_undirected(ties.to_networkx()))


def test_ties(network: Network, ties: Ties) -> None:
    assert network.n == len(ties.members)
    names = network.ties.members.orderBy("place").toArrow()
    assert names.column("id").to_pylist() == list(ties.members)
    assert names.column("place").to_pylist() == list(range(network.n))
    found = network.ties.rows.orderBy("source", "target").toArrow()
    assert found.column("source").to_pylist() == ties.sources.tolist()
    assert found.column("target").to_pylist() == ties.targets.tolist()
    np.testing.assert_allclose(found.column("weight").to_numpy(), ties.weights, rtol=1e-9)
    np.testing.assert_allclose(found.column("first").to_numpy(), ties.first, atol=1e-6)
    np.testing.assert_allclose(found.column("last").to_numpy(), ties.last, atol=1e-6)
    assert network.ties.now == pytest.approx(ties.now)


def test_degrees_and_reciprocity(network: Network, ties: Ties, pairs: nx.Graph) -> None:
    graph = ties.to_networkx()
    assert network.out_degree().tolist() == [d for _, d in graph.out_degree()]
    assert network.in_degree().tolist() == [d for _, d in graph.in_degree()]
    assert network.degree().tolist() == [pairs.degree(name) for name in ties.members]
    assert network.reciprocity() == pytest.approx(nx.overall_reciprocity(graph), abs=1e-6)


def test_connected_components(network: Network, ties: Ties, pairs: nx.Graph) -> None:
    found = network.connected_components()
    place = {name: i for i, name in enumerate(ties.members)}
    for component in nx.connected_components(pairs):
        inside = [place[name] for name in component]
        assert {int(found[i]) for i in inside} == {min(inside)}


def test_pagerank(network: Network, ties: Ties) -> None:
    found = network.pagerank(tol=1e-6)
    known = nx.pagerank(ties.to_networkx(), tol=1e-6)
    np.testing.assert_allclose(found, [known[name] for name in ties.members], atol=1e-12)
    graph: Any = DiGraph.from_ties(ties)
    np.testing.assert_allclose(found, list(nx.pagerank(graph, tol=1e-6).values()), atol=1e-6)
    with pytest.raises(NotConverged):
        network.pagerank(tol=1e-15, max_iter=1)


def test_core_number(network: Network, ties: Ties, pairs: nx.Graph) -> None:
    known = nx.core_number(pairs)
    assert network.core_number().tolist() == [known[name] for name in ties.members]
    dyads = ties.undirected()
    plain: Any = Graph.from_edges(dyads.n, dyads.u, dyads.v)
    assert nx.core_number(plain) == dict(enumerate(known[name] for name in ties.members))


def test_triangles(network: Network, pairs: nx.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert network.transitivity() == pytest.approx(nx.transitivity(pairs), abs=1e-6)
    # as many colours as a large network would have
    monkeypatch.setattr("tribe.graph.spark.network.PAIRS", network.dyads.count() / 2)
    assert network.triangles() == sum(nx.triangles(pairs).values()) // 3


def test_label_propagation(network: Network, ties: Ties, pairs: nx.Graph) -> None:
    labels = network.label_propagation()
    assert labels.tolist() == network.label_propagation().tolist()
    place = {name: i for i, name in enumerate(ties.members)}
    for name in pairs:
        near = [int(labels[place[other]]) for other in pairs[name]]
        if near:
            most = max(near.count(label) for label in near)
            assert near.count(int(labels[place[name]])) == most
    dyads = ties.undirected()
    assert network.modularity(labels) == pytest.approx(modularity(dyads, labels), abs=1e-6)


def test_nobody(spark: SparkSession) -> None:
    none = spark.createDataFrame(
        [], "source string, target string, kind string, at double, group_size int"
    )
    empty = Network(gather(none))
    assert empty.n == empty.m == 0
    assert empty.reciprocity() is None
    assert empty.transitivity() is None
    assert empty.modularity(np.empty(0, dtype=np.int64)) is None
    assert empty.pagerank().tolist() == []
    assert empty.core_number().tolist() == []
    assert empty.connected_components().tolist() == []


def test_a_half_life_is_positive(spark: SparkSession) -> None:
    none = spark.createDataFrame([], "source string, target string, kind string, at double")
    with pytest.raises(ValueError, match="half-life"):
        gather(none, half_life=0)
