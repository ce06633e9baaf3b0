"""Help that members give, the rites they keep, and the feeling of belonging."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions
from tribe.graph.data.records import HelpRequest, Records, SenseOfCommunity
from tribe.graph.measures.rituals.markers import U7, answered_by_members, consciousness_of_kind
from tribe.graph.study.study import Study

WEEKLY = [START + 7 * DAY * week for week in range(12)]


def study_of(answered: int, asked: int, belonging: int = 0, until: float | None = None) -> Study:
    requests = [HelpRequest(START + n * DAY, answered=n < answered) for n in range(asked)]
    scales = [SenseOfCommunity(f"m{n}", (1, 1, 5, 3, 1, 1, 1, 1)) for n in range(belonging)]
    evidence = Evidence(
        Interactions.from_rows([]),
        since=START,
        until=until or START + 100 * DAY,
        rites=[WEEKLY, WEEKLY[:3]],
        records=Records(requests=requests, scales=scales),
    )
    return Study(evidence, nulls=99)


def test_eight_of_ten() -> None:
    found = U7.compute(study_of(8, 10))
    assert found.value == pytest.approx(0.8)
    assert found.interval == pytest.approx((0.49, 0.94), abs=5e-3)
    assert (found.detail["rites"], found.detail["measured_rites"]) == (2, 1)
    assert found.detail["rhythmic_rites"] == 1
    assert found.detail["kind"] is None
    assert U7.read(found).said_in("en") == (
        "Of 100 requests for help members answered 80 (49–94); "
        "1 of 1 rites with enough dates keeps a rhythm."
    )
    assert "ont répondu à 80 (49–94)" in U7.read(found).said_in("fr")


def test_belonging_is_said_of_ten_or_more() -> None:
    nine, ten = ([SenseOfCommunity("m", (1, 1, 5, 3, 1, 1, 1, 1))] * n for n in (9, 10))
    assert consciousness_of_kind(nine) is None
    assert consciousness_of_kind(ten) == pytest.approx(0.75)
    found = U7.compute(study_of(8, 10, belonging=10))
    assert found.detail["kind"] == pytest.approx(0.75)
    assert "belonging is 75 of 100" in U7.read(found).said_in("en")


def test_the_window_and_the_minimum() -> None:
    study = study_of(8, 20, until=START + 8.5 * DAY)
    assert U7.sample(study) == {"requests": 9}
    assert U7.lacking(U7.sample(study)) == "requests"
    assert answered_by_members([]) == (0, 0)
    empty = Study(Evidence(Interactions.from_rows([])))
    assert U7.compute(empty).value is U7.compute(empty).interval is None


def test_no_rites_are_not_spoken_of() -> None:
    requests = [HelpRequest(float(n), answered=False) for n in range(10)]
    evidence = Evidence(Interactions.from_rows([]), records=Records(requests=requests))
    found = U7.compute(Study(evidence))
    assert found.value == 0
    assert found.interval == pytest.approx((0, 0.28), abs=5e-3)
    assert "rite" not in U7.read(found).said_in("en")
