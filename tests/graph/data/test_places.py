"""What stays and what moves when chance says who turned to whom."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tribe.graph import Interactions, MemberFact
from tribe.graph.data.columns import Row
from tribe.graph.data.places import FEWEST_ACTS, Places, is_dated
from tribe.graph.data.ties import HALF_LIFE, Ties
from tribe.graph.study.parallel import stream

Table = tuple[tuple[int, int], ...]


def tribe(seed: int, members: int = 20, acts: int = 150) -> Interactions:
    """Members who join over time, turn to anyone there, and gather now and then."""
    rng = np.random.default_rng(seed)
    joined = np.sort(rng.random(members)) * 60 * DAY
    joined[:6] = 0
    rows: list[Row] = []
    for _ in range(acts):
        at = float(rng.random()) * 100 * DAY
        one, other = rng.choice(np.flatnonzero(joined <= at), 2, replace=False)
        rows.append((f"m{one:02}", f"m{other:02}", "reply", START + at, 0))
    for week in range(12):
        at = (week * 8 + 1) * DAY
        there = rng.choice(np.flatnonzero(joined <= at), 4, replace=False)
        for a, b in combinations(sorted(there.tolist()), 2):
            rows.append((f"m{a:02}", f"m{b:02}", "co_attendance", START + at, 4))
    facts = [MemberFact(f"m{n:02}", False, START + float(joined[n])) for n in range(members)]
    return Interactions.from_rows(rows, facts)


def moved(places: Places, seed: int, times: int = 20) -> np.ndarray:
    holder = places.holder.copy()
    places.exchange(holder, times, stream(seed, 0))
    return holder


def told(places: Places, holder: np.ndarray) -> dict[str, Counter[object]]:
    """What each member did and was turned to, with how many, and where they were."""
    direct = places.group_size == 0
    source, target = holder[places.source], holder[places.target]
    begun, gatherings = 2 * places.ties or 2 * np.count_nonzero(direct), places.context
    ties = {frozenset(pair) for pair in zip(source[direct], target[direct], strict=True)}
    return {
        "does": Counter(source[direct].tolist()),
        "gets": Counter(target[direct].tolist()),
        "ties": Counter(member for pair in ties for member in pair),
        "attends": Counter(holder[begun:].tolist()),
        "sizes": Counter(gatherings[begun:].tolist()),
    }


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_how_much_each_does_stays_and_with_whom_does_not(seed: int, single: bool) -> None:
    places = Places.of(tribe(seed), single=single)
    holder = moved(places, seed)
    before, after = told(places, places.holder), told(places, holder)
    assert after["does"] == before["does"]
    assert after["gets"] == before["gets"]
    assert after["attends"] == before["attends"]
    if not single:
        assert after["ties"] == before["ties"]
    assert np.count_nonzero(holder != places.holder) > 20
    for context in range(len(places.starts) - 1):
        inside = holder[places.starts[context] : places.starts[context + 1]]
        assert len(set(inside.tolist())) == len(inside)


@pytest.mark.parametrize("single", [False, True])
def test_nobody_is_turned_to_or_out_before_they_joined(single: bool) -> None:
    talk = tribe(3)
    places = Places.of(talk, single=single)
    holder = moved(places, 1)
    movable = places.stratum >= 0
    assert (places.at[movable] >= talk.joined_at[holder[movable]]).all()


def test_acts_and_ties_are_those_of_the_interactions() -> None:
    talk = tribe(5)
    ties = Ties.from_interactions(talk)
    dyads = ties.undirected()
    for single in (False, True):
        places = Places.of(talk, single=single)
        u, v, weights = places.pairs(places.holder, places.worth(ties.now, HALF_LIFE))
        order = np.lexsort((v, u))
        assert u[order].tolist() == dyads.u.tolist()
        assert v[order].tolist() == dyads.v.tolist()
        assert weights[order] == pytest.approx(dyads.weights)


def test_every_table_is_as_likely() -> None:
    # four members, two ties of one act each that began in one week: three ways to pair them,
    # and who of a pair does the act stays who does it
    rows: list[Row] = [("a", "b", "reply", START, 0), ("c", "d", "reply", START + DAY, 0)]
    rows.append(("a", "c", "reply", START + 2 * DAY, 0))
    rows.append(("b", "d", "reply", START + 2 * DAY, 0))
    places = Places.of(Interactions.from_rows(rows, [MemberFact(n, False, START) for n in "abcd"]))
    seen: Counter[Table] = Counter()
    for number in range(3000):
        holder = places.holder.copy()
        places.exchange(holder, 10, stream(number, 0))
        source, target = holder[places.source], holder[places.target]
        seen[tuple(zip(source.tolist(), target.tolist(), strict=True))] += 1
    reached = sorted(seen.values())
    expected = 3000 / len(reached)
    assert len(reached) > 1
    square = sum((count - expected) ** 2 / expected for count in reached)
    assert square < len(reached) + 4 * np.sqrt(2 * len(reached))


def test_weeks_with_few_acts_are_one_stratum() -> None:
    rng = np.random.default_rng(1)
    rows: list[Row] = [
        (f"m{n % 10}", f"m{(n + 1 + n % 7) % 10}", "reply", START + float(at) * DAY, 0)
        for n, at in enumerate(np.sort(rng.random(400)) * 140)
    ]
    places = Places.of(Interactions.from_rows(rows), single=True)
    many = Counter(places.stratum[places.stratum >= 0].tolist())
    assert len(many) > 3
    assert min(many.values()) >= FEWEST_ACTS


def test_two_gatherings_at_one_moment_are_two() -> None:
    rows: list[Row] = [
        (a, b, "co_attendance", START, 3)
        for those in ("abc", "def")
        for a, b in combinations(those, 2)
    ]
    places = Places.of(Interactions.from_rows(rows))
    assert np.diff(places.starts).tolist() == [3, 3]
    assert sorted(places.holder[:3].tolist()) == [0, 1, 2]


def test_a_plain_graph_is_told_from_acts() -> None:
    once: list[Row] = [("a", "b", "reply", START, 0), ("b", "c", "reply", START, 0)]
    assert not is_dated(Interactions.from_rows(once))
    assert is_dated(Interactions.from_rows([*once, ("a", "b", "reply", START, 0)]))
    assert is_dated(Interactions.from_rows([*once, ("a", "c", "reply", START + 1, 0)]))
    assert is_dated(Interactions.from_rows([("a", "b", "co_attendance", START, 2)]))


def test_nothing_at_all() -> None:
    places = Places.of(Interactions.from_rows([]))
    assert places.movable == 0
    assert len(places.ends(moved(places, 1))[0]) == 0
