"""What of a plain networkx graph is taken as it is, and what is left to networkx."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms.approximation.kcomponents import _AntiGraph

from tribe.graph.backend.graph import Graph
from tribe.graph.backend.interface import backend


def weighing(*weights: Any) -> nx.Graph[Any]:
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_weighted_edges_from((at, at + 1, weight) for at, weight in enumerate(weights))
    return plain


@pytest.mark.parametrize(
    "weight",
    [np.float32(2), np.float16(2), np.int8(2), np.int32(2), np.uint64(2), np.bool_(True), True, 2],
    ids=lambda weight: type(weight).__name__,
)
def test_numbers_of_numpy_are_numbers(weight: Any) -> None:
    plain = weighing(weight, 1)
    found = nx.pagerank(plain, backend="tribe")
    assert found == pytest.approx(nx.pagerank(plain), abs=1e-9)
    held = backend.convert_from_nx(plain, preserve_edge_attrs=True).edges[0, 1]["weight"]
    assert held == weight
    assert type(held) is (float if isinstance(weight, np.floating) else int)


@pytest.mark.parametrize(
    "weight",
    [math.inf, -math.inf, math.nan, 2**53, 2**80, 10**400, -(2**53), np.longdouble(1), "1", None],
    ids=repr,
)
def test_what_floats_cannot_hold_is_left_to_networkx(weight: Any) -> None:
    plain = weighing(weight, 1)
    with pytest.raises(NotImplementedError, match="weight"):
        backend.convert_from_nx(plain, preserve_edge_attrs=True)
    with pytest.raises(NotImplementedError):
        nx.pagerank(plain, backend="tribe")


def test_whole_numbers_are_exact_as_long_as_their_sum_is() -> None:
    large = 2**50
    plain = weighing(large, large + 1)
    assert nx.dijkstra_path_length(plain, 0, 2, backend="tribe") == 2 * large + 1
    with pytest.raises(NotImplementedError, match="too large"):
        backend.convert_from_nx(weighing(*[large] * 8), preserve_edge_attrs=True)
    assert backend.convert_from_nx(weighing(0.5, 1e300), preserve_edge_attrs=True).size("weight")


def test_arrays_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        Graph.from_edges(2, [0], [1], {"weight": [math.inf]})


def test_infinite_weights_are_networkx_s_where_it_may_help_out() -> None:
    plain = weighing(math.inf, 1)
    with nx.config(fallback_to_nx=True, backend_priority=["tribe"]):
        assert nx.dijkstra_path_length(plain, 0, 1) == math.inf


def test_attributes_that_only_some_edges_have_are_not_made_up() -> None:
    plain = weighing(2, 3)
    plain.add_edge(2, 0)
    with pytest.raises(NotImplementedError, match="only some edges"):
        backend.convert_from_nx(plain, preserve_edge_attrs=True)
    plain.edges[2, 0]["weight"] = 4
    assert nx.utils.graphs_equal(backend.convert_to_nx(nx.k_core(plain, backend="tribe")), plain)


@pytest.mark.parametrize(
    "name",
    ["projected_graph", "weighted_projected_graph", "collaboration_weighted_projected_graph"],
)
def test_projections_keep_what_is_known_of_nodes(name: str) -> None:
    plain: nx.Graph[Any] = nx.Graph([("ada", 1), ("ben", 1)])
    plain.nodes["ada"]["since"] = 2019
    function = getattr(nx.bipartite, name)
    nx.degree_centrality(plain, backend="tribe")  # what was converted before asks for no attributes
    with nx.config(warnings_to_ignore={"cache"}):
        found = function(plain, ["ada", "ben"], backend="tribe")
    assert dict(found.nodes["ada"]) == {"since": 2019}
    assert dict(found.nodes["ben"]) == {}


class Hermit(nx.Graph):  # type: ignore[type-arg]
    """A graph in which nobody says whom they know."""

    def neighbors(self, n: Any) -> Iterator[Any]:
        return iter(())


class Thin(nx.Graph):  # type: ignore[type-arg]
    """A graph that keeps its edges' attributes once; its neighbours are the usual ones."""

    edge_attr_dict_factory = dict


def test_classes_with_neighbours_of_their_own_are_left_to_networkx() -> None:
    plain = nx.gnp_random_graph(40, 0.1, seed=1)
    for made in (_AntiGraph(plain), Hermit(plain), nx.PlanarEmbedding()):
        with pytest.raises(NotImplementedError, match="of its own"):
            backend.convert_from_nx(made)
    with nx.config(backend_priority=["tribe"]):
        anti = nx.core_number(_AntiGraph(plain))
    assert anti == nx.core_number(nx.complement(plain))


def test_a_graph_that_was_given_neighbours_of_its_own_is_left_to_networkx() -> None:
    ways: list[tuple[nx.Graph[Any], str]] = [
        (nx.Graph([(0, 1)]), "neighbors"),
        (nx.DiGraph([(0, 1)]), "successors"),
        (nx.DiGraph([(0, 1)]), "size"),
    ]
    for plain, name in ways:
        setattr(plain, name, lambda *_asked: iter(()))
        with pytest.raises(NotImplementedError, match="of its own"):
            backend.convert_from_nx(plain)


def test_views_and_classes_with_the_usual_neighbours_are_taken() -> None:
    path = nx.path_graph(5)
    thin: nx.Graph[Any] = Thin(path)
    for made in (path.subgraph([0, 1, 2]), nx.freeze(path.copy()), thin):
        assert nx.core_number(made, backend="tribe") == nx.core_number(made)
    turned = nx.reverse_view(nx.path_graph(3, create_using=nx.DiGraph))
    assert nx.pagerank(turned, backend="tribe") == pytest.approx(nx.pagerank(turned), abs=1e-9)
