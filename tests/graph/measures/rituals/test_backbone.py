"""Davis's women, and gatherings where some keep to each other."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact, kernels
from tribe.graph.data.records import Occasion, Records
from tribe.graph.measures.rituals.backbone import (
    U5,
    Attendance,
    backbone,
    meetings_of,
    pairs_of_regulars,
)
from tribe.graph.study.study import Study


@pytest.fixture
def davis() -> nx.Graph:
    """Davis, Gardner and Gardner 1941: eighteen women at fourteen events."""
    return nx.davis_southern_women_graph()


@pytest.fixture
def club(davis: nx.Graph) -> Attendance:
    return Attendance.of(davis[event] for event in davis.graph["bottom"])


def pair(club: Attendance, one: str, other: str) -> tuple[np.ndarray, np.ndarray]:
    ends = [club.people.index(name) for name in (one, other)]
    return np.array(ends[:1], dtype=np.int32), np.array(ends[1:], dtype=np.int32)


def test_davis_projected(davis: nx.Graph, club: Attendance) -> None:
    assert (len(club.people), club.gatherings, len(club)) == (18, 14, 89)
    n = len(club.people)
    assert club.projection.nnz // 2 == 139
    assert n * (n - 1) // 2 == 153
    expected = nx.bipartite.collaboration_weighted_projected_graph(davis, davis.graph["top"])
    shared = nx.bipartite.weighted_projected_graph(davis, davis.graph["top"])
    assert expected.number_of_edges() == 139
    for one, other, weight in expected.edges(data="weight"):
        a, b = club.people.index(one), club.people.index(other)
        assert club.newman[a, b] == pytest.approx(weight)
        assert club.projection[a, b] == shared[one][other]["weight"]


def test_evelyn_and_theresa(club: Attendance) -> None:
    u, v = pair(club, "Evelyn Jefferson", "Theresa Anderson")
    assert club.newman[u[0], v[0]] == pytest.approx(1.487, abs=5e-4)
    found = backbone(club, u, v, nulls=2000, seed=3)
    assert found.shared.tolist() == [7]
    assert found.mean[0] == pytest.approx(4.9, abs=0.1)
    assert found.sd[0] == pytest.approx(0.9, abs=0.1)
    assert 0.01 < found.p[0] < 0.06


def test_same_seed_same_tables_on_any_number_of_threads(
    club: Attendance, monkeypatch: pytest.MonkeyPatch
) -> None:
    u, v = pairs_of_regulars(club, np.random.default_rng(0))
    assert len(u) == 153
    several = backbone(club, u, v, nulls=60, seed=5)
    monkeypatch.setattr("tribe.graph.study.parallel.usual_threads", lambda: 1)
    alone = backbone(club, u, v, nulls=60, seed=5)
    assert np.array_equal(several.p, alone.p)
    assert np.array_equal(several.kept_by_chance, alone.kept_by_chance)
    assert not np.array_equal(several.mean, backbone(club, u, v, nulls=60, seed=6).mean)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sets(st.integers(0, 12), max_size=8), max_size=16),
    st.integers(0, 2**63 - 1),
)
def test_chance_keeps_how_often_each_was_out_and_how_full_each_was(
    gatherings: list[set[int]], seed: int
) -> None:
    truth = Attendance.of(gatherings)
    drawn = truth.shuffled(kernels.chance.state(np.uint64(seed), np.uint64(0)))
    assert np.array_equal(drawn.indptr, truth.indptr)
    assert np.array_equal(
        np.bincount(drawn.indices, minlength=len(gatherings)),
        np.bincount(truth.indices, minlength=len(gatherings)),
    )
    for row in range(len(truth.people)):
        there = drawn.indices[drawn.indptr[row] : drawn.indptr[row + 1]]
        assert (np.diff(there) > 0).all()
    assert len(truth) == sum(map(len, gatherings))


def test_every_table_with_the_same_sums_is_as_likely() -> None:
    # two gatherings of two and one of one among a, b, c who were out 2, 2 and 1 times
    truth = Attendance.of([("a", "b"), ("a", "b"), ("c",)])
    seen: dict[tuple[int, ...], int] = {}
    for stream in range(4000):
        drawn = truth.shuffled(kernels.chance.state(np.uint64(1), np.uint64(stream)))
        seen[tuple(drawn.indices.tolist())] = seen.get(tuple(drawn.indices.tolist()), 0) + 1
    # by hand: ab ab c; ac ab b, ab ac b; bc ab a, ab bc a (each gathering in turn)
    assert len(seen) == 5
    assert min(seen.values()) > 4000 / 5 * 0.85


def occasions(rng: np.random.Generator, faithful: int) -> list[Occasion]:
    """Forty gatherings of eight of sixty; the first `faithful` people go out in fours."""
    held = []
    for number in range(40):
        people: set[int] = set()
        if faithful:
            first = 4 * int(rng.integers(faithful // 4))
            people.update(range(first, first + 4))
        while len(people) < 8:
            people.add(int(rng.integers(60)))
        names = tuple(f"m{person:02}" for person in sorted(people))
        held.append(Occasion(START + number * DAY, names))
    return held


def study_of(held: list[Occasion], nulls: int = 99) -> Study:
    members = [MemberFact(f"m{number:02}") for number in range(60)] + [MemberFact("brand", True)]
    evidence = Evidence(Interactions.from_rows([], members), records=Records(occasions=held))
    return Study(evidence, nulls=nulls)


def test_those_who_keep_to_each_other_are_found() -> None:
    study = study_of(occasions(np.random.default_rng(4), 24))
    assert U5.lacking(U5.sample(study)) is None
    found = U5.compute(study)
    assert found.value is not None
    assert found.null is not None
    assert found.is_significant
    assert found.value > 1.3 * found.null.mean
    assert "more often than chance" in U5.read(found).said_in("en")
    assert "plus souvent" in U5.read(found).said_in("fr")
    attendance = Attendance.of(one.people for one in occasions(np.random.default_rng(4), 24))
    u, v = pairs_of_regulars(attendance, np.random.default_rng(0))
    kept = backbone(attendance, u, v, nulls=199).kept
    number = [int(str(name)[1:]) for name in attendance.people]
    together = np.array(
        [
            max(number[a], number[b]) < 24 and number[a] // 4 == number[b] // 4
            for a, b in zip(u, v, strict=True)
        ]
    )
    assert together.sum() == 36
    assert kept[together].mean() > 0.75  # a group that seldom goes out cannot be told
    assert kept[~together].mean() < 0.05


def test_chance_company_is_no_backbone() -> None:
    significant, shares = 0, []
    for seed in range(20):
        found = U5.compute(study_of(occasions(np.random.default_rng(seed), 0), nulls=59))
        significant += found.is_significant
        shares.append(found.detail["kept_share"] - found.detail["kept_by_chance"])
    assert significant <= 4  # one expected, five or more in one of four hundred
    assert np.mean(shares) == pytest.approx(0, abs=0.005)
    assert found.detail["kept_by_chance"] <= 0.05


def test_meeting_again_by_hand(club: Attendance) -> None:
    shared = np.array([row for row in np.triu(club.projection.toarray(), 1).ravel() if row])
    everything = meetings_of(club, np.random.default_rng(0))
    assert len(everything[0]) == shared.sum() == 322
    assert club.again(everything) == pytest.approx((shared**2).sum() / shared.sum())
    few = meetings_of(club, np.random.default_rng(0), most=300)
    assert len(few[0]) == 300
    assert club.again(few) == pytest.approx(club.again(everything), abs=0.3)
    assert Attendance.of([]).again(meetings_of(Attendance.of([]), np.random.default_rng(0))) is None


def test_the_brand_is_left_out_and_named_persons_do_not_matter() -> None:
    held = occasions(np.random.default_rng(4), 24)
    branded = [
        Occasion(one.at, (*one.people, "brand"), one.hosts, one.rite) for one in reversed(held)
    ]
    plain, found = U5.compute(study_of(held)), U5.compute(study_of(branded))
    assert found.value == plain.value
    assert found.detail["value_with_brand"] is not None
    names = {f"m{number:02}": f"x{(17 * number) % 60:02}" for number in range(60)}
    renamed = [Occasion(one.at, tuple(names[person] for person in one.people)) for one in held]
    assert U5.compute(study_of(renamed)).value == plain.value


def test_nobody_and_too_few() -> None:
    for held in ([], [Occasion(START, ("a",))], [Occasion(START, ())]):
        study = study_of(held)
        assert U5.lacking(U5.sample(study)) == "people"
        assert U5.compute(study).value is None
    talked = [Occasion(START + n, ("a", "b"), is_gathering=False) for n in range(20)]
    assert U5.sample(study_of(talked)) == {"gatherings": 0, "people": 0}


def test_a_sample_of_pairs_where_there_are_too_many(club: Attendance) -> None:
    u, v = pairs_of_regulars(club, np.random.default_rng(0), most=100)
    assert len(u) == 100
    assert (u != v).all()
    assert set(u) | set(v) <= set(range(18))
