"""What is said of newcomers' waits."""

from __future__ import annotations

import numpy as np

from tests.graph.conftest import HOUR
from tribe.graph import Evidence, Interactions, Newcomers, Result, measure_all


def measured(newcomers: Newcomers) -> Result:
    evidence = Evidence(Interactions.from_rows([]), newcomers=newcomers)
    return measure_all(evidence, nulls=9, bootstraps=0)["N1"]


def test_half_are_answered_within_four_hours() -> None:
    hours = np.repeat([1, 2, 4, 9, 30], 8)
    found = measured(Newcomers.of(hours * HOUR, [True] * 40))
    assert found.value == 4
    assert found.n == 40
    assert found.interval is not None
    assert found.interval[0] <= 4 <= found.interval[1]
    assert found.reading.said_in("en").startswith(
        "Half of newcomers’ first posts are answered within four hours"
    )
    assert "en moins de quatre heures" in found.reading.said_in("fr")
    assert all(step["hours"] <= 9 for step in found.detail["steps"])  # ten or more still wait


def test_answers_by_members_come_first_and_the_brand_beside() -> None:
    waits, slow = [HOUR] * 20, [10 * HOUR] * 20
    found = measured(Newcomers.of(waits, [True] * 20, slow, [True] * 20))
    assert found.value == found.without_brand == 10
    assert found.with_brand == 1


def test_fewer_than_half_were_answered() -> None:
    found = measured(Newcomers.of([HOUR] * 30, [True] * 9 + [False] * 21))
    assert found.value is None
    assert found.enough
    assert "Fewer than half" in found.reading.said_in("en")
    assert "Moins de la moitié" in found.reading.said_in("fr")


def test_too_few() -> None:
    found = measured(Newcomers.of([HOUR] * 9, [True] * 9))
    assert not found.enough
    assert found.value is None
    assert (
        found.reading.said_in("en") == "Not enough yet: fewer than ten newcomers so far, 10 needed."
    )


def test_an_interval_open_above_is_said_so() -> None:
    hours = [1, 2, 3, 4, 5, 6, 8, 10, 20, 50, 60, 70]
    found = measured(Newcomers.of(np.array(hours) * HOUR, [True] * 9 + [False] * 3))
    assert found.value == 6
    assert found.interval is None
    assert found.detail["at_least"] == 2
    assert "within six hours (two hours or more)" in found.reading.said_in("en")
