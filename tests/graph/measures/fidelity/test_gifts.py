"""Gives and takes by hand."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import Gesture, Records
from tribe.graph.measures.fidelity.gifts import generosity


def gestures(gives: int, takes: int, at: float = START) -> list[Gesture]:
    return [Gesture(at, True)] * gives + [Gesture(at, False)] * takes


def measured(given: list[Gesture], bootstraps: int = 1000, **window: float) -> Result:
    evidence = Evidence(Interactions.from_rows([]), records=Records(gestures=given), **window)
    return measure_all(evidence, nulls=9, bootstraps=bootstraps)["F3"]


def test_six_and_four() -> None:
    assert generosity(gestures(6, 4)) == 0.6
    found = measured(gestures(6, 4))
    assert found.value == 0.6
    assert found.interval == pytest.approx((0.3, 0.9), abs=0.1)  # binomial, ten draws
    assert dict(found.detail) == {"gives": 6, "takes": 4}
    assert found.reading.said_in("en").startswith("The brand gave 6 times and took 4 times")


def test_edges() -> None:
    assert generosity([]) is None
    assert generosity(gestures(3, 0)) == 1
    assert generosity(gestures(0, 3)) == 0
    assert measured(gestures(10, 0)).interval == (1, 1)
    assert not measured(gestures(5, 4)).enough


def test_order_is_nothing_and_the_window_is() -> None:
    late = gestures(0, 10, START + 50 * DAY)
    assert measured(gestures(12, 0) + late, until=START + DAY).value == 1
    both = gestures(12, 0) + late
    assert measured(both) == measured(both[::-1])


def test_more_gestures_say_more() -> None:
    few, many = measured(gestures(6, 4)).interval, measured(gestures(60, 40)).interval
    assert few is not None
    assert many is not None
    assert many[1] - many[0] < few[1] - few[0]
