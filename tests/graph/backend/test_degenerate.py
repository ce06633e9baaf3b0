"""Every declared function on empty graphs and odd numbers: networkx's answer, or left to it."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER

Plain: TypeAlias = "nx.Graph[Any]"
Given = dict[str, Any]

assert interface.backend  # its modules declare the functions

WEIGHTED = [
    "degree_assortativity_coefficient",
    "degree_pearson_correlation_coefficient",
    "degree_mixing_dict",
    "degree_mixing_matrix",
    "node_degree_xy",
    "average_neighbor_degree",
    "average_degree_connectivity",
    "betweenness_centrality",
    "edge_betweenness_centrality",
    "eigenvector_centrality",
    "eigenvector_centrality_numpy",
    "katz_centrality",
    "katz_centrality_numpy",
    "clustering",
    "average_clustering",
    "eccentricity",
    "diameter",
    "radius",
    "periphery",
    "center",
    "harmonic_diameter",
    "average_shortest_path_length",
    "constraint",
    "effective_size",
    "shortest_path_length",
]
ATTRIBUTE = [
    "node_attribute_xy",
    "attribute_mixing_dict",
    "attribute_mixing_matrix",
    "attribute_assortativity_coefficient",
    "numeric_assortativity_coefficient",
]
PROJECTED = [name for name in REGISTER if name.endswith("projected_graph")]
#: Any draw is as right as networkx's: what is compared is whether there is an answer.
DRAWN = frozenset(
    {
        "hits",  # where two singular values are the same, any mixture of their vectors will do
        "louvain_partitions", "louvain_communities", "asyn_lpa_communities",
        "fast_label_propagation_communities", "label_propagation_communities",
        "double_edge_swap", "directed_edge_swap",
    }
)  # fmt: skip
#: One node, no edge: networkx's numpy makes a number of its array of one, and fails.
BROKEN_THERE = {"katz_centrality_numpy": TypeError}
#: networkx has no body of these.
OURS_ALONE = frozenset({"leiden_communities", "leiden_partitions"})
#: The order in which these come is that of networkx's dictionaries and sets; ours is another.
UNORDERED = frozenset(
    {
        "node_attribute_xy", "node_degree_xy", "jaccard_coefficient", "adamic_adar_index",
        "resource_allocation_index", "preferential_attachment", "common_neighbor_centrality",
        "strongly_connected_components",
    }
)  # fmt: skip


def public(name: str) -> Callable[..., Any]:
    """What is called by name: with networkx's checks before it dispatches."""
    module = sys.modules[nx.utils.backends._registered_algorithms[name].orig_func.__module__]
    found: Callable[..., Any] = getattr(module, name)
    return found


