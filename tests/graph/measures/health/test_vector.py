"""The vector of measures, week by week, by hand and with changes that were planted."""

from __future__ import annotations

import numpy as np
import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact, Result, measure_all
from tribe.graph.data.columns import Row
from tribe.graph.measures.health.vector import PARTS, weekly
from tribe.graph.study.study import Study

WEEKS = 40
END = START + 7 * WEEKS * DAY


def tribe(quiet_from: int = WEEKS, seed: int = 1) -> Evidence:
    """Forty members who talk every week, and half as much from some week on."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = [("m0", "m1", "reply", START, 0)]
    for week in range(WEEKS):
        for _ in range(int(rng.poisson(60 if week < quiet_from else 20))):
            one, other = (int(x) for x in rng.choice(40, 2, replace=False))
            at = START + (week + float(rng.random())) * 7 * DAY
            rows.append((f"m{one}", f"m{other}", "reply", at, 0))
    facts = [MemberFact(f"m{n}", joined_at=START - DAY) for n in range(40)]
    return Evidence(Interactions.from_rows(rows, facts), START, END)


def measured(evidence: Evidence) -> Result:
    return measure_all(evidence, nulls=0, bootstraps=0, only=("H1",))["H1"]


def test_one_week_by_hand() -> None:
    ring = [(f"m{n}", f"m{(n + 1) % 12}", "reply", START + DAY, 0) for n in range(12)]
    back = [("m1", "m0", "thanks", START + 2 * DAY, 0)]
    two: list[Row] = [*ring, *back, ("m0", "m0", "reply", START, 0)]
    later = [(a, b, kind, at + 7 * DAY, size) for a, b, kind, at, size in ring]
    facts = [MemberFact(f"m{n}", joined_at=START - DAY) for n in range(15)]
    evidence = Evidence(Interactions.from_rows([*two, *later], facts), START, START + 14 * DAY)
    found = weekly(Study(evidence).members)
    assert found["active"].tolist() == pytest.approx([12 / 15, 12 / 15])
    assert found["acts"].tolist() == pytest.approx([13 / 12, 1])
    assert found["company"].tolist() == pytest.approx([2, 2])
    assert found["new_ties"].tolist() == [1, 0]
    assert found["returned"].tolist() == pytest.approx([2 / 13, 0])
    assert found["gini"].tolist() == pytest.approx([11 / 156, 0])
    assert found["together"].tolist() == [1, 1]


def test_a_week_of_few_is_not_followed() -> None:
    rows = [(f"m{n}", "m9", "reply", START + n * DAY, 0) for n in range(9)]
    found = weekly(Study(Evidence(Interactions.from_rows(rows), START, START + 14 * DAY)).members)
    assert all(np.isnan(series).all() and len(series) == 2 for series in found.values())


def test_a_steady_tribe_has_not_moved() -> None:
    moved = [measured(tribe(seed=seed)).value for seed in range(6)]
    assert sum(value or 0 for value in moved) <= 2
    calm = measured(tribe(seed=0))
    assert calm.n == WEEKS
    assert set(calm.detail["parts"]) == set(PARTS)
    if calm.value == 0:
        assert calm.reading.said_in("en") == (
            "All 7 measures followed week by week lie within their usual range."
        )


def test_a_tribe_that_falls_quiet_is_seen_and_each_part_named() -> None:
    found = measured(tribe(quiet_from=34))
    parts = found.detail["parts"]
    assert parts["acts"]["moved"] == -1 or parts["active"]["moved"] == -1
    assert parts["active"]["now"] < 0.7 * parts["active"]["usual"]
    assert found.value == sum(part["moved"] != 0 for part in parts.values()) > 0
    assert "(lower)" in found.reading.said_in("en")
    assert "en baisse" in found.reading.said_in("fr")


def test_there_is_no_score_of_all() -> None:
    detail = measured(tribe()).detail
    assert set(detail) == {"parts", "followed"}
    assert all(set(part) == {"now", "usual", "moved"} for part in detail["parts"].values())


def test_few_weeks_are_not_enough() -> None:
    base = tribe()
    found = measured(Evidence(base.interactions, START, START + 15 * 7 * DAY))
    assert not found.enough
    assert (
        found.reading.said_in("en")
        == "Not enough yet: 15 weeks in which ten members act so far, 20 needed."
    )
