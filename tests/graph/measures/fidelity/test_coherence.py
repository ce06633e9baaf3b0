"""Rites respected and votes on the charter, by hand."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import Intervention, Records, Verdict
from tribe.graph.measures.fidelity.coherence import votes_by_decision
from tribe.graph.study.shares import wilson


def measured(id_: str, records: Records, **window: float) -> Result:
    evidence = Evidence(Interactions.from_rows([]), records=records, **window)
    return measure_all(evidence, nulls=9, bootstraps=100)[id_]


def interventions(accepted: int, refused: int) -> Records:
    return Records(
        interventions=[Intervention(START, True)] * accepted
        + [Intervention(START, False)] * refused
    )


def votes(decision: str, coherent: int, others: int, at: float = START) -> list[Verdict]:
    return [
        Verdict(decision, f"m{number}", number < coherent, at)
        for number in range(coherent + others)
    ]


def test_eight_of_ten_interventions() -> None:
    found = measured("F5", interventions(8, 2))
    assert found.value == 0.8
    assert found.interval == pytest.approx((0.49, 0.94), abs=0.005)
    assert dict(found.detail) == {"accepted": 8, "refused": 2}
    assert not measured("F5", interventions(5, 4)).enough


def test_one_member_has_one_vote_the_last() -> None:
    first, again = Verdict("a", "m", True, 1), Verdict("a", "m", False, 2)
    assert votes_by_decision([first, again]) == {"a": (0, 1)}
    assert votes_by_decision([again, first]) == {"a": (0, 1)}
    assert votes_by_decision([]) == {}


def test_votes_on_two_decisions() -> None:
    found = measured("F6", Records(verdicts=votes("a", 9, 1) + votes("b", 3, 7)))
    assert found.value == 0.6
    assert found.interval == wilson(12, 20)
    assert found.n == 20
    assert [one["coherent"] for one in found.detail["decisions"]] == [0.3, 0.9]
    assert found.detail["mostly_coherent"] == 1
    assert "of 1 of 2" in found.reading.said_in("en")


def test_a_decision_with_few_votes_is_not_told_of() -> None:
    """Nine votes on one decision would tell of nine persons."""
    found = measured("F6", Records(verdicts=votes("a", 9, 1) + votes("b", 0, 9)))
    assert found.value == 0.9
    assert len(found.detail["decisions"]) == 1
    assert found.reading.said_in("en").endswith("the brand’s decision fits the charter.")
    few = measured("F6", Records(verdicts=votes("b", 0, 9)))
    assert not few.enough
    assert "fewer than ten members who voted" in few.reading.said_in("en")


def test_the_window_is_what_is_measured() -> None:
    later = votes("b", 0, 10, START + 50 * DAY)
    assert measured("F6", Records(verdicts=votes("a", 10, 0) + later), until=START).value == 1
