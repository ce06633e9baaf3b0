"""What stays and what moves when chance says who turned to whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tribe.graph import Interactions, MemberFact
from tribe.graph.data.columns import Row, ThreadedRow
from tribe.graph.data.direct import FEWEST_ACTS, ordered
from tribe.graph.data.fading import HALF_LIFE
from tribe.graph.data.places import Places, is_dated
from tribe.graph.data.ties import Ties
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


def in_threads(seed: int) -> Interactions:
    """Threads in which members answer any who wrote before, and talk of no thread beside."""
    rng = np.random.default_rng(seed)
    rows: list[ThreadedRow] = []
    for number in range(25):
        there, before = rng.choice(60, 10, replace=False), list[int]()
        for minute in range(14):
            one = int(rng.choice(there))
            at = START + number * DAY + minute
            if others := [other for other in before if other != one]:
                kind = "mention" if rng.random() < 0.1 else "reply"
                rows.append((f"m{one}", f"m{rng.choice(others)}", kind, at, 0, f"t{number}"))
            before.append(one)
    for _ in range(60):
        one, other = rng.choice(60, 2, replace=False)
        rows.append((f"m{one}", f"m{other}", "reply", START + float(rng.random()) * DAY, 0, ""))
    return Interactions.from_rows(rows)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_in_a_thread_whom_each_turned_to_moves_and_nothing_else(seed: int, single: bool) -> None:
    talk = ordered(in_threads(seed))
    assert talk.thread is not None
    places = Places.of(talk, single=single)
    holder = moved(places, seed)
    source, target = holder[places.source], holder[places.target]
    inside = places.thread[places.target] >= 0
    # the same writers at the same moments, and one of those who were in the thread by then
    assert (source[inside] == talk.source[inside]).all()
    assert np.count_nonzero(target[inside] != talk.target[inside]) > (20 if single else 3)
    for act in np.flatnonzero(inside):
        by_then = (talk.thread == talk.thread[act]) & (talk.at <= talk.at[act])
        assert target[act] in talk.source[by_then] or target[act] in talk.target[by_then]
        assert target[act] != source[act]
    for number in range(25):
        of = inside & (talk.thread == number)
        assert sorted(target[of].tolist()) == sorted(talk.target[of].tolist())
    if not single:
        before = {frozenset(pair) for pair in zip(talk.source, talk.target, strict=True)}
        after = {frozenset(pair) for pair in zip(source, target, strict=True)}
        assert len(before) == len(after) == places.ties


def test_two_who_answered_each_other_or_met_in_two_threads_stay_tied() -> None:
    rows: list[ThreadedRow] = []
    for number, name in enumerate("abcdef"):
        rows.append((name, "o", "reply", START + number, 0, "t"))
    rows += [("a", "b", "reply", START + 9, 0, "t"), ("b", "a", "reply", START + 10, 0, "t")]
    rows += [("c", "d", "reply", START + 9, 0, "t"), ("c", "d", "reply", START + 10, 0, "u")]
    rows += [("e", "d", "reply", START + 11, 0, "t"), ("f", "a", "reply", START + 12, 0, "t")]
    talk = Interactions.from_rows(rows)
    places = Places.of(talk)
    drawn = set[tuple[str, str]]()
    for seed in range(50):
        holder = moved(places, seed)
        ends = [holder[places.source], holder[places.target]]
        named = [tuple(talk.members[member] for member in pair) for pair in zip(*ends, strict=True)]
        assert {("a", "b"), ("b", "a"), ("c", "d")} <= set(named)
        drawn |= set(named)
    assert {("e", "a"), ("f", "d")} <= drawn


def test_every_way_to_answer_in_a_thread_is_as_likely() -> None:
    # three answer, one after another, one of the three who wrote first
    first = [(name, "o", "reply", START + n, 0, "t") for n, name in enumerate("abc")]
    pairs = zip("def", "abc", strict=True)
    then = [(one, two, "reply", START + 9 + n, 0, "t") for n, (one, two) in enumerate(pairs)]
    places = Places.of(Interactions.from_rows(first + then))
    seen = Counter(tuple(moved(places, seed)[places.target].tolist()) for seed in range(3000))
    # each of six may turn to one of four but themself, and the number of times each is turned to
    # stays: chi-square over all that are reached
    expected = 3000 / len(seen)
    square = sum((count - expected) ** 2 / expected for count in seen.values())
    assert len(seen) > 6
    assert square < len(seen) + 4 * np.sqrt(2 * len(seen))


def test_no_thread_is_as_if_nobody_knew_of_threads() -> None:
    talk = tribe(4)
    none = replace(talk, thread=np.full(len(talk), -1, dtype=np.int32))
    for single in (False, True):
        one, other = (Places.of(some, single=single) for some in (talk, none))
        assert moved(one, 1).tolist() == moved(other, 1).tolist()


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
