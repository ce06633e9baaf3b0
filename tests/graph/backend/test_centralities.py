"""Standing, nearness and distances by this backend, beside networkx's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph.backend.graph import DIRECTED, Graph
from tribe.graph.backend.stepping import FEW


def weighted(graph: nx.Graph[Any], seed: int = 0, whole: bool = True) -> nx.Graph[Any]:
    rng = np.random.default_rng(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = int(rng.integers(1, 5)) if whole else float(rng.uniform(0.5, 2))
    return nx.relabel_nodes(graph, {node: f"member {node}" for node in graph})


GRAPHS = {
    "karate": nx.karate_club_graph(),
    "one": nx.path_graph(1),
    "loops": nx.Graph([(0, 0), (0, 1), (1, 2)]),
    "isolated": weighted(nx.disjoint_union(nx.complete_graph(4), nx.empty_graph(3))),
    "sparse": weighted(nx.gnp_random_graph(80, 0.02, seed=5), whole=False),
    "directed": weighted(nx.gnp_random_graph(60, 0.08, seed=3, directed=True)),
    "fractions": weighted(nx.gnp_random_graph(60, 0.08, seed=4, directed=True), whole=False),
    "cycle": nx.cycle_graph(70),
    "strong": nx.DiGraph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 3), (3, 0)]),
    "tree": nx.random_labeled_tree(50, seed=2),
}

CALLS: dict[str, Callable[..., Any]] = {
    "pagerank": nx.pagerank,
    "pagerank, unweighted": lambda G, **b: nx.pagerank(G, weight=None, **b),
    "pagerank, personal": lambda G, **b: nx.pagerank(
        G, personalization={first(G): 2}, dangling={first(G): 1}, nstart={first(G): 3}, **b
    ),
    "eigenvector": lambda G, **b: nx.eigenvector_centrality(G, weight="weight", **b),
    "eigenvector, numpy": nx.eigenvector_centrality_numpy,
    "katz": lambda G, **b: nx.katz_centrality(G, alpha=0.01, weight="weight", **b),
    "katz, by node": lambda G, **b: nx.katz_centrality(
        G, alpha=0.01, beta=dict.fromkeys(reversed(list(G)), 2.0), normalized=False, **b
    ),
    "katz, numpy": lambda G, **b: nx.katz_centrality_numpy(G, alpha=0.01, weight="weight", **b),
    "katz, numpy, beyond": lambda G, **b: nx.katz_centrality_numpy(G, alpha=0.7, **b),
    "betweenness": nx.betweenness_centrality,
    "betweenness, drawn": lambda G, **b: nx.betweenness_centrality(
        G, k=min(7, len(G)), seed=4, **b
    ),
    "betweenness, drawn raw": lambda G, **b: nx.betweenness_centrality(
        G, k=min(7, len(G)), seed=4, normalized=False, endpoints=True, **b
    ),
    "betweenness, weighted": lambda G, **b: nx.betweenness_centrality(G, weight="weight", **b),
    "edge betweenness": nx.edge_betweenness_centrality,
    "edge betweenness, weighted": lambda G, **b: nx.edge_betweenness_centrality(
        G, weight="weight", k=len(G), normalized=False, seed=1, **b
    ),
    "subset": lambda G, **b: nx.betweenness_centrality_subset(G, list(G)[:3], list(G)[1:], **b),
    "subset, weighted": lambda G, **b: nx.betweenness_centrality_subset(
        G, list(G)[:3], list(G)[1:], normalized=True, weight="weight", **b
    ),
    "closeness": nx.closeness_centrality,
    "closeness, one": lambda G, **b: nx.closeness_centrality(G, u=first(G), **b),
    "closeness, plain": lambda G, **b: nx.closeness_centrality(G, wf_improved=False, **b),
    "closeness, weighted": lambda G, **b: nx.closeness_centrality(G, distance="weight", **b),
    "harmonic": nx.harmonic_centrality,
    "harmonic, few": lambda G, **b: nx.harmonic_centrality(G, nbunch=list(G)[:2], **b),
    "harmonic, from few": lambda G, **b: nx.harmonic_centrality(G, sources=list(G)[:3], **b),
    "harmonic, weighted": lambda G, **b: nx.harmonic_centrality(
        G, nbunch=list(G)[:9], sources=list(G)[:5], distance="weight", **b
    ),
    "steps": lambda G, **b: nx.single_source_shortest_path_length(G, first(G), **b),
    "steps, cut": lambda G, **b: nx.single_source_shortest_path_length(
        G, first(G), cutoff=1.5, **b
    ),
    "steps to": lambda G, **b: nx.single_target_shortest_path_length(G, first(G), cutoff=2, **b),
    "steps, all": lambda G, **b: dict(nx.all_pairs_shortest_path_length(G, **b)),
    "lengths": lambda G, **b: nx.single_source_dijkstra_path_length(G, first(G), **b),
    "lengths, cut": lambda G, **b: nx.single_source_dijkstra_path_length(
        G, first(G), cutoff=3, **b
    ),
    "lengths, several": lambda G, **b: nx.multi_source_dijkstra_path_length(G, list(G)[:3], **b),
    "lengths, all": lambda G, **b: dict(nx.all_pairs_dijkstra_path_length(G, **b)),
    "length between": lambda G, **b: nx.dijkstra_path_length(G, first(G), list(G)[-1], **b),
    "between": lambda G, **b: nx.shortest_path_length(G, first(G), list(G)[-1], **b),
    "from": lambda G, **b: nx.shortest_path_length(G, first(G), **b),
    "to": lambda G, **b: nx.shortest_path_length(G, target=first(G), **b),
    "to, weighted": lambda G, **b: nx.shortest_path_length(
        G, target=first(G), weight="weight", **b
    ),
    "all, weighted": lambda G, **b: dict(nx.shortest_path_length(G, weight="weight", **b)),
    "path": lambda G, **b: nx.has_path(G, first(G), list(G)[-1], **b),
    "mean": nx.average_shortest_path_length,
    "mean, weighted": lambda G, **b: nx.average_shortest_path_length(G, weight="weight", **b),
    "eccentricity": nx.eccentricity,
    "eccentricity, one": lambda G, **b: nx.eccentricity(G, first(G), **b),
    "eccentricity, some": lambda G, **b: nx.eccentricity(G, list(G)[:2], **b),
    "eccentricity, weighted": lambda G, **b: nx.eccentricity(G, weight="weight", **b),
    "diameter": nx.diameter,
    "eccentricity, known": lambda G, **b: nx.eccentricity(G, sp={first(G): {first(G): 0}}, **b),
    "diameter, bounds": lambda G, **b: nx.diameter(G, usebounds=True, **b),
    "radius": nx.radius,
    "radius, weighted": lambda G, **b: nx.radius(G, weight="weight", **b),
    "center": nx.center,
    "center, weighted": lambda G, **b: nx.center(G, weight="weight", **b),
    "periphery": nx.periphery,
    "periphery, weighted": lambda G, **b: nx.periphery(G, weight="weight", **b),
    "harmonic diameter": nx.harmonic_diameter,
    "harmonic diameter, weighted": lambda G, **b: nx.harmonic_diameter(G, weight="weight", **b),
}


def first(graph: nx.Graph[Any]) -> Any:
    return next(iter(graph))


def held(graph: nx.Graph[Any]) -> Graph:
    return DIRECTED[graph.is_directed()].from_nx(graph, {"weight": 1})


def said(call: Callable[..., Any], graph: nx.Graph[Any]) -> Any:
    """What is answered by who holds the graph, or the exception with its words."""
    by = {} if isinstance(graph, Graph) else {"backend": "networkx"}
    try:
        return call(graph, **by)
    except (nx.NetworkXException, ValueError, TypeError, ZeroDivisionError) as refused:
        return type(refused), str(refused)


def plain(answer: Any) -> Any:
    """With lists as sets, as their order is not promised; nan as a word."""
    if isinstance(answer, list):
        return set(answer)
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    return "undefined" if isinstance(answer, float) and np.isnan(answer) else answer


def types(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {key: types(value) for key, value in answer.items()}
    return type(answer)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_says_what_networkx_says(graph: nx.Graph[Any], name: str) -> None:
    if name.startswith("katz, numpy") and len(graph) == 1:
        pytest.skip("networkx stumbles over a graph of one node")
    expected = plain(said(CALLS[name], graph))
    found = plain(said(CALLS[name], held(graph)))
    if isinstance(expected, dict) and any(isinstance(v, dict) for v in expected.values()):
        assert found.keys() == expected.keys()
        for key, row in expected.items():
            assert found[key] == pytest.approx(row, abs=1e-9)
    elif isinstance(expected, dict | float):
        assert found == pytest.approx(expected, abs=1e-9)
    else:
        assert found == expected


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_says_what_networkx_says_of_nothing(kind: type[nx.Graph[Any]], name: str) -> None:
    code = getattr(CALLS[name], "__code__", None)
    if code and "first" in code.co_names:
        pytest.skip("asks for the first node")
    found = plain(said(CALLS[name], held(kind())))
    assert found == plain(said(CALLS[name], kind()))


@pytest.mark.parametrize(
    "name", ["steps", "lengths", "lengths, all", "all, weighted", "length between"]
)
@pytest.mark.parametrize("graph", ["karate", "directed", "sparse"])
def test_whole_numbers_stay_whole(graph: str, name: str) -> None:
    expected = said(CALLS[name], GRAPHS[graph])
    found = said(CALLS[name], held(GRAPHS[graph]))
    assert types(found) == types(expected)


@pytest.mark.parametrize("graph", ["karate", "directed", "fractions"])
def test_hubs_and_authorities(graph: str) -> None:
    ours = held(GRAPHS[graph])
    hubs, authorities = nx.hits(ours)
    expected = nx.hits(GRAPHS[graph], backend="networkx")
    assert hubs == pytest.approx(expected[0], abs=1e-9)
    assert authorities == pytest.approx(expected[1], abs=1e-9)
    raw = nx.hits(ours, normalized=False, nstart=dict.fromkeys(hubs, 1))
    assert np.linalg.norm(list(raw[1].values())) == pytest.approx(1)


def test_hubs_and_authorities_of_hardly_anything() -> None:
    assert nx.hits(held(nx.Graph())) == ({}, {})
    with pytest.raises(ValueError, match="must be an integer"):
        nx.hits(held(nx.path_graph(1)))
    with pytest.raises(scipy.sparse.linalg.ArpackError):
        nx.hits(held(nx.empty_graph(3)))
    with pytest.raises(nx.PowerIterationFailedConvergence):
        nx.hits(held(nx.path_graph(50)), max_iter=1)


def test_published_values() -> None:
    florence = held(nx.florentine_families_graph())
    found = nx.betweenness_centrality(florence)
    assert found["Medici"] == pytest.approx(0.522, abs=5e-4)
    kite = held(nx.krackhardt_kite_graph())
    raw = nx.betweenness_centrality(kite, normalized=False)
    assert raw[7] == pytest.approx(14)
    karate = nx.eigenvector_centrality(held(nx.karate_club_graph()), tol=1e-9)
    assert karate[33] == pytest.approx(0.373, abs=5e-4)


@pytest.mark.parametrize("name", ["pagerank", "katz_centrality"])
@pytest.mark.parametrize("most", [1, FEW, FEW + 1, 500])
@pytest.mark.parametrize("tol", [1e-3, 1e-14])
def test_rows_turned_round_or_not_give_the_same_bits(name: str, most: int, tol: float) -> None:
    plain_graph = nx.gnp_random_graph(90, 0.08, seed=3, directed=True)
    fresh, turned = held(plain_graph), held(plain_graph)
    assert turned.into
    assert (fresh.knows_into, turned.knows_into) == (False, True)
    found = getattr(nx, name)
    alpha = {"pagerank": 0.85, "katz_centrality": 0.01}[name]

    def call(graph: Graph) -> Any:
        return found(graph, alpha=alpha, tol=tol, max_iter=most)

    first_time = said(call, fresh)
    assert first_time == said(call, turned)
    assert first_time == said(call, turned)
    assert fresh.knows_into == (tol == 1e-14 and most > FEW)


@pytest.mark.parametrize(
    "call",
    [
        lambda G: nx.single_source_shortest_path_length(G, "nobody"),
        lambda G: nx.single_target_shortest_path_length(G, "nobody"),
        lambda G: nx.single_source_dijkstra_path_length(G, "nobody"),
        lambda G: nx.dijkstra_path_length(G, "nobody", 0),
        lambda G: nx.shortest_path_length(G, 0, "nobody"),
        lambda G: nx.shortest_path_length(G, target="nobody"),
        lambda G: nx.closeness_centrality(G, "nobody"),
        lambda G: nx.has_path(G, 0, "nobody"),
    ],
)
def test_unknown_nodes_are_named(call: Callable[[Any], Any]) -> None:
    with pytest.raises(nx.NodeNotFound, match="nobody"):
        call(held(nx.path_graph(3)))


def test_what_cannot_be_asked() -> None:
    path = held(nx.path_graph(3))
    with pytest.raises(nx.NetworkXNoPath):
        nx.dijkstra_path_length(path, 0, "nobody")
    with pytest.raises(ValueError, match="must not be empty"):
        nx.multi_source_dijkstra_path_length(path, [])
    with pytest.raises(ValueError, match="not supported"):
        nx.shortest_path_length(path, method="guess")
    with pytest.raises(ValueError, match="not supported"):
        nx.average_shortest_path_length(path, method="guess")
    with pytest.raises(ZeroDivisionError):
        nx.pagerank(path, personalization={0: 0})
    with pytest.raises(nx.NetworkXError, match="zero values"):
        nx.eigenvector_centrality(path, nstart=dict.fromkeys(path, 0))
    with pytest.raises(nx.NetworkXError, match="every node"):
        nx.katz_centrality(path, beta={0: 1})
    with pytest.raises(nx.PowerIterationFailedConvergence):
        nx.katz_centrality(path, alpha=5.0, max_iter=20)
    with pytest.raises(ValueError, match=r"(?i)larger than population"):
        nx.betweenness_centrality(path, k=9)
    debts = nx.DiGraph([(0, 1, {"weight": 1}), (0, 2, {"weight": 2}), (2, 1, {"weight": -5})])
    with pytest.raises(ValueError, match="Contradictory"):
        nx.single_source_dijkstra_path_length(held(debts), 0)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.floats(0.02, 0.3), st.integers(0, 2**31))
def test_bounds_find_what_searching_everywhere_finds(n: int, density: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, density, seed=seed)
    graph = graph.subgraph(max(nx.connected_components(graph), key=len)).copy()
    graph = nx.convert_node_labels_to_integers(graph)
    ours = held(graph)
    far = nx.eccentricity(graph, backend="networkx")
    assert nx.diameter(ours) == max(far.values())
    assert nx.radius(ours) == min(far.values())
    assert nx.center(ours) == [v for v in far if far[v] == min(far.values())]
    assert nx.periphery(ours) == [v for v in far if far[v] == max(far.values())]
