"""Betweenness: published values, networkx, and how sure a sample is."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import rows_of
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, Result
from tribe.graph.data.dyads import Dyads
from tribe.graph.measures.roles import betweenness as measure
from tribe.graph.measures.roles.betweenness import betweenness


def measured(graph: nx.Graph, seed: int = 0) -> Result:
    evidence = Evidence(Interactions.from_rows(rows_of(graph)))
    return alone("R3", evidence, nulls=0, bootstraps=0, seed=seed)


def test_the_medici() -> None:
    graph = nx.florentine_families_graph()
    found = dict(zip(graph, betweenness(graph), strict=True))
    assert found["Medici"] == pytest.approx(0.522, abs=5e-4)
    assert max(found, key=lambda name: found[name]) == "Medici"


def test_heather_in_the_kite() -> None:
    assert betweenness(nx.krackhardt_kite_graph(), normalized=False)[7] == pytest.approx(14)


@pytest.mark.parametrize(
    "graph",
    [nx.karate_club_graph(), nx.gnp_random_graph(50, 0.05, seed=1), nx.path_graph(1), nx.Graph()],
    ids=str,
)
def test_as_networkx_has_it(graph: nx.Graph) -> None:
    expected = nx.betweenness_centrality(graph, backend="networkx")
    assert betweenness(graph) == pytest.approx(list(expected.values()), abs=1e-9)
    raw = nx.betweenness_centrality(graph, normalized=False, backend="networkx")
    assert betweenness(graph, normalized=False) == pytest.approx(list(raw.values()), abs=1e-9)


def test_samples_hit_the_truth_on_average() -> None:
    graph = nx.barabasi_albert_graph(200, 3, seed=5)
    exact = betweenness(graph)
    samples = np.array([betweenness(graph, k=40, seed=seed) for seed in range(40)])
    assert samples.mean(axis=0)[:10] == pytest.approx(exact[:10], rel=0.15)
    assert not np.array_equal(samples[0], samples[1])
    assert np.array_equal(samples[0], betweenness(graph, k=40, seed=0))
    assert np.array_equal(betweenness(graph, k=1000), exact)


def test_a_star_goes_by_its_centre_and_a_ring_by_all_alike() -> None:
    star = nx.star_graph(60)
    star.add_edge(1, 2)
    assert measured(star).value == pytest.approx(1)
    ring = measured(nx.circulant_graph(60, [1, 2]))
    assert ring.value == pytest.approx(0.1)
    assert ring.interval is None
    assert ring.detail["sampled"] is False
    assert ring.reading.said_in("en") == (
        "The tenth of members who most often stand between others lie on the way of 10 of 100 "
        "passages."
    )


def test_where_all_know_all_nobody_stands_between() -> None:
    assert not measured(nx.complete_graph(31)).enough


def test_beyond_some_members_it_is_sampled_and_says_how_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = nx.barabasi_albert_graph(800, 3, seed=2)
    exact = measured(graph)
    monkeypatch.setattr(measure, "EXACT", 500)
    assert exact.value is not None
    inside = 0
    for seed in range(12):
        found = measured(graph, seed)
        assert found.detail["sampled"] is True
        assert found.value == pytest.approx(exact.value, abs=0.02)
        assert found.interval is not None
        inside += found.interval[0] <= exact.value <= found.interval[1]
    assert inside >= 8


def test_the_longer_a_walk_the_fewer_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    dyads = Dyads.from_networkx(nx.path_graph(501))
    monkeypatch.setattr(measure, "BUDGET", 1_000 * measure.PIVOTS)
    assert measure._pivots(dyads) == measure.PIVOTS
    monkeypatch.setattr(measure, "BUDGET", 1_000 * 170)
    assert measure._pivots(dyads) == 160
    monkeypatch.setattr(measure, "BUDGET", 0)
    assert measure._pivots(dyads) == measure.FEWEST
