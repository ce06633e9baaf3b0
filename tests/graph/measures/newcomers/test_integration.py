"""Newcomers who found company, by hand."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact, Result, measure_all
from tribe.graph.data.columns import Row
from tribe.graph.measures.newcomers.integration import Integration, integration


def tribe(integrated: int, newcomers: int, days: float = 10) -> Interactions:
    """Old members a–d, the brand, and newcomers of whom some meet three others."""
    rows: list[Row] = [("a", "b", "reply", START, 0), ("c", "d", "reply", START, 0)]
    joined = START + DAY
    for number in range(newcomers):
        others = "abc" if number < integrated else "ab"
        rows += [(f"n{number}", other, "reply", joined + days * DAY, 0) for other in others]
    facts = [MemberFact(f"n{number}", joined_at=joined) for number in range(newcomers)]
    facts += [MemberFact("brand", brand=True, joined_at=joined)]
    return Interactions.from_rows(rows, facts)


def measured(interactions: Interactions, **window: float) -> Result:
    return measure_all(Evidence(interactions, **window), nulls=9, bootstraps=0, only=("N2",))["N2"]


def test_eight_of_ten() -> None:
    found = measured(tribe(8, 10), until=START + 40 * DAY)
    assert found.value == 0.8
    assert found.interval == pytest.approx((0.49, 0.94), abs=0.005)
    assert found.n == 10
    assert found.detail["after_ninety_days"]["value"] is None
    assert found.reading.said_in("en") == (
        "After a month, 80 of 100 newcomers (49–94) know three others or more."
    )
    assert "80 nouveaux venus sur 100" in found.reading.said_in("fr")


def test_three_months_later() -> None:
    late = tribe(8, 10, days=40)
    found = measured(late, until=START + 100 * DAY)
    assert found.value == 0
    assert found.detail["after_ninety_days"]["value"] == 0.8
    assert "after three months, 80" in found.reading.said_in("en")


def test_whom_only_welcomers_greeted_is_not_integrated() -> None:
    joined = START + DAY
    rows: list[Row] = [("a", "b", "reply", START, 0)]
    rows += [(other, "new", "welcome", joined + DAY, 0) for other in "abc"]
    facts = [MemberFact("new", joined_at=joined)]
    until = START + 40 * DAY
    greeted = Interactions.from_rows(rows, facts)
    assert integration(greeted, START, until) == Integration(0, 1)
    rows.append(("new", "d", "reply", joined + 2 * DAY, 0))
    assert integration(Interactions.from_rows(rows, facts), START, until) == Integration(1, 1)
    rows[-1] = ("new", "d", "reply", joined + 31 * DAY, 0)
    assert integration(Interactions.from_rows(rows, facts), START, until) == Integration(0, 1)


def test_who_joined_too_lately_or_before_all_that_is_known_does_not_count() -> None:
    talk = tribe(8, 10)
    assert integration(talk, START, START + 30 * DAY).newcomers == 0
    assert integration(talk, START + 32 * DAY, START + 99 * DAY).newcomers == 0
    facts = [MemberFact("a", joined_at=START - DAY)]
    old = Interactions.from_rows([("a", "b", "reply", START, 0)], facts)
    assert integration(old, START, START + 99 * DAY) == Integration(0, 0)
    assert Integration(0, 0).share is Integration(0, 0).interval is None


def test_a_short_window_looks_back_to_when_they_joined() -> None:
    found = measured(tribe(8, 10), since=START + 20 * DAY, until=START + 40 * DAY)
    assert found.value == 0.8


def test_the_brand_is_no_company() -> None:
    talk = tribe(8, 10)
    rows: list[Row] = [(f"n{number}", "brand", "reply", START + 2 * DAY, 0) for number in (8, 9)]
    facts = [MemberFact("brand", brand=True)]
    both = Interactions.join([talk, Interactions.from_rows(rows, facts)])
    found = measured(both, until=START + 40 * DAY)
    assert found.value == found.without_brand == 0.8
    assert found.with_brand == 1
