"""What an edition is made of, by hand, and what a rite's editions say together."""

from __future__ import annotations

import numpy as np
import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Occasion, Records
from tribe.graph.measures.rituals.anatomy import U3, Talk, anatomy
from tribe.graph.measures.rituals.variety import effective_number
from tribe.graph.study.register import Finding
from tribe.graph.study.study import Study

NAMES = [f"m{number:02}" for number in range(20)]
MEMBERS = [MemberFact(name) for name in NAMES] + [MemberFact("brand", True)]


def weekly(*people: str, hosts: str = "") -> list[Occasion]:
    """One edition a week; each letter is a person."""
    return [
        Occasion(START + 7 * DAY * week, tuple(there), tuple(hosts[week : week + 1]), rite=0)
        for week, there in enumerate(people)
    ]


def evidence_of(held: list[Occasion], rows: list[Row] | None = None, **window: float) -> Evidence:
    last = START + 20_000 * DAY
    return Evidence(
        Interactions.from_rows([*(rows or []), ("m00", "m01", "reply", last, 0)], MEMBERS),
        since=window.get("since", START),
        until=last,
        rites=[[one.at for one in held if one.rite == 0], []],
        records=Records(occasions=held),
    )


def found_in(held: list[Occasion], rows: list[Row] | None = None, **window: float) -> Finding:
    return U3.compute(Study(evidence_of(held, rows, **window), bootstraps=200))


def rite(rng: np.random.Generator, faithful: float, editions: int = 12) -> list[Occasion]:
    """Ten people, of whom each comes again with the same chance, and hosts 5, 3, 2 in turn."""
    hosts = [NAMES[0]] * 5 + [NAMES[1]] * 3 + [NAMES[2]] * 2
    return [
        Occasion(
            START + 7 * DAY * week,
            tuple(name for name in NAMES if rng.random() < faithful),
            (hosts[week % 10],),
            rite=0,
        )
        for week in range(editions)
    ]


def test_three_editions_by_hand() -> None:
    rows: list[Row] = [
        ("a", "b", "reply", START + DAY, 0),
        ("b", "a", "reply", START + 2 * DAY, 0),
        ("a", "x", "reply", START + DAY, 0),
        ("c", "b", "thanks", START + 20 * DAY, 0),
        ("b", "c", "co_attendance", START + DAY, 2),
    ]
    talk = Talk(Interactions.from_rows(rows))
    first, second, third = anatomy(weekly("abc", "abd", "de"), talk)
    assert first.presence == pytest.approx(3 / 5)
    assert first.focus == pytest.approx(1 / 3)  # a and b, of three pairs
    assert first.continuity is first.openness is None
    assert second.continuity == pytest.approx(2 / 4)
    assert second.openness == pytest.approx(1 / 3)
    assert second.focus == 0
    assert third.continuity == pytest.approx(1 / 4)
    assert third.openness == pytest.approx(1 / 2)
    assert anatomy(weekly("abc"))[0].focus is None
    nobody, alone = anatomy(weekly("", "a"))
    assert nobody.focus is alone.focus is nobody.presence or nobody.presence == 0
    assert (alone.openness, alone.continuity) == (1, 0)


def test_what_lies_before_the_window_is_remembered() -> None:
    held = weekly("ab", "bc", "cd")
    (second, third) = anatomy(held, since=START + DAY)
    assert second.continuity == pytest.approx(1 / 3)
    assert second.openness == pytest.approx(1 / 2)
    assert third.presence == pytest.approx(2 / 3)  # of b, c, d


def test_hosts_5_3_2() -> None:
    found = found_in(rite(np.random.default_rng(1), 0.7, editions=10))
    said = found.detail["rites"][0]
    assert said["hosts"] == pytest.approx(2.80, abs=5e-3)
    assert said["hosts"] == effective_number([5, 3, 2])
    low, high = said["hosts_interval"]
    assert 1 <= low < 2.80 < high
    assert "2.8 hosts" in U3.read(found).said_in("en")
    assert "2,8 hôtes" in U3.read(found).said_in("fr")


def test_faithful_and_fickle_rites() -> None:
    rng = np.random.default_rng(2)
    faithful, fickle = found_in(rite(rng, 0.9)), found_in(rite(rng, 0.3))
    for found, expected in ((faithful, 0.81 / 0.99), (fickle, 0.09 / 0.51)):
        assert found.value == pytest.approx(expected, abs=0.1)
        assert found.interval is not None
        assert found.interval[0] < found.value < found.interval[1]
        assert found.detail["presence_in_the_middle"] is not None
    assert faithful.detail["rites"][0]["openness"] < fickle.detail["rites"][0]["openness"]
    assert [one["enough"] for one in faithful.detail["rites"]] == [True, False]
    assert U3.read(faithful).said_in("en").endswith(".")


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    truth = found_in(rite(np.random.default_rng(99), 0.6, editions=2000)).value
    assert truth == pytest.approx(0.36 / 0.84, abs=0.02)
    covered = 0
    for seed in range(60):
        found = found_in(rite(np.random.default_rng(seed), 0.6, editions=30))
        assert found.interval is not None
        covered += found.interval[0] <= truth <= found.interval[1]
    assert covered >= 50  # 57 expected


def test_a_brand_that_hosts_is_no_host_among_members() -> None:
    held = rite(np.random.default_rng(3), 0.7)
    branded = [
        Occasion(one.at, (*one.people, "brand"), ("brand", *one.hosts), one.rite) for one in held
    ]
    plain, found = found_in(held), found_in(branded[::-1])
    assert found.value == plain.value
    assert found.detail["rites"] == plain.detail["rites"]
    assert found.detail["value_with_brand"] > found.value  # it never misses one
    assert plain.detail["value_with_brand"] == plain.value


def test_eight_editions_and_ten_people_at_least() -> None:
    few = Study(evidence_of(rite(np.random.default_rng(4), 0.9, editions=7)))
    assert U3.lacking(U3.sample(few)) == "editions"
    small = Study(evidence_of(weekly(*["abc"] * 9)))
    assert U3.sample(small) == {"editions": 9, "people": 3}
    assert U3.lacking(U3.sample(small)) == "people"
    assert U3.compute(small).value is None
    assert U3.compute(Study(Evidence(Interactions.from_rows([])))).value is None
    without = [Occasion(one.at, one.people) for one in rite(np.random.default_rng(4), 0.9)]
    assert U3.sample(Study(evidence_of(without))) == {"editions": 0, "people": 0}


def test_a_rite_without_hosts_still_has_an_anatomy() -> None:
    held = [Occasion(one.at, one.people, (), 0) for one in rite(np.random.default_rng(5), 0.6)]
    found = found_in(held)
    assert found.value is not None
    assert found.detail["hosts_in_the_middle"] is None
    assert "host" not in U3.read(found).said_in("en")
