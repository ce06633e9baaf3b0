"""Persistence by hand, and against acts of which chance says whom they turn to."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from benchmarks.truth.coverage import intervals
from benchmarks.truth.worlds import World, gatherings_by_lot, heavy_tailed
from tests.graph.conftest import DAY, START
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, MemberFact, Result, kernels
from tribe.graph.data.columns import Row
from tribe.graph.data.meetings import Meetings
from tribe.graph.data.months import Months
from tribe.graph.measures.ties.persistence import persistence


def measured(rows: list[Row], nulls: int = 99, days: int = 180) -> Result:
    evidence = Evidence(
        Interactions.from_rows(rows, [MemberFact("brand", brand=True)]),
        since=START,
        until=START + days * DAY,
    )
    return alone("T5", evidence, nulls=nulls, bootstraps=0)


def test_by_hand() -> None:
    before, after = nx.Graph(["ab", "bc", "cd"]), nx.Graph(["ab", "cd", "de"])
    assert persistence(before, after) == pytest.approx(2 / 3)
    assert persistence(after, before) == pytest.approx(2 / 3)
    assert persistence(nx.DiGraph(["ba", "ab"]), nx.Graph(["ab"])) == 1
    assert persistence(nx.Graph(["aa"]), before) is None
    assert persistence(nx.Graph(), before) is None
    assert persistence(before, nx.Graph()) == 0


def test_the_months_are_those_graphs() -> None:
    days = {"ab": (5, 35), "bc": (6, 7), "cd": (1, 59), "de": (40,), "ae": (70,)}
    rows: list[Row] = [
        (a, b, "reply", day * DAY, 0) for (a, b), when in days.items() for day in when
    ]
    months = Months.of(0, 90 * DAY)
    meetings = Meetings.from_interactions(Interactions.from_rows(rows), months)
    met, again = kernels.months.kept(meetings.indptr, meetings.moment, meetings.month, 3)
    assert met.tolist() == [3, 3, 1]
    assert again.tolist() == [2, 0, 0]


def pairs_of(persons: int) -> list[tuple[str, str]]:
    names = [f"m{number:02}" for number in range(persons)]
    return [(a, b) for place, a in enumerate(names) for b in names[place + 1 : place + 4]]


def test_pairs_who_meet_every_month_persist_beyond_chance() -> None:
    pairs = pairs_of(40)
    rows: list[Row] = [
        (a, b, "reply", START + (30 * month + 3 + 20 * (place % 2)) * DAY, 0)
        for month in range(6)
        for place, (a, b) in enumerate(pairs)
    ]
    found = measured(rows)
    assert found.value == 1
    assert found.interval is not None
    assert found.interval[1] == 1
    assert found.null_model is not None
    assert found.null_model.mean < 0.75
    assert found.null_model.p < 0.05
    assert "more than if chance" in found.reading.said_in("en")
    assert "plus que si le hasard" in found.reading.said_in("fr")


def test_pairs_who_meet_in_bursts_persist_less_than_chance() -> None:
    rows: list[Row] = [
        (a, b, "reply", START + (30 * (place % 6) + 2 * act + 1) * DAY, 0)
        for place, (a, b) in enumerate(pairs_of(40))
        for act in range(6)
    ]
    found = measured(rows)
    assert found.value == 0
    assert found.null_model is not None
    assert found.null_model.p < 0.05
    assert "fewer than if chance" in found.reading.said_in("en")


def test_who_turns_to_anyone_persists_as_by_chance() -> None:
    rng = np.random.default_rng(3)
    rows: list[Row] = []
    for _ in range(900):
        a, b = rng.choice(40, 2, replace=False)
        at = START + float(rng.random()) * 180 * DAY
        rows.append((f"m{a:02}", f"m{b:02}", "reply", at, 0))
    found = measured(rows)
    assert found.value is not None
    assert found.null_model is not None
    assert found.value == pytest.approx(found.null_model.mean, abs=0.06)
    assert found.null_model.p > 0.05
    assert "as many as if chance said whom each turned to" in found.reading.said_in("en")


def test_the_brand_is_told_apart() -> None:
    rows: list[Row] = [
        (a, b, "reply", START + (30 * month + 3) * DAY, 0)
        for month in (0, 1)
        for a, b in pairs_of(40)
    ]
    rows += [("brand", f"m{n:02}", "reply", START + DAY, 0) for n in range(40)]
    found = measured(rows, nulls=9, days=60)
    assert found.value == found.without_brand == 1
    assert found.with_brand == pytest.approx(len(pairs_of(40)) / (len(pairs_of(40)) + 40))


def test_a_single_month_is_not_enough() -> None:
    rows: list[Row] = [(a, b, "reply", START + DAY, 0) for a, b in pairs_of(40)]
    found = measured(rows, nulls=9, days=59)
    assert not found.enough
    assert found.reading.said_in("en") == "Not enough yet: 59 days in the period so far, 60 needed."


@pytest.mark.parametrize("world", [heavy_tailed, gatherings_by_lot])
def test_the_interval_holds_what_such_tribes_have(world: World) -> None:
    found = [intervals(world, seed, ["T5"])["T5"] for seed in range(40)]
    truth = np.mean([value for value, _ in found])
    # Wilson's of pairs taken one by one holds it in 13 or 14 of 40
    assert sum(low <= truth <= high for _, (low, high) in found) >= 34
