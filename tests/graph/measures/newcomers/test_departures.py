"""Departures that follow ties are told from those that do not."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact, Result, measure_all
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Records
from tribe.graph.measures.newcomers import departures
from tribe.graph.measures.newcomers.departures import N3, hazard_slopes
from tribe.graph.study.study import Study

MONTHS = 8
END = START + 30 * DAY * (MONTHS + 1)


def tribe(pull: float, seed: int = 1, shuffled: bool = False) -> Evidence:
    """120 members on a ring of friends; each month some leave, the more of their friends left."""
    rng = np.random.default_rng(seed)
    graph = nx.watts_strogatz_graph(120, 6, 0.05, seed=seed)
    rows: list[Row] = []
    for a, b in graph.edges:
        days = rng.uniform(0, 30 * (MONTHS + 1), 6)
        rows += [(f"m{a}", f"m{b}", "reply", START, 0)]
        rows += [(f"m{b}", f"m{a}", "reply", START + day * DAY, 0) for day in days]
    left: dict[int, float] = {}
    for month in range(1, MONTHS + 1):
        start = START + 30 * DAY * month
        share = {n: np.mean([f in left for f in graph[n]]) for n in graph if n not in left}
        for node, gone in share.items():
            if rng.random() < 1 / (1 + np.exp(3.2 - pull * gone)):
                left[node] = start + DAY
    names = [f"m{n}" for n in left]
    if shuffled:
        names = [f"m{n}" for n in rng.choice(120, len(left), replace=False)]
    facts = [MemberFact(f"m{n}", joined_at=START) for n in range(120)]
    told = dict(zip(names, left.values(), strict=True))
    return Evidence(
        Interactions.from_rows(rows, facts), START, END, records=Records(departures=told)
    )


def measured(evidence: Evidence) -> Result:
    return measure_all(evidence, nulls=99, bootstraps=100, only=("N3",))["N3"]


def test_departures_that_follow_ties_are_found() -> None:
    found = N3.compute(Study(tribe(pull=6.0), nulls=99))
    assert found.value is not None
    assert found.null is not None
    assert found.null.p < 0.05
    assert 3 < found.value < 9
    assert found.detail["odds_for_a_tenth"] == pytest.approx(np.exp(found.value / 10))
    assert "Departures follow one another" in N3.read(found).said_in("en")
    assert "Les départs se suivent" in N3.read(found).said_in("fr")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_departures_have_no_effect(seed: int) -> None:
    study = Study(tribe(pull=6.0, seed=seed, shuffled=True), nulls=99)
    finding = N3.compute(study)
    assert finding.value is not None
    assert finding.null is not None
    assert finding.null.mean == pytest.approx(0, abs=0.4)
    assert abs(finding.value) < 2.5 * finding.null.sd + 0.4
    assert finding.null.p > 0.01


def test_false_alarms_are_rare() -> None:
    alarms = 0
    for seed in range(12):
        finding = N3.compute(Study(tribe(pull=0.0, seed=seed), nulls=39))
        alarms += finding.is_significant
    assert alarms <= 3  # 0.6 expected, four in one of five hundred


def test_slopes_of_a_logit_with_a_level_for_each_month() -> None:
    rng = np.random.default_rng(0)
    month = np.repeat(np.arange(4), 5000)
    columns = rng.normal(size=(20_000, 2)) * [1, 3]
    p = 1 / (1 + np.exp(-(np.array([-3, -2, -1, 0])[month] + columns @ [1.0, -0.5])))
    event = rng.random(20_000) < p
    assert hazard_slopes(event, month, columns) == pytest.approx([1.0, -0.5], abs=0.06)


def test_what_never_varies_has_no_slope_and_separation_stays_finite() -> None:
    month = np.zeros(20, dtype=np.int64)
    event = np.arange(20) >= 10
    columns = np.column_stack([np.arange(20.0), np.ones(20)])
    slopes = hazard_slopes(event, month, columns)
    assert 0 < slopes[0] < 5
    assert slopes[1] == 0
    nobody = hazard_slopes(np.zeros(20, dtype=np.bool_), month, columns)
    assert nobody.tolist() == [0, 0]
    assert hazard_slopes(event[:0], month[:0], columns[:0]).tolist() == [0, 0]


def test_few_departures_are_not_enough() -> None:
    base = tribe(pull=0.0)
    few = dict(list(base.records.departures.items())[:6])
    found = measured(Evidence(base.interactions, START, END, records=Records(departures=few)))
    assert not found.enough
    assert (
        found.reading.said_in("en")
        == "Not enough yet: fewer than ten departures so far, 10 needed."
    )


def test_nobody_is_scored() -> None:
    finding = N3.compute(Study(tribe(pull=6.0), nulls=9))

    def holds_no_list(told: Any) -> bool:
        return isinstance(told, float)

    assert all(holds_no_list(told) for told in finding.detail.values())
    public = [name for name in vars(departures) if not name.startswith("_")]
    assert not [name for name in public if "score" in name or "churn" in name or "risk" in name]
