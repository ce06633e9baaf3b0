"""Answers to proposals by hand, and differences of two groups against published ones."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, HOUR, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.measures.voice import answer_times
from tribe.graph.records import Proposal, Records


def measured(id_: str, proposals: list[Proposal], **window: float) -> Result:
    evidence = Evidence(Interactions.from_rows([]), records=Records(proposals=proposals), **window)
    return measure_all(evidence, nulls=9, bootstraps=100)[id_]


def made(answered: int, n: int, group: str | None = None, accepted: int = 0) -> list[Proposal]:
    return [
        Proposal(
            START,
            START + DAY if number < answered else None,
            number < accepted if number < answered else None,
            group,
            f"{group}{number}",
        )
        for number in range(n)
    ]


def test_waits_by_hand() -> None:
    """1, 2, 3⁺, 4, 5⁺ as N1: .8 .6 .6 .3, median 4."""
    waits = [(1, True), (2, True), (3, False), (4, True), (5, False)]
    end = START + 100 * HOUR
    proposals = [Proposal(end - wait * HOUR, end if answered else None) for wait, answered in waits]
    curve = answer_times(proposals, end)
    assert curve is not None
    assert [curve.at(wait) for wait in (1, 2, 3, 4)] == pytest.approx([0.8, 0.6, 0.6, 0.3])
    assert curve.median == 4
    assert answer_times([], end) is None


def test_answer_time_of_the_brand() -> None:
    proposals = [
        Proposal(START, START + (1 + number) * DAY if number < 15 else None) for number in range(20)
    ]
    found = measured("F1", proposals, until=START + 60 * DAY)
    assert found.value == 24 * 10
    assert found.interval is not None
    assert found.interval[0] <= 240 <= found.interval[1]
    assert found.detail["answered_share"] == pytest.approx(0.75)
    assert found.reading.en.startswith("Half of the members’ proposals have a reasoned reply")
    steps = found.detail["steps"]
    assert [step["hours"] for step in steps] == [24, 48, 96, 168, 336, 504, 720, 1080, 1440]
    assert steps[0]["answered"] == pytest.approx(0.05)
    assert all(step["low"] <= step["answered"] <= step["high"] for step in steps if "low" in step)


def test_an_answer_after_the_window_is_not_known_yet() -> None:
    proposals = [Proposal(START, START + 50 * DAY)] * 12
    found = measured("F1", proposals, until=START + 10 * DAY)
    assert found.value is None
    assert found.enough
    assert found.reading.en.startswith("Fewer than half")
    assert not measured("F1", proposals[:9], until=START + 10 * DAY).enough


def test_newcombes_own_case() -> None:
    """56/70 against 48/80: .2 [.0524, .3339] (Newcombe 1998, table II)."""
    found = measured("E3", made(56, 70, "sight") + made(48, 80))
    assert found.value == pytest.approx(0.2)
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert "20 (5–33) of 100 more" in found.reading.en


def test_no_difference_is_said_so() -> None:
    found = measured("E3", made(10, 20, "sight", accepted=2) + made(10, 20, accepted=8))
    assert found.value == 0
    assert found.reading.en.endswith("no evidence of a difference.")
    assert found.detail["accepted_gap"] == pytest.approx(-0.3)
    low, high = found.detail["accepted_interval"]
    assert low < -0.3 < high


def test_groups_of_few_persons_are_not_told_of() -> None:
    proposals = made(10, 20, "sight") + made(5, 9, "hearing") + made(9, 18, "words") + made(9, 30)
    found = measured("E3", proposals)
    assert len(found.detail["groups"]) == 1  # the small one, and one more: it was their sum
    assert "sight" not in str(found.detail)
    two = measured("E3", made(10, 20, "sight") + made(9, 18, "words") + made(9, 30))
    assert [one["answered"] for one in two.detail["groups"]] == [0.5, 0.5]


def test_many_proposals_of_one_person_are_one_voice() -> None:
    alone = [Proposal(START, None, None, "sight", "m1")] * 30
    found = measured("E3", alone + made(9, 30))
    assert not found.enough
    assert "fewer than ten members who named an access need" in found.reading.en