def ways(name: str, graph: Plain) -> list[Given]:
    """The arguments with which a function is tried on a graph."""
    nodes = list(graph)
    some = nodes[: 1 + len(nodes) // 2]
    first = nodes[0] if nodes else "nobody"
    last = nodes[-1] if nodes else "nobody"
    if name == "condensation" and graph.is_directed():  # else its components come in any order
        return [{"scc": sorted(nx.strongly_connected_components(graph), key=repr)}]
    if name == "effective_size":  # networkx's other way disagrees with it, as the docs say
        return [{"nodes": nodes}, {"nodes": nodes, "weight": "weight"}]
    if name.endswith("mixing_matrix"):
        return _matrices(name, graph)
    if name in WEIGHTED:
        return [{}, {"weight": "weight"}]
    if name in ATTRIBUTE:
        return [{"attribute": "colour"}, {"attribute": "colour", "nodes": some}]
    if name in PROJECTED:
        return [{"nodes": some}, {"nodes": nodes}, {"nodes": []}]
    special: dict[str, list[Given]] = {
        "betweenness_centrality_subset": [{"sources": some, "targets": nodes, "weight": "weight"}],
        "closeness_centrality": [{}, {"distance": "weight"}, {"u": first}],
        "harmonic_centrality": [{}, {"distance": "weight"}, {"nbunch": some}],
        "modularity": [{"communities": [{node} for node in nodes]}, {"communities": [set(nodes)]}],
        "node_connected_component": [{"n": first}],
        "k_corona": [{"k": 1}],
        "multi_source_dijkstra_path_length": [{"sources": set(some)}],
        "single_source_dijkstra_path_length": [{"source": first}],
        "dijkstra_path_length": [{"source": first, "target": last}],
        "single_source_shortest_path_length": [{"source": first}, {"source": first, "cutoff": 0}],
        "single_target_shortest_path_length": [{"target": first}],
        "has_path": [{"source": first, "target": last}],
        "rich_club_coefficient": [{"normalized": False}],
        "local_constraint": [{"u": first, "v": last}, {"u": first, "v": last, "weight": "weight"}],
        "hits": [{}],
        "triangles": [{}, {"nodes": some}, {"nodes": first}],
        "square_clustering": [{}, {"nodes": some}],
    }
    return special.get(name, [{}])


def _matrices(name: str, graph: Plain) -> list[Given]:
    """With the rows' values given: networkx has them in the order of a set."""
    values: set[Any] = {None}
    if name.startswith("degree"):
        kinds = ("degree", "in_degree", "out_degree") if graph.is_directed() else ("degree",)
        values = {value for kind in kinds for _, value in getattr(graph, kind)}
    given_ = {} if name.startswith("degree") else {"attribute": "colour"}
    values |= {data.get("colour") for _, data in graph.nodes(data=True)}
    return [{**given_, "mapping": {value: place for place, value in enumerate(values)}}]


def plain_of(found: Any) -> Any:
    """An answer made comparable: graphs, iterators and arrays spelt out, in their order."""
    if isinstance(found, nx.Graph):
        edges = {
            frozenset((u, v)) if not found.is_directed() else (u, v): dict(data)
            for u, v, data in found.edges(data=True)
        }
        return {
            "nodes": {node: dict(data) for node, data in found.nodes(data=True)},
            "edges": edges,
        }
    if isinstance(found, np.ndarray):
        return found.tolist()
    if isinstance(found, Mapping):
        return {key: plain_of(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [plain_of(value) for value in found]
    if isinstance(found, set | frozenset):
        return frozenset(found)
    if isinstance(found, Iterable) and not isinstance(found, str):
        return [plain_of(value) for value in found]
    return found


def close(one: Any, other: Any) -> bool:
    """The same to 1e-9, wherever the numbers stand."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one) == bool(other)
    if isinstance(one, int | float | np.number) and isinstance(other, int | float | np.number):
        if isinstance(one, int) and isinstance(other, int):
            return one == other
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) or (
            one != one and other != other
        )
    return bool(one == other)


def answer(call: Callable[[], Any]) -> tuple[str, Any]:
    """What a call gives, or the kind of what it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "gave", plain_of(call())
        except NotImplementedError as error:
            return "refused", str(error)
        except Exception as error:
            return "raised", type(error)


LABELS = ["a", 3, ("p", 1), 0]
ODD = [
    math.inf, -math.inf, math.nan, 2**53 + 1, 2**80, 10**400, -1, 0, True, 1.5, 0.1,
    np.float32(0.1), np.float64(2.5), np.int32(3), np.int64(2**53 + 1), np.int8(100), np.uint8(200),
    np.float16(2), np.bool_(True), np.longdouble(1.1), None, "3", 2,
]  # fmt: skip


@st.composite
def graphs(draw: st.DrawFn) -> Plain:
    """Up to four nodes, few edges, any weights."""
    made: Plain = nx.DiGraph() if draw(st.booleans()) else nx.Graph()
    labels = draw(st.lists(st.sampled_from(LABELS), unique=True, max_size=4))
    made.add_nodes_from(labels)
    made.graph["name"] = "odd"
    colours = st.sampled_from([1, 2, 2.0, "red", True, None, np.float32(1.5), np.int32(2)])
    for label in labels:
        if draw(st.booleans()):
            made.nodes[label]["colour"] = draw(colours)
    numbers = draw(st.sampled_from([[], [1], [2, 3], [0.5, 2.0], ODD]))
    if labels:
        ends = st.sampled_from(labels)
        for u, v in draw(st.lists(st.tuples(ends, ends), max_size=6)):
            kept = (
                {"weight": draw(st.sampled_from(numbers))}
                if numbers and draw(st.booleans())
                else {}
            )
            made.add_edge(u, v, **kept)
    return made


def _row(row: Any) -> str:
    """Two ends and perhaps a number, or a component; ends in an order of their own."""
    if isinstance(row, frozenset):
        return repr(sorted(map(repr, row)))
    ends = sorted(
        repr(float(end) if isinstance(end, int | float | np.number) else end) for end in row[:2]
    )
    return f"{ends} {[round(value, 9) + 0.0 for value in row[2:]]}"


def told(graph: Plain, *more: Any) -> str:
    """What was tried, for whoever reads the failure."""
    return f"{graph} {list(graph.nodes(data=True))} {list(graph.edges(data=True))}\n{more}"


def has_negative(graph: Plain) -> bool:
    """Whether a weight lies below 0."""
    weights = (weight for *_, weight in in_python(graph).edges(data="weight"))
    return any(isinstance(weight, int | float) and weight < 0 for weight in weights)


def in_python(graph: Plain) -> Plain:
    """A copy whose weights are Python's numbers: numpy's add up as numpy's, and overflow."""
    made: Plain = graph.copy()
    for *_, data in made.edges(data=True):
        if isinstance(data.get("weight"), np.generic):
            data["weight"] = data["weight"].item()
    return made


@pytest.mark.parametrize("name", sorted(set(REGISTER) - OURS_ALONE))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(graph=graphs())
def test_networkx_agrees_or_is_left_the_work(name: str, graph: Plain) -> None:
    function = public(name)
    for given_ in ways(name, graph):
        theirs = answer(partial(function, in_python(graph), **given_))
        ours = answer(partial(function, graph.copy(), **given_, backend="tribe"))
        if ours[0] == "refused" or theirs == ("raised", BROKEN_THERE.get(name)):
            continue
        assert ours[0] == theirs[0], told(graph, given_, ours, theirs)
        if name in UNORDERED and ours[0] == "gave":
            ours, theirs = (("rows", sorted(map(_row, rows[1]))) for rows in (ours, theirs))
        # of a negative length and a part out of reach, whichever is met first is complained of
        if name not in DRAWN and not (theirs[0] == "raised" and has_negative(graph)):
            assert close(ours[1], theirs[1]), told(graph, given_, ours, theirs)
