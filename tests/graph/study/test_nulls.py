"""What chance gives: same degrees, no loops, far from what was observed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.truth.worlds import World, talk_and_gatherings, threads_by_lot
from tribe.graph import Cancelled, Ties
from tribe.graph.data.dyads import Dyads
from tribe.graph.kernels.chance import State
from tribe.graph.study import nulls
from tribe.graph.study.nulls import Chance, Pass, closure_of, overlap_of, runs_for, tries_for
from tribe.graph.study.steps import Steps


def test_degrees_stay_and_ties_move(karate: nx.Graph) -> None:
    dyads = Dyads.from_networkx(karate)
    for u, v in Chance(dyads, seed=1).networks(5):
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


@pytest.mark.parametrize("large", [10, 10_000])
def test_one_answer_on_any_number_of_threads(
    karate: nx.Graph, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(nulls, "LARGE", large)
    dyads = Dyads.from_networkx(karate)
    tables = [
        np.array(list(vars(Chance(dyads, seed=6).statistics(21, threads=threads)).values()))
        for threads in (1, 2, 5)
    ]
    assert tables[0].shape == (5, 21)
    assert np.array_equal(tables[0], tables[1])
    assert np.array_equal(tables[0], tables[2])


@pytest.mark.parametrize("large", [10, 10_000])
@pytest.mark.parametrize("world", [threads_by_lot, talk_and_gatherings])
def test_acts_are_redrawn_alike_on_any_number_of_threads(
    world: World, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(nulls, "LARGE", large)
    talk = world(np.random.default_rng(1))
    dyads = Ties.from_interactions(talk).undirected()
    seen: list[int] = []

    def measured(threads: int) -> np.ndarray:
        chance = Chance.of(talk, dyads, seed=6)
        draws = Pass(chance, lambda held, state: chance.closed(chance.null.ends(held), state))
        return np.array(draws.made(0, 13, lambda: seen.append(1), threads))

    tables = [measured(threads) for threads in (1, 2, 5)]
    assert len(seen) == 3 * 13  # progress is told of each draw
    assert len(np.unique(tables[0][:, 0])) > 6
    assert np.array_equal(tables[0], tables[1])
    assert np.array_equal(tables[0], tables[2])


@pytest.mark.parametrize("large", [10, 10_000])
def test_a_draw_is_made_once_and_is_the_same_where_it_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(nulls, "LARGE", large)
    talk = talk_and_gatherings(np.random.default_rng(1))
    dyads = Ties.from_interactions(talk).undirected()
    passes: list[list[tuple[float, ...]]] = []
    for kept in (0, 13, 100):
        chance = Chance.of(talk, dyads, seed=6)
        monkeypatch.setattr(nulls, "KEPT", kept * chance.null.begun()[0].nbytes)
        assert chance.room == kept
        made: list[int] = []
        monkeypatch.setattr(chance.null, "moved", told_of(chance.null.moved, made))
        closed, grouped = Pass(chance, closure_and_core(chance)), Pass(chance, best_groups(chance))
        passes += [closed.made(0, 8) + closed.made(8, 13), grouped.made(0, 21)]
        assert len(made) == 21 + max(21 - kept, 0)
    assert passes[0] == passes[2] == passes[4]
    assert passes[1] == passes[3] == passes[5]


Measure = Callable[[nulls.Ends, State], tuple[float, ...]]


def closure_and_core(chance: Chance) -> Measure:
    return lambda columns, state: chance.closed(chance.null.ends(columns), state)


def best_groups(chance: Chance) -> Measure:
    return lambda columns, state: (chance.grouped(chance.null.ends(columns), state),)


def told_of(
    moved: Callable[[nulls.Ends, int, State], None], made: list[int]
) -> Callable[[nulls.Ends, int, State], None]:
    """The same, and it is noted how often."""

    def noted(columns: nulls.Ends, times: int, state: State) -> None:
        made.append(times)
        moved(columns, times, state)

    return noted


@pytest.mark.parametrize("large", [10, 10_000])
def test_it_stops_when_asked(karate: nx.Graph, monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr(nulls, "LARGE", large)
    told: list[int] = []
    steps = Steps(200, lambda done, total, label: told.append(done), lambda: len(told) == 11)
    with pytest.raises(Cancelled):
        Chance(Dyads.from_networkx(karate), seed=6).statistics(200, lambda: steps.advance("nulls"))
    assert told == list(range(1, 12))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 25), st.floats(0.0, 0.9), st.integers(0, 999))
def test_closure_is_that_of_networkx(n: int, p: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed)
    dyads = Dyads.from_networkx(graph)
    found = closure_of(dyads.n, dyads.v, dyads.u)
    assert found.triangles.tolist() == list(nx.triangles(graph).values())
    shared = [len(list(nx.common_neighbors(graph, *pair))) for pair in graph.edges()]
    assert found.shared.tolist() == shared
    if any(degree > 1 for _, degree in graph.degree()):
        assert found.transitivity == pytest.approx(nx.transitivity(graph), abs=1e-12)
        assert found.average_clustering == pytest.approx(nx.average_clustering(graph), abs=1e-12)
        known = overlap_of(dyads, found.shared)
        assert found.overlap == pytest.approx(known[np.isfinite(known)].mean(), abs=1e-12)
    else:
        assert np.isnan([found.transitivity, found.average_clustering, found.overlap]).all()


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
    assert [tries_for(m) for m in (0, 78, 3_000, 190_000)] == [10, 10, 3, 1]
    assert [runs_for(m) for m in (0, 78, 1_500, 190_000)] == [10, 10, 3, 2]


@pytest.mark.parametrize("large", [10, 10_000])
def test_groups_of_a_draw_are_searched_for_once_and_are_the_same_where_they_are_not_kept(
    monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(nulls, "LARGE", large)
    talk = talk_and_gatherings(np.random.default_rng(1))
    dyads = Ties.from_interactions(talk).undirected()
    found, searches = nulls.Groups.found, list[int]()

    def counted(groups: nulls.Groups, *given: Any) -> Any:
        searches.append(1)
        return found(groups, *given)

    monkeypatch.setattr(nulls.Groups, "found", counted)
    answers = list[list[tuple[list[int], float]]]()
    for kept, times in ((0, 18), (3, 15), (100, 9)):
        chance = Chance.of(talk, dyads, seed=6)
        monkeypatch.setattr(nulls, "KEPT", kept * chance.null.begun()[0].nbytes)
        searches.clear()
        for _ in range(2):
            made = Pass(chance, groups_of(chance)).made(0, 9, threads=1)
            answers.append([(labels.tolist(), score) for labels, score in made])
        assert len(searches) == times * tries_for(len(dyads))
    assert all(answer == answers[0] for answer in answers)
    assert len({score for _, score in answers[0]}) > 6


def groups_of(chance: Chance) -> Callable[[nulls.Ends, State], tuple[np.ndarray, float]]:
    return lambda columns, state: chance.groups(lambda: chance.null.ends(columns), state)
