"""Uptake against published values and networkx, and that nobody is ranked in public."""

from __future__ import annotations

import json

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import START, rows_of, tribe_evidence
from tribe.graph import Evidence, Interactions
from tribe.graph.data.ties import Ties
from tribe.graph.kernels import chance
from tribe.graph.measures.influence.uptake import I1, WAYS, _rows, place_of, uptake
from tribe.graph.study.register import Finding
from tribe.graph.study.study import Study


def test_karate(karate: nx.Graph) -> None:
    found = uptake(karate)
    assert found is not None
    assert found.leading_value == pytest.approx(6.726, abs=5e-4)
    assert found.eigenvector[33] == pytest.approx(0.373, abs=5e-4)
    assert np.argmax(found.eigenvector) == 33


def test_a_path_of_three_by_katz() -> None:
    found = uptake(nx.path_graph(3), alpha=0.5, beta=1.0)
    assert found is not None
    assert found.katz / found.katz[0] * 3 == pytest.approx([3, 4, 3])
    assert np.linalg.norm(found.katz) == pytest.approx(1)


@settings(max_examples=30, deadline=None)
@given(st.integers(4, 20), st.integers(0, 200))
def test_the_same_as_networkx(n: int, seed: int) -> None:
    graph = nx.gnp_random_graph(n, 0.4, seed=seed, directed=True)
    nx.add_cycle(graph, range(n))  # one strong piece: each way has one answer
    nx.add_cycle(graph, range(3))
    found = uptake(graph, alpha=0.05)
    assert found is not None
    plain = nx.DiGraph(graph.edges)
    order = list(graph)
    ranks = nx.pagerank(plain, tol=1e-13, max_iter=1000)
    assert found.pagerank == pytest.approx([ranks[v] for v in order], abs=1e-9)
    katz = nx.katz_centrality(plain, alpha=0.05, tol=1e-13)
    assert found.katz == pytest.approx([katz[v] for v in order], abs=1e-9)
    leading = nx.eigenvector_centrality(plain, max_iter=5000, tol=1e-13)
    assert found.eigenvector == pytest.approx([leading[v] for v in order], abs=1e-7)
    matrix = nx.to_numpy_array(graph, nodelist=order)
    back = matrix @ found.authorities
    again = matrix.T @ back
    assert again / again.sum() == pytest.approx(found.authorities, abs=1e-6)
    assert found.authorities.sum() == pytest.approx(1)


def test_weights_count_and_nobody_has_none() -> None:
    rows = [("a", "b", "reply", START, 0)] * 3 + [("a", "c", "reply", START, 0)]
    rows += [("b", "a", "reply", START, 0), ("c", "a", "reply", START, 0)]
    ties = Ties.from_interactions(Interactions.from_rows(rows))
    found = uptake(ties)
    assert found is not None
    for way in WAYS:
        score = getattr(found, way)
        assert score[1] > score[2]
    ranks = nx.pagerank(ties.to_networkx(), tol=1e-13, max_iter=1000)
    assert found.pagerank == pytest.approx(list(ranks.values()), abs=1e-9)
    assert uptake(nx.empty_graph(3)) is None
    assert uptake(nx.Graph([(0, 0)])) is None


def test_who_is_drawn_twice_counts_twice() -> None:
    graph = nx.gnp_random_graph(9, 0.5, seed=3, directed=True)
    rows = _rows(graph)
    assert rows is not None
    times = chance.drawn(chance.state(1, 1), 9)
    found = rows.uptake(times, 0.01, 1.0)
    copies = [(v, k) for v in range(9) for k in range(times[v])]
    copied = nx.DiGraph()
    copied.add_nodes_from(copies)
    copied.add_edges_from(
        (a, b) for a in copies for b in copies if graph.has_edge(a[0], b[0]) and a[0] != b[0]
    )
    ranks = nx.pagerank(copied, tol=1e-13, max_iter=1000)
    katz = nx.katz_centrality(copied, 0.01, tol=1e-13, normalized=False)
    there = [v for v in range(9) if times[v]]
    assert found.pagerank[there] == pytest.approx([ranks[v, 0] for v in there], abs=1e-9)
    own = found.katz[there] / found.katz[there[0]]
    assert own == pytest.approx([katz[v, 0] / katz[there[0], 0] for v in there], abs=1e-9)
    known = nx.hits(copied, max_iter=1000, tol=1e-13)[1]
    shares = found.authorities[there] / found.authorities[there].max()
    assert shares == pytest.approx([known[v, 0] / max(known.values()) for v in there], abs=1e-6)
    assert np.isnan(found.pagerank[[v for v in range(9) if not times[v]]]).all()


def found_in(graph: nx.DiGraph) -> Finding:
    evidence = Evidence(Interactions.from_rows(rows_of(graph)))
    return I1.compute(Study(evidence, bootstraps=100))


def test_chance_ties_give_no_firm_ranks_and_a_clear_order_does() -> None:
    loose = found_in(nx.gnp_random_graph(80, 0.06, seed=1, directed=True))
    clear = nx.DiGraph((a, b) for a in range(60) for b in range(a) if (a + b) % 3)
    firm = found_in(clear)
    assert loose.value is not None
    assert firm.value is not None
    assert firm.value < 0.3 < 0.4 < loose.value < 1
    assert set(firm.detail["widths"]) == set(WAYS)
    assert min(loose.detail["widths"].values()) > 0.3
    assert firm.detail["agreement"] > loose.detail["agreement"]
    assert "no list to publish" in I1.read(loose).said_in("en")
    assert "rangs près sur 100" in I1.read(loose).said_in("fr")


def test_a_member_sees_their_own_place() -> None:
    rows = [(f"m{n}", "loved", "thanks", START, 0) for n in range(20)]
    rows += [("loved", "m0", "reply", START, 0)]
    ties = Ties.from_interactions(Interactions.from_rows(rows))
    first, last = place_of(ties, "loved"), place_of(ties, "m7")
    assert first is not None
    assert last is not None
    assert first[0] <= first[1] < 0.3 < last[1] <= 1
    assert place_of(ties, "loved", seed=2, bootstraps=50) != first
    with pytest.raises(KeyError):
        place_of(ties, "nobody")
    with pytest.raises(ValueError, match="no way"):
        place_of(ties, "loved", way="followers")
    alone = Interactions.from_rows([("a", "a", "reply", START, 0)])
    assert place_of(Ties.from_interactions(alone), "a") is None


def test_nothing_of_persons_is_published() -> None:
    assert I1.privacy == "P0"
    finding = I1.compute(Study(tribe_evidence(), bootstraps=20))
    assert set(finding.detail) == {"widths", "agreement"}
    assert len(json.dumps(dict(finding.detail))) < 300


def test_without_bootstraps_nothing_is_said() -> None:
    assert I1.compute(Study(tribe_evidence(), bootstraps=0)).value is None
