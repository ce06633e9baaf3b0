"""Tribes drawn anew: as networkx measures them, as often as they should be, on any threads."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import tribe_evidence
from tribe.graph import Cancelled, Ties, kernels
from tribe.graph.data.dyads import Dyads
from tribe.graph.measures.cohesion.centralisation import degree_centralisation
from tribe.graph.measures.equality.equality import absence_factor, gini
from tribe.graph.study.bootstraps import (
    Resampled,
    autonomies,
    holdings,
    reciprocities,
    resampled,
    until_known,
)
from tribe.graph.study.circles import circles
from tribe.graph.study.parallel import replicates, stream
from tribe.graph.study.steps import Steps

bootstrap, chance = kernels.bootstrap, kernels.chance


def plain(n: int, u: np.ndarray, v: np.ndarray) -> nx.Graph:
    graph = nx.empty_graph(n)
    graph.add_edges_from(zip(u.tolist(), v.tolist(), strict=True))
    return graph


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 25), st.floats(0.0, 0.9), st.integers(0, 999))
def test_copies_are_tied_as_their_members_are(n: int, p: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed)
    dyads = Dyads.from_networkx(graph)
    whose, u, v = bootstrap.copied(n, dyads.u, dyads.v, chance.state(seed, 0))
    drawn = plain(n, u, v)
    assert len(u) == drawn.number_of_edges()
    assert nx.number_of_selfloops(drawn) == 0
    for one in range(n):
        for other in range(one):
            if whose[one] != whose[other]:
                tied = graph.has_edge(int(whose[one]), int(whose[other]))
                assert drawn.has_edge(one, other) == tied
    found = bootstrap.centralisation(n, u, v)
    wanted = degree_centralisation(drawn)
    assert np.isnan(found) if wanted is None else found == pytest.approx(wanted, abs=1e-12)
    labels = (np.arange(n) % 3).astype(np.int32)
    if len(u):
        groups = [{k for k in range(n) if whose[k] % 3 == group} for group in range(3)]
        score = bootstrap.modularity(u, v, whose, labels)
        assert score == pytest.approx(nx.community.modularity(drawn, groups), abs=1e-12)


def test_copies_of_one_member_are_tied_as_often_as_any_two() -> None:
    dyads = Dyads.from_networkx(nx.gnp_random_graph(40, 0.3, seed=1))
    density = len(dyads) / (40 * 39 / 2)
    own, tied = 0, 0
    for number in range(2_000):
        whose, u, v = bootstrap.copied(40, dyads.u, dyads.v, chance.state(1, number))
        counts = np.bincount(whose)
        own += int((counts * (counts - 1) // 2).sum())
        tied += np.count_nonzero(whose[u] == whose[v])
    assert tied / own == pytest.approx(density, abs=4 * np.sqrt(density * (1 - density) / own))


def test_the_spread_is_rather_too_wide_than_too_narrow() -> None:
    # members of a large tribe, sampled: the bootstrap of one sample tells how samples differ
    tribe = nx.stochastic_block_model([300, 300], [[0.2, 0.03], [0.03, 0.2]], seed=2)
    rng = np.random.default_rng(5)
    values, spreads = list[float](), list[float]()
    for number in range(60):
        sample = tribe.subgraph(rng.choice(600, 120, replace=False).tolist())
        dyads = Dyads.from_networkx(nx.convert_node_labels_to_integers(sample))
        values.append(nx.transitivity(sample, backend="networkx"))
        if number < 10:
            drawn = resampled(dyads, np.zeros(120, dtype=np.int64), 200, seed=number)
            spreads.append(float(drawn.transitivity.std()))
    assert 1 < np.mean(spreads) / np.std(values) < 3


@pytest.mark.parametrize("threads", [2, 5])
def test_one_answer_on_any_number_of_threads(karate: nx.Graph, threads: int) -> None:
    dyads, labels = Dyads.from_networkx(karate), circles(karate).labels

    def table(threads: int) -> list[list[float]]:
        drawn = resampled(dyads, labels, 40, seed=3, threads=threads)
        return [column.tolist() for column in vars(drawn).values()]

    assert table(1) == table(threads)
    assert len(table(1)) == len(Resampled.__dataclass_fields__) == 5


def test_it_stops_when_asked(karate: nx.Graph) -> None:
    steps = Steps(90, cancelled=lambda: steps.done == 7)
    with pytest.raises(Cancelled):
        resampled(
            Dyads.from_networkx(karate),
            np.zeros(34, dtype=np.int64),
            90,
            0,
            lambda: steps.advance("C2"),
        )
    assert steps.done == 7


def test_loners_have_no_circle() -> None:
    graph = nx.Graph([(0, 1), (1, 2), (0, 2)])
    graph.add_nodes_from(range(3, 9))
    found = resampled(Dyads.from_networkx(graph), np.array([0] * 3 + [-1] * 6), 50, seed=1)
    assert np.nanmax(found.modularity) <= 1
    assert resampled(Dyads.from_networkx(nx.empty_graph(2)), np.array([-1, -1]), 3, 0).core.tolist()


def test_returned_ties_of_copies() -> None:
    ties = Ties.from_interactions(tribe_evidence().measured.dyadic(), 1_720_000_000.0)
    n, draw = len(ties.members), reciprocities(ties)
    arcs = set(zip(ties.sources.tolist(), ties.targets.tolist(), strict=True))
    pairs = n * (n - 1) / 2
    density, own_ties = len({tuple(sorted(arc)) for arc in arcs}) / pairs, 0.0
    for number in range(20):
        found = draw(stream(9, number))
        whose = np.repeat(np.arange(n), chance.drawn(stream(9, number), n)).tolist()
        copies = {(a, b) for a in range(n) for b in range(n) if (whose[a], whose[b]) in arcs}
        known = sum((b, a) in copies for a, b in copies) / len(copies)
        own = sum(whose[a] == whose[b] for a in range(n) for b in range(a))
        own_ties += own * density
        # what copies of one member add is drawn, but is little
        assert found == pytest.approx(known, abs=3 * (own * density + 3) / len(copies))
    assert own_ties > 0


def test_the_brand_stays_when_members_are_drawn() -> None:
    tribe = nx.Graph([(0, leaf) for leaf in range(1, 7)] + [(1, 2), (2, 3)])
    dyads = Dyads.from_networkx(tribe)
    marked = Dyads(dyads.members, np.arange(7) == 0, dyads.u.copy(), dyads.v.copy(), dyads.weights)
    drawn = np.array(replicates(autonomies(marked), 4_000, seed=1))
    # six ties to the brand always; of members' pairs, 2/15 tied, and 15 pairs of copies
    shares = drawn[np.isfinite(drawn)]
    among = shares / (1 - shares) * 6
    assert among == pytest.approx(np.rint(among), abs=1e-9)
    assert among.mean() == pytest.approx(15 * 2 / 15, abs=0.08)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 100).map(lambda x: round(x, 3)), min_size=1, max_size=30),
    st.integers(0, 99),
)
def test_holdings_of_those_drawn(amounts: list[float], seed: int) -> None:
    found, few = holdings(np.array(amounts))(stream(seed, 0))
    times = chance.drawn(stream(seed, 0), len(amounts))
    drawn = np.repeat(np.sort(amounts), times)
    wanted = gini(drawn)
    if wanted is None:
        assert np.isnan([found, few]).all()
    else:
        assert found == pytest.approx(wanted, abs=1e-9)
        assert few == absence_factor(drawn)


def test_draws_end_when_the_spread_is_known() -> None:
    rng = np.random.default_rng(4)
    for kind, least, most in (("normal", 100, 300), ("laplace", 200, 900), ("cauchy", 1000, 1000)):
        numbers = getattr(rng, f"standard_{kind}" if kind != "laplace" else kind)(size=1000)
        asked: list[tuple[int, int]] = []

        def make(
            first: int, many: int, numbers: np.ndarray = numbers, asked: list[Any] = asked
        ) -> list[float]:
            asked.append((first, many))
            return numbers[first : first + many].tolist()

        drawn = until_known(make, 1000)
        assert drawn == numbers[: len(drawn)].tolist()
        assert least <= len(drawn) <= most
        assert asked == [(first, 100) for first in range(0, len(drawn), 100)]
    assert len(until_known(lambda first, many: [(1.0, np.nan)] * many, 1000)) == 100
    assert until_known(lambda first, many: [0.5] * many, 30) == [0.5] * 30
    assert until_known(lambda first, many: [0.5] * many, 0) == []


def test_an_early_end_hardly_moves_an_interval() -> None:
    rng = np.random.default_rng(5)
    whole = rng.normal(size=(400, 1000))
    early = [
        np.std(until_known(lambda first, many, row=row: row[first : first + many].tolist(), 1000))
        for row in whole
    ]
    # not narrower than all draws would make it, and rarely a tenth off
    assert np.mean(early) == pytest.approx(whole.std(axis=1).mean(), rel=0.01)
    assert np.mean(np.abs(np.array(early) - 1) < 0.12) > 0.95
