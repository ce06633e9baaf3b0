"""Circles where there are some, and none where there are none."""

from __future__ import annotations

import networkx as nx
import pytest

from tests.graph.conftest import rows_of, tribe_evidence
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.measures.cohesion.groups import WIDEST


def measured(graph: nx.Graph, nulls: int = 99) -> Result:
    evidence = Evidence(Interactions.from_rows(rows_of(graph)))
    return measure_all(evidence, nulls=nulls, bootstraps=0)["C5"]


def test_karate(karate: nx.Graph) -> None:
    found = measured(karate, nulls=200)
    assert found.value == pytest.approx(0.4198, abs=5e-5)
    assert found.null_model is not None
    assert found.null_model.mean == pytest.approx(0.302, abs=0.006)
    assert found.null_model.sd == pytest.approx(0.015, abs=0.004)
    assert found.null_model.p < 0.05


def test_a_random_network_has_modularity_but_no_circles() -> None:
    found = measured(nx.gnm_random_graph(1000, 3000, seed=4))
    # Louvain gives about .394 here, the best of fifty runs of Leiden a little more
    assert found.value == pytest.approx(0.41, abs=0.02)
    assert found.null_model is not None
    assert found.null_model.p > 0.05
    assert "No evidence of circles" in found.reading.said_in("en")
    assert "Rien n’indique des cercles" in found.reading.said_in("fr")


def test_a_ring_of_cliques_is_thirty_circles() -> None:
    found = measured(nx.ring_of_cliques(30, 5))
    assert found.null_model is not None
    assert found.value is not None
    assert found.null_model.p < 0.05
    # thirty circles give .8758, fifteen pairs of cliques .8879: the resolution limit
    # of Fortunato and Barthélemy 2007
    assert 0.8758 < found.value < 0.8880
    assert found.detail["stability"] > 0.8


def test_planted_circles_are_found_and_shown_safely() -> None:
    found = measure_all(tribe_evidence(), nulls=99, bootstraps=100)["C5"]
    assert found.null_model is not None
    assert found.null_model.p < 0.05
    assert found.detail["circles"] == 5
    assert found.detail["sizes"] == [10] * 5  # twelve, rounded to five
    mixing = found.detail["mixing"]
    assert all(mixing[a][b] == mixing[b][a] for a in range(5) for b in range(5))
    assert all(mixing[a][a] is not None for a in range(5))
    assert "5 circles" in found.reading.said_in("en")
    assert "5 cercles" in found.reading.said_in("fr")


def test_what_few_persons_share_is_not_counted_out() -> None:
    two = nx.disjoint_union(nx.complete_graph(15), nx.complete_graph(15))
    two.add_edges_from([(0, 15), (1, 16)])
    mixing = measured(two).detail["mixing"]
    assert mixing == [[105, None], [None, 105]]
    two.add_edges_from((place, place + 15) for place in range(2, 6))
    mixing = measured(two).detail["mixing"]
    assert mixing == [[105, 5], [5, 105]]


def test_as_many_circles_mix_as_a_table_can_show() -> None:
    ring = measured(nx.connected_caveman_graph(30, 12))
    assert ring.detail["circles"] == 30
    assert [len(row) for row in ring.detail["mixing"]] == [WIDEST] * WIDEST
