"""Ties from interactions: weights by hand, groups, decay, and the same in networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import DAY, tribe_members, tribe_rows
from tribe.graph import Interactions, MemberFact, Ties
from tribe.graph.data.columns import Row
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.data.kinds import CODES, KINDS
from tribe.graph.data.members import Labels


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
    assert ties.mutual.all()
    assert dict(ties.of("a")) == {"b": 3.5, "c": 0.5}


def test_pairs_are_laid_together_alike_in_few_ties_and_in_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(3)
    ends = rng.integers(0, 40, (900, 2)).tolist()
    rows = [(f"m{a}", f"m{b}", "reply", float(at), 0) for at, (a, b) in enumerate(ends)]
    few, many = ties_of(rows), ties_of(rows)
    one, mutual = few.undirected(), few.mutual
    monkeypatch.setattr("tribe.graph.data.ties.LARGE", 0)
    other = many.undirected()
    for name in ("u", "v", "weights"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert np.array_equal(mutual, many.mutual)
    graph = few.to_networkx()
    assert mutual.tolist() == [
        graph.has_edge(few.members[u], few.members[v])
        and graph.has_edge(few.members[v], few.members[u])
        for u, v in zip(one.u, one.v, strict=True)
    ]


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


def test_acts_are_counted_by_kind() -> None:
    rows = [("a", "b", "reply", 0.0, 0)] * 300 + [("a", "b", "thanks", 0.0, 0)]
    rows += [("b", "a", "co_hosting", 1.0, 2), ("a", "b", "co_hosting", 1.0, 2)]
    ties = ties_of(rows)
    assert ties.kinds.dtype == np.uint16
    there = dict(zip(KINDS, ties.kinds[0].tolist(), strict=True))
    assert (there["reply"], there["thanks"], there["co_hosting"]) == (300, 1, 1)
    assert ties.kinds[1].tolist() == [
        int(code == CODES["co_hosting"]) for code in range(len(KINDS))
    ]
    with pytest.raises(ValueError, match="read-only"):
        ties.kinds[0, 0] = 1


def same(one: Ties, other: Ties) -> None:
    """The same ties, whatever the order of the members."""
    assert set(one.members) == set(other.members)
    rank = np.argsort(np.argsort(np.array(one.members, dtype=str)))
    other_rank = np.argsort(np.argsort(np.array(other.members, dtype=str)))
    n = len(rank)
    order = np.argsort(rank[one.sources] * n + rank[one.targets])
    other_order = np.argsort(other_rank[other.sources] * n + other_rank[other.targets])
    assert np.array_equal(rank[one.targets][order], other_rank[other.targets][other_order])
    assert np.array_equal(rank[one.sources][order], other_rank[other.sources][other_order])
    assert one.weights[order] == pytest.approx(other.weights[other_order], rel=1e-12, abs=0)
    for column in ("first", "last", "kinds"):
        mine, theirs = getattr(one, column)[order], getattr(other, column)[other_order]
        assert np.array_equal(mine, theirs), column
    assert one.together.tolist() == other.together.tolist()
    assert (one.now, one.half_life) == (other.now, other.half_life)


MIXED = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "7", "12", "é"]),
        st.sampled_from(["a", "b", "7", "12", "é"]),
        st.sampled_from([str(kind) for kind in KINDS]),
        st.integers(0, 4000).map(lambda day: day * DAY / 7) | st.sampled_from([0.0, DAY]),
        st.sampled_from([0, 2, 3]),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(MIXED, min_size=1, max_size=4), st.integers(0, 900))
def test_updating_equals_building_anew(parts: list[list[Row]], later: int) -> None:
    """In any number of steps, in any order of time, acts done together told twice or not."""
    moments = np.maximum.accumulate([max((row[3] for row in part), default=0.0) for part in parts])
    ties = ties_of(parts[0], now=moments[0])
    for part, moment in zip(parts[1:], moments[1:], strict=True):
        ties = ties.updated(Interactions.from_rows(part), moment)
    now = float(moments[-1]) + later * DAY
    ties = ties.updated(Interactions.from_rows([]), now)
    same(ties, ties_of([row for part in parts for row in part], now=now))


def test_updating_knows_members_by_id_however_they_are_kept() -> None:
    early = Interactions.from_rows([("7", "12", "co_hosting", 0.0, 2)])
    late = [("7", "12", "co_hosting", 0.0, 2), ("12", "7", "reply", DAY, 0)]
    new = Interactions.from_rows(late, [MemberFact("12", brand=True)])
    numbered = Interactions(
        Labels(np.array([7, 12])), np.zeros(2, bool), np.full(2, np.nan), *columns(early)
    )
    ties = Ties.from_interactions(numbered).updated(new)
    assert list(ties.members) == ["7", "12"]
    assert ties.brand.tolist() == [False, True]
    same(ties, Ties.from_interactions(Interactions.join([early, new])))


def columns(talk: Interactions) -> tuple[np.ndarray, ...]:
    place = np.argsort([int(name) for name in talk.members]).argsort().astype(np.int32)
    return (place[talk.source], place[talk.target], talk.kind, talk.at, talk.group_size)


def test_what_decayed_is_not_taken_back() -> None:
    ties = ties_of([("a", "b", "reply", 9 * DAY, 0)])
    with pytest.raises(ValueError, match="earlier"):
        ties.updated(Interactions.from_rows([]), 8 * DAY)
    left_out = Interactions.from_rows([("a", "b", "reply", 20 * DAY, 0)])
    assert ties.updated(left_out, 10 * DAY).kinds.sum() == 1
    assert ties.updated(left_out).now == 20 * DAY


def test_updating_after_some_members_left() -> None:
    rows = [("a", "b", "co_hosting", 0.0, 3), ("b", "c", "co_hosting", 0.0, 3)]
    ties = ties_of(rows).only(np.array([True, True, False]))
    again = ties.updated(Interactions.from_rows(rows[:1]))
    assert again.kinds.sum() == 2
    assert again.members == ("a", "b")
