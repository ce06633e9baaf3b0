"""Promises counted by hand: due, kept, confirmed, taken back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import PromiseMade, Records
from tribe.graph.measures.fidelity.promises import promises_kept


def measured(promises: list[PromiseMade], **window: float) -> Result:
    evidence = Evidence(Interactions.from_rows([]), records=Records(promises=promises), **window)
    return measure_all(evidence, nulls=9, bootstraps=100)["F2"]


def promise(due: float, kept: float | None = None, confirmed: bool = True) -> PromiseMade:
    return PromiseMade(
        START, START + due * DAY, None if kept is None else START + kept * DAY, confirmed
    )


def test_none_of_ten() -> None:
    found = measured([promise(10)] * 10, until=START + 20 * DAY)
    assert found.value == 0
    assert found.interval == pytest.approx((0, 0.28), abs=0.005)
    assert found.n == 10
    assert "kept 0" in found.reading.said_in("en")


def test_what_is_due_and_what_is_kept() -> None:
    day = START + 20 * DAY
    assert promises_kept([promise(19, 15)], day) == (1, 1)
    assert promises_kept([promise(30, 15)], day) == (1, 1)  # kept before its day
    assert promises_kept([promise(30)], day) == (0, 0)  # its day is still to come
    assert promises_kept([promise(19)], day) == (0, 1)  # overdue is broken
    assert promises_kept([promise(19, 15, confirmed=False)], day) == (0, 1)
    assert promises_kept([promise(19, 25)], day) == (0, 1)  # confirmed only later
    taken_back = PromiseMade(START, START + 19 * DAY, is_withdrawn=True)
    assert promises_kept([taken_back], day) == (0, 1)
    assert promises_kept([PromiseMade(day + 1, day + 2)], day) == (0, 0)
    assert promises_kept([], math.inf) == (0, 0)


def test_too_few_are_not_enough() -> None:
    found = measured([promise(10, 9)] * 9, until=START + 20 * DAY)
    assert not found.enough
    assert (
        found.reading.said_in("en")
        == "Not enough yet: 9 promises that have come due so far, 10 needed."
    )


def test_a_window_holds_what_came_due_in_it() -> None:
    early, late = [promise(10, 9)] * 12, [promise(100)] * 10
    assert measured(early + late, until=START + 50 * DAY).value == 1
    assert measured(early + late, since=START + 50 * DAY, until=START + 120 * DAY).value == 0
    assert measured(early + late, until=START + 120 * DAY).value == pytest.approx(12 / 22)


@given(
    st.lists(
        st.builds(
            PromiseMade, st.floats(0, 9), st.floats(0, 30), st.none() | st.floats(0, 30),
            st.booleans(), st.booleans(),
        ),
        max_size=20,
    ),
    st.floats(0, 40),
)  # fmt: skip
def test_kept_never_passes_due(promises: list[PromiseMade], until: float) -> None:
    kept, due = promises_kept(promises, until)
    assert 0 <= kept <= due <= len(promises)
