"""Gini, Lorenz and the absence factor by hand and by property."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.conftest import tribe_evidence
from tribe.graph import Interactions, measure_all
from tribe.graph.measures.equality.equality import (
    absence_factor,
    gini,
    gini_interval,
    lorenz_curve,
)
from tribe.graph.study.study import acts_of

AMOUNTS = st.lists(st.integers(0, 1000), min_size=1, max_size=40)


def test_gini_by_hand(karate: nx.Graph) -> None:
    assert gini([0, 0, 0, 1]) == 0.75
    assert gini([1, 2, 3, 4]) == 0.25
    assert gini([5, 5, 5]) == 0
    assert gini([d for _, d in karate.degree()]) == pytest.approx(0.385, abs=5e-4)


def test_undefined_and_refused() -> None:
    assert gini([]) is None
    assert gini([0, 0]) is None
    assert lorenz_curve([0]) is None
    assert absence_factor([]) is None
    for bad in ([-1.0, 2.0], [np.nan]):
        with pytest.raises(ValueError, match="0 or more"):
            gini(bad)


def test_absence_factor_of_chaoss() -> None:
    assert absence_factor([1000, 433, 343, 332, 202, 90, 42, 33]) == 2
    assert absence_factor([1, 1]) == 1
    assert absence_factor([1, 1, 1]) == 2
    assert absence_factor([1] * 10, share=0.9) == 9


@given(AMOUNTS)
def test_gini_lies_in_its_range_and_is_twice_the_area(amounts: list[int]) -> None:
    value, curve = gini(amounts), lorenz_curve(amounts)
    if sum(amounts) == 0:
        assert value is None
        assert curve is None
        return
    assert value is not None
    assert curve is not None
    assert -1e-12 <= value <= 1 - 1 / len(amounts) + 1e-12
    area = np.trapezoid([y for _, y in curve], [x for x, _ in curve])
    assert value == pytest.approx(1 - 2 * area, abs=1e-9)


@given(AMOUNTS, st.integers(1, 100))
def test_what_all_are_multiplied_by_changes_nothing(amounts: list[int], times: int) -> None:
    more = [amount * times for amount in amounts]
    assert absence_factor(amounts) == absence_factor(more)
    assert gini(amounts) == pytest.approx(gini(more), abs=1e-12)


def test_how_sure_it_is_depends_on_how_many_carry_it() -> None:
    assert gini_interval([]) is gini_interval([0, 0]) is None
    assert gini_interval([3, 3, 3]) == (0, 0)
    even = gini_interval([1, 2, 3, 4] * 25)
    few = gini_interval([1] * 97 + [10, 10, 180])
    assert even is not None
    assert few is not None
    assert even[0] < 0.25 < even[1] < even[0] + 0.08
    # of one who gives nearly all it is not known whether there would be another
    assert few[0] < gini([1] * 97 + [10, 10, 180]) < few[1]  # type: ignore[operator]
    assert few[0] < 0.3
    assert few[1] > 0.95


def test_being_at_a_gathering_is_one_act() -> None:
    rows = [("a", "b", "co_attendance", 0.0, 3), ("b", "c", "co_attendance", 0.0, 3)]
    rows += [("c", "a", "co_attendance", 0.0, 3), ("a", "b", "reply", 1.0, 0)]
    rows += [("b", "b", "reply", 1.0, 0)]
    assert acts_of(Interactions.from_rows(rows)).tolist() == [2, 1, 1]


def test_readers_count_and_are_told_apart() -> None:
    found = measure_all(tribe_evidence(), nulls=19, bootstraps=200)["E1"]
    assert found.n == 65
    assert found.value is not None
    assert found.detail["without_readers"] < found.value
    assert found.detail["readers_share"] == pytest.approx(5 / 65)
    assert found.interval is not None
    assert found.interval[0] < found.value < found.interval[1]
    assert len(found.detail["lorenz"]) == 7  # six steps of ten persons or more
    assert found.with_brand is not None
    assert found.with_brand != found.value


def test_carers_are_counted_by_task() -> None:
    found = measure_all(tribe_evidence(), nulls=19, bootstraps=200)["E2"]
    tasks = {task["kind"]: task["value"] for task in found.detail["tasks"]}
    assert "co_attendance" not in tasks
    assert tasks["reply"] >= 10
    assert found.value is not None
    assert found.interval is not None
    assert found.interval[0] <= found.value <= found.interval[1]
    assert f"rests on {int(found.value)} members" in found.reading.said_in("en")
