"""Differences of two groups whose proposals are answered, against published ones."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import Proposal, Records


def measured(proposals: list[Proposal]) -> Result:
    evidence = Evidence(Interactions.from_rows([]), records=Records(proposals=proposals))
    return measure_all(evidence, nulls=9, bootstraps=100)["E3"]


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


def test_newcombes_own_case() -> None:
    """56/70 against 48/80: .2 [.0524, .3339] (Newcombe 1998, table II)."""
    found = measured(made(56, 70, "sight") + made(48, 80))
    assert found.value == pytest.approx(0.2)
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert "20 (5–33) of 100 more" in found.reading.said_in("en")


def test_no_difference_is_said_so() -> None:
    found = measured(made(10, 20, "sight", accepted=2) + made(10, 20, accepted=8))
    assert found.value == 0
    assert found.reading.said_in("en").endswith("no evidence of a difference.")
    assert found.detail["accepted_gap"] == pytest.approx(-0.3)
    low, high = found.detail["accepted_interval"]
    assert low < -0.3 < high


def test_groups_of_few_persons_are_not_told_of() -> None:
    proposals = made(10, 20, "sight") + made(5, 9, "hearing") + made(9, 18, "words") + made(9, 30)
    found = measured(proposals)
    assert len(found.detail["groups"]) == 1  # the small one, and one more: it was their sum
    assert "sight" not in str(found.detail)
    two = measured(made(10, 20, "sight") + made(9, 18, "words") + made(9, 30))
    assert [one["answered"] for one in two.detail["groups"]] == [0.5, 0.5]


def test_many_proposals_of_one_person_are_one_voice() -> None:
    alone = [Proposal(START, None, None, "sight", "m1")] * 30
    found = measured(alone + made(9, 30))
    assert not found.enough
    assert "fewer than ten members who named an access need" in found.reading.said_in("en")
