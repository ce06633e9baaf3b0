"""What one effect gives is not told as another's: C2, C3, C6 and T5 beside T6."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.truth.worlds import circles_in_threads, rites_in_common
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Result, measure_all
from tribe.graph.measures.ties.beside import beside
from tribe.graph.study.register import Finding

GUARDED = ("T5", "C2", "C3", "C6")


def turning(**effects: dict[str, Any] | None) -> dict[str, Finding]:
    detail = {"effects": effects, "observed": 0.7, "expected": 0.71}
    return {"T6": Finding(0.7, (0.65, 0.75), detail=detail)}


def effect(value: float, *, found: bool = False, enough: bool = True) -> dict[str, Any]:
    return {"value": value, "low": 0.9 * value, "high": 1.1 * value, "p": 0.01,
            "found": found, "enough": enough}  # fmt: skip


NONE = {"value": None, "low": None, "high": None, "p": None, "found": False, "enough": False}


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (effect(1.5, found=True), "found"),
        (effect(0.6, found=True), "nothing"),  # the other way
        (effect(1.1), "nothing"),
        (effect(1.1, enough=False), "too few"),
        (NONE, "too few"),
        (None, "too few"),
    ],
)
def test_one_effect_beside_the_others(one: dict[str, Any] | None, verdict: str) -> None:
    others = turning(closure=one, rite=effect(2.0, found=True), gathering=NONE, tenure=None)
    assert beside(others, ("closure",)) == {"verdict": verdict, "against": ["rite"]}


def test_less_often_is_found_the_other_way() -> None:
    others = turning(closure=effect(0.6, found=True))
    assert beside(others, ("closure",), more=False)["verdict"] == "found"


def test_one_of_two_is_enough_and_both_must_be_known_to_be_nothing() -> None:
    both = ("inertia", "reciprocity")
    found = turning(inertia=NONE, reciprocity=effect(2.0, found=True))
    assert beside(found, both)["verdict"] == "found"
    assert beside(turning(inertia=NONE, reciprocity=effect(1.0)), both)["verdict"] == "too few"
    assert beside(turning(inertia=effect(1.0), reciprocity=effect(1.0)), both) == {
        "verdict": "nothing",
        "against": [],
    }


def test_a_model_that_does_not_fit_tells_nothing_apart() -> None:
    others = turning(closure=effect(1.5, found=True))
    poor = Finding(0.9, (0.8, 0.95), detail={**others["T6"].detail, "expected": 0.6})
    assert beside({"T6": poor}, ("closure",))["verdict"] == "too few"
    assert beside({"T6": Finding(None)}, ("closure",))["verdict"] == "too few"
    assert beside({}, ("closure",))["verdict"] == "too few"


@pytest.fixture(scope="module")
def by_rites() -> dict[str, Result]:
    evidence = rites_in_common(np.random.default_rng([2, 13]))
    return measure_all(evidence, seed=2, nulls=99, bootstraps=9, only=GUARDED)


def test_what_a_rite_in_common_gives_is_not_told_as_closure(by_rites: dict[str, Result]) -> None:
    for id_ in ("C2", "C3"):
        found = by_rites[id_]
        assert found.null_model is not None
        assert found.null_model.p <= 0.05
        assert found.detail["beside"]["verdict"] == "nothing"
        assert "rite" in found.detail["beside"]["against"]
        assert "there is no evidence that" in found.reading.said_in("en")
        assert "more than by chance" not in found.reading.said_in("en")


def test_nor_as_likeness_in_time_or_as_keeping_to_somebody(by_rites: dict[str, Result]) -> None:
    tenure, lasting = by_rites["C6"].detail["tenure"], by_rites["T5"]
    assert tenure["p"] <= 0.05
    assert tenure["beside"]["verdict"] != "found"
    assert lasting.null_model is not None
    assert lasting.null_model.p <= 0.05
    assert lasting.detail["beside"]["verdict"] != "found"
    for said in (by_rites["C6"].reading, lasting.reading):
        assert "other things" in said.said_in("en")


def test_circles_are_told_beside_the_rest() -> None:
    found = alone("C2", Evidence(circles_in_threads(np.random.default_rng([1, 13]))), nulls=99)
    assert found.detail["beside"]["verdict"] == "found"
    assert "more than by chance, even beside other things" in found.reading.said_in("en")
