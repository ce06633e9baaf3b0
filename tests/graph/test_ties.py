"""Ties from interactions: weights by hand, groups, decay, and the same in networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import DAY, tribe_members, tribe_rows
from tribe.graph import Interactions, MemberFact, Ties
from tribe.graph.columns import Row
from tribe.graph.dyads import Dyads, as_dyads


def ties_of(rows: list[Row], **options: float) -> Ties:
    return Ties.from_interactions(Interactions.from_rows(rows), **options)


def test_two_replies_of_today_and_a_month_ago() -> None:
    rows = [("a", "b", "reply", 0.0, 0), ("a", "b", "reply", 30 * DAY, 0)]
    ties = ties_of(rows)
    assert ties.weights.tolist() == pytest.approx([1.794], abs=5e-4)
    assert (ties.first[0], ties.last[0]) == (0, 30 * DAY)


def test_a_half_life_halves() -> None:
    rows = [("a", "b", "thanks", 0.0, 0)]
    assert ties_of(rows, now=90 * DAY).weights[0] == pytest.approx(1)
    assert ties_of(rows, now=90 * DAY, half_life=45 * DAY).weights[0] == pytest.approx(0.5)
    with pytest.raises(ValueError, match="positive"):
        ties_of(rows, half_life=0)


def test_a_gathering_ties_each_pair_both_ways() -> None:
    rows = [("a", "b", "co_attendance", 0.0, 3), ("b", "c", "co_attendance", 0.0, 3)]
    rows += [("a", "c", "co_attendance", 0.0, 3), ("c", "a", "co_attendance", 0.0, 3)]
    rows += [("a", "b", "co_hosting", 0.0, 2)]
    ties = ties_of(rows)
    assert len(ties) == 6
    assert ties.returned.all()
    assert dict(ties.of("a")) == {"b": 3.5, "c": 0.5}


def test_acts_towards_oneself_and_of_tomorrow_are_no_ties() -> None:
    rows = [("a", "a", "reply", 0.0, 0), ("a", "b", "reply", 9.0, 0), ("b", "a", "reply", 1.0, 0)]
    ties = ties_of(rows, now=5.0)
    assert len(ties) == 1
    assert ties.of("a") == []
    assert ties.of("b") == [("a", pytest.approx(1, abs=1e-5))]
    with pytest.raises(KeyError):
        ties.of("nobody")


def test_empty() -> None:
    ties = ties_of([])
    assert len(ties) == 0
    assert ties.undirected().n == 0
    alone = Ties.from_interactions(Interactions.from_rows([], [MemberFact("a")]))
    assert alone.indptr.tolist() == [0, 0]


def test_in_networkx_and_back() -> None:
    ties = Ties.from_interactions(Interactions.from_rows(tribe_rows(), tribe_members()))
    graph = ties.to_networkx()
    assert graph.number_of_edges() == len(ties)
    assert list(graph) == list(ties.members)
    dyads, back = ties.undirected(), as_dyads(graph)
    assert (dyads.u.tolist(), dyads.v.tolist()) == (back.u.tolist(), back.v.tolist())
    assert dyads.weights == pytest.approx(back.weights)
    again = Dyads.from_networkx(dyads.to_networkx())
    assert again.weights == pytest.approx(dyads.weights)


def test_dyads_of_any_networkx_graph() -> None:
    graph = nx.MultiDiGraph([("x", "y"), ("y", "x"), ("x", "x")])
    graph.add_node("z")
    dyads = as_dyads(graph)
    assert dyads.members == ("x", "y", "z")
    assert dyads.weights.tolist() == [2]
    assert dyads.degree.tolist() == [1, 1, 0]
    assert dyads.tied.tolist() == [True, True, False]
    assert len(as_dyads(nx.Graph())) == 0
    assert dyads.adjacency.toarray().sum() == 2


def test_only_some_members() -> None:
    interactions = Interactions.from_rows(tribe_rows(), tribe_members())
    ties = Ties.from_interactions(interactions)
    direct = Ties.from_interactions(interactions.without_brand(), ties.now)
    less = ties.without_brand()
    assert less.members == direct.members
    assert less.keys.tolist() == direct.keys.tolist()
    assert less.weights == pytest.approx(direct.weights)
    assert less.indptr.tolist() == direct.indptr.tolist()


ACTS = st.lists(
    st.tuples(
        st.sampled_from("abcde"),
        st.sampled_from("abcde"),
        st.sampled_from(["reply", "reaction", "co_attendance"]),
        st.integers(0, 400).map(lambda day: day * DAY),
        st.just(3),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(ACTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[Row], random: object) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = ties_of(rows), ties_of(shuffled)
    assert one.keys.tolist() == two.keys.tolist()
    assert one.weights.tolist() == two.weights.tolist()


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_weights_add_up_and_rows_are_well_formed(rows: list[Row]) -> None:
    ties = ties_of(rows, now=400 * DAY)
    assert (ties.weights > 0).all()
    assert (np.diff(ties.keys) > 0).all()
    assert ties.indptr[-1] == len(ties)
    assert (ties.first <= ties.last).all()
    assert (ties.sources != ties.targets).all()
    assert ties.undirected().weights.sum() == pytest.approx(ties.weights.sum())
