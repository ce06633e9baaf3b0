"""What chance gives: same degrees, no loops, far from what was observed."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tribe.graph import nulls
from tribe.graph.dyads import Dyads
from tribe.graph.nulls import Chance, tries_for


def test_degrees_stay_and_ties_move(karate: nx.Graph) -> None:
    dyads = Dyads.from_networkx(karate)
    for network in Chance(dyads, seed=1).networks(5):
        u, v = network.edges()
        again = Dyads.from_pairs(dyads.members, u, v)
        assert len(again) == len(dyads)  # no loops, no doubles
        assert again.degree.tolist() == dyads.degree.tolist()
        kept = set(zip(dyads.u, dyads.v, strict=True)) & set(zip(again.u, again.v, strict=True))
        assert len(kept) < 0.6 * len(dyads)


def test_same_seed_same_chance(karate: nx.Graph) -> None:
    dyads = Dyads.from_networkx(karate)
    one, two = (Chance(dyads, seed=4).statistics(5) for _ in range(2))
    other = Chance(dyads, seed=5).statistics(5)
    assert one.modularity.tolist() == two.modularity.tolist()
    assert one.transitivity.tolist() != other.transitivity.tolist()


def test_the_chain_of_large_networks_says_the_same(
    karate: nx.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    dyads = Dyads.from_networkx(karate)
    anew = Chance(dyads, seed=1).statistics(400)
    monkeypatch.setattr(nulls, "LARGE", 10)
    chain = Chance(dyads, seed=2).statistics(400)
    for one, other in (
        (anew.transitivity, chain.transitivity),
        (anew.modularity, chain.modularity),
        (anew.overlap, chain.overlap),
    ):
        assert one.mean() == pytest.approx(other.mean(), abs=4 * one.std() / np.sqrt(400) * 1.5)
        assert one.std() == pytest.approx(other.std(), rel=0.2)
    lag = np.corrcoef(chain.transitivity[1:], chain.transitivity[:-1])[0, 1]
    assert abs(lag) < 0.2


def test_a_network_without_ties_has_no_chance() -> None:
    drawn = Chance(Dyads.from_networkx(nx.empty_graph(3)), seed=0).statistics(4)
    assert np.isnan(drawn.transitivity).all()


def test_effort_is_bounded() -> None:
    assert [tries_for(m) for m in (0, 78, 3_000, 190_000)] == [10, 10, 6, 1]
