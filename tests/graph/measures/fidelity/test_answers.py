"""Answers to proposals by hand: waits that ended, and waits that did not."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, HOUR, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import Proposal, Records
from tribe.graph.measures.fidelity.answers import answer_times


def measured(proposals: list[Proposal], until: float) -> Result:
    records = Records(proposals=proposals)
    evidence = Evidence(Interactions.from_rows([]), records=records, until=until)
    return measure_all(evidence, nulls=9, bootstraps=100)["F1"]


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
    found = measured(proposals, until=START + 60 * DAY)
    assert found.value == 24 * 10
    assert found.interval is not None
    assert found.interval[0] <= 240 <= found.interval[1]
    assert found.detail["answered_share"] == pytest.approx(0.75)
    assert found.reading.said_in("en").startswith(
        "Half of the members’ proposals have a reasoned reply"
    )
    steps = found.detail["steps"]
    assert [step["hours"] for step in steps] == [24, 48, 96, 168, 336, 504, 720, 1080, 1440]
    assert steps[0]["answered"] == pytest.approx(0.05)
    assert all(step["low"] <= step["answered"] <= step["high"] for step in steps if "low" in step)


def test_an_answer_after_the_window_is_not_known_yet() -> None:
    proposals = [Proposal(START, START + 50 * DAY)] * 12
    found = measured(proposals, until=START + 10 * DAY)
    assert found.value is None
    assert found.enough
    assert found.reading.said_in("en").startswith("Fewer than half")
    assert not measured(proposals[:9], until=START + 10 * DAY).enough
