"""Assortativity, mixing and the rich club: the same as networkx's own."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pytest

from tests.graph.backend.test_local_structure import DIRECTED, GRAPHS, SOME, UNDIRECTED, over
from tribe.graph.backend.dispatch import REGISTER
from tribe.graph.backend.interface import backend

AnyGraph = "nx.Graph[Any]"
KINDS = [("out", "in"), ("in", "out"), ("out", "out"), ("in", "in")]


def known(graph: AnyGraph) -> AnyGraph:
    """The same with a colour on most nodes, and an age on all."""
    graph = graph.copy()
    for number, node in enumerate(graph):
        graph.nodes[node]["age"] = number % 5 * 7
        if number % 4:
            graph.nodes[node]["colour"] = ["red", "green", "blue"][number % 3]
    return graph


def both(name: str, graph: AnyGraph, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
    ours = backend.convert_from_nx(graph, preserve_edge_attrs=True, preserve_node_attrs=True)
    theirs = nx.utils.backends._registered_algorithms[name].orig_func
    return REGISTER[name].function(ours, *args, **kwargs), theirs(graph, *args, **kwargs)


@over(UNDIRECTED)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_degrees_of_undirected_graphs(graph: AnyGraph, weight: str | None) -> None:
    for nodes in (None, list(graph)[:18]):
        for name in ("degree_assortativity_coefficient", "degree_pearson_correlation_coefficient"):
            found, wanted = both(name, graph, weight=weight, nodes=nodes)
            assert found == pytest.approx(wanted, rel=1e-9)
        found, wanted = both("degree_mixing_dict", graph, weight=weight, nodes=nodes)
        assert found == wanted
        found, wanted = both("node_degree_xy", graph, weight=weight, nodes=nodes)
        assert sorted(found) == sorted(wanted)


@over(DIRECTED)
@pytest.mark.parametrize(("x", "y"), KINDS)
def test_degrees_of_directed_graphs(graph: AnyGraph, x: str, y: str) -> None:
    for weight in (None, "weight"):
        found, wanted = both("degree_assortativity_coefficient", graph, x, y, weight)
        assert found == pytest.approx(wanted, rel=1e-9)
        found, wanted = both("degree_mixing_dict", graph, x, y, weight, normalized=True)
        assert_close(found, wanted)


def assert_close(found: dict[Any, Any], wanted: dict[Any, Any]) -> None:
    assert set(found) == set(wanted)
    for key, row in wanted.items():
        assert found[key] == pytest.approx(row, rel=1e-12)


@over(GRAPHS)
def test_attributes(graph: AnyGraph) -> None:
    graph = known(graph)
    for nodes in (None, list(graph)[:15]):
        found, wanted = both("attribute_assortativity_coefficient", graph, "colour", nodes)
        assert found == pytest.approx(wanted, rel=1e-9)
        found, wanted = both("numeric_assortativity_coefficient", graph, "age", nodes)
        assert found == pytest.approx(wanted, rel=1e-9)
        found, wanted = both("attribute_mixing_dict", graph, "colour", nodes)
        assert found == wanted
        found, wanted = both("node_attribute_xy", graph, "colour", nodes)
        assert sorted(found, key=str) == sorted(wanted, key=str)


def test_matrices_in_the_order_that_is_asked_for() -> None:
    graph = known(GRAPHS["directed 1"])
    colours = {"blue": 0, None: 1, "red": 2, "green": 3}
    found, wanted = both("attribute_mixing_matrix", graph, "colour", mapping=colours)
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    counts = {degree: degree for degree in range(12)}
    found, wanted = both("degree_mixing_matrix", graph, mapping=counts, normalized=False)
    np.testing.assert_array_equal(found, wanted)


@over(GRAPHS)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_degrees_of_neighbours(graph: AnyGraph, weight: str | None) -> None:
    kinds = [("out", "out")]
    if graph.is_directed():
        kinds = [(a, b) for a in ("in", "out", "in+out") for b in ("in", "out", "in+out")]
    for source, target in kinds:
        for nodes in (None, SOME):
            found, wanted = both("average_neighbor_degree", graph, source, target, nodes, weight)
            assert found == pytest.approx(wanted, rel=1e-9)
        if not graph.is_directed():
            source = target = "in+out"
        for nodes in (None, SOME, "m3"):
            found, wanted = both(
                "average_degree_connectivity", graph, source, target, nodes, weight
            )
            assert list(found) == list(wanted) or nodes is SOME
            assert found == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("name", ["average_neighbor_degree", "average_degree_connectivity"])
def test_wrong_kinds_of_degree(name: str) -> None:
    for graph in (nx.path_graph(3), nx.path_graph(3, create_using=nx.DiGraph)):
        with pytest.raises(nx.NetworkXError):
            both(name, graph, source="sideways")
        with pytest.raises(nx.NetworkXError):
            REGISTER[name].function(backend.convert_from_nx(graph), target="sideways")


def test_where_everyone_is_alike_assortativity_is_undefined() -> None:
    ring = backend.convert_from_nx(known(nx.cycle_graph(3)), preserve_node_attrs=True)
    assert math.isnan(nx.degree_assortativity_coefficient(ring))
    nothing = backend.convert_from_nx(nx.empty_graph(3))
    assert math.isnan(nx.degree_assortativity_coefficient(nothing))
    assert nx.attribute_assortativity_coefficient(nothing, "colour") == 0.0  # as networkx says


def test_karate_as_published() -> None:
    graph = backend.convert_from_nx(nx.karate_club_graph())
    assert round(nx.degree_assortativity_coefficient(graph), 4) == -0.4756


def test_an_attribute_that_some_lack_is_no_number() -> None:
    graph = known(nx.path_graph(4))
    del graph.nodes[2]["age"]
    with pytest.raises(KeyError):
        both("numeric_assortativity_coefficient", graph, "age")


@pytest.mark.parametrize("seed", range(4))
def test_the_rich_club(seed: int) -> None:
    graph = nx.barabasi_albert_graph(60, 3, seed=seed)
    found, wanted = both("rich_club_coefficient", graph, normalized=False)
    assert found == wanted


def test_the_rich_club_against_chance() -> None:
    # fifteen who all know one another, and twenty others each on a ring of many
    graph = nx.disjoint_union(nx.circulant_graph(250, [1, 2, 3]), nx.complete_graph(15))
    for hub in range(15):
        graph.add_edges_from((250 + hub, (hub * 20 + step) % 250) for step in range(20))
    ours = backend.convert_from_nx(graph)
    one = nx.rich_club_coefficient(ours, Q=5, seed=3)
    assert one == nx.rich_club_coefficient(ours, Q=5, seed=3)
    assert one != nx.rich_club_coefficient(ours, Q=5, seed=4)
    wanted = nx.rich_club_coefficient(graph, Q=5, seed=3, backend="networkx")
    assert one.keys() == wanted.keys()
    assert one[0] == 1.0
    assert one[33] > 1.5
    assert all(one[k] == pytest.approx(wanted[k], rel=0.2) for k in range(34))


def test_no_rich_club_of_loops() -> None:
    with pytest.raises(Exception, match="self loops"):
        nx.rich_club_coefficient(backend.convert_from_nx(nx.Graph([(0, 1), (1, 1)])))
