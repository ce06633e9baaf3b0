"""Tie strength: predictors by hand, planted coefficients recovered, and noise told from them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.graph.conftest import DAY, START, tribe_evidence, tribe_members, tribe_rows
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, Result, Ties
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Closeness, Records
from tribe.graph.measures.ties.closeness import closeness_regression
from tribe.graph.measures.ties.strength import PREDICTORS, tie_predictors
from tribe.graph.study.study import Study


def test_predictors_by_hand() -> None:
    now = START + 90 * DAY
    rows: list[Row] = [
        ("a", "b", "reply", START, 0),
        ("a", "b", "thanks", now, 0),
        ("b", "a", "reply", now, 0),
        ("a", "c", "reply", START, 0),
        ("b", "c", "reply", START, 0),
        ("c", "d", "reply", START, 0),
    ]
    talk = Interactions.from_rows(rows)
    ties = Ties.from_interactions(talk, now)
    source, target = np.array([0, 1, 0, 0]), np.array([1, 0, 2, 3])
    found = tie_predictors(talk, ties, source, target)
    ab = [np.log1p(3.5), 1.0, np.log1p(90), 1 / 2.5, 2, 1.0]
    assert found[0] == pytest.approx(ab)
    assert found[1] == pytest.approx(ab)
    # a and c share b, of b and d
    assert found[2] == pytest.approx([np.log1p(0.5), 0.5, 0, 0, 1, 0.5])
    # a and d never met and share c, of b, c and nobody else
    assert found[3] == pytest.approx([0, 0, 0, 0, 0, 0.5])


def test_without_any_tie() -> None:
    talk = Interactions.from_rows([("a", "a", "reply", START, 0)])
    none = np.empty(0, dtype=np.int64)
    found = tie_predictors(talk, Ties.from_interactions(talk), none, none)
    assert found.shape == (0, len(PREDICTORS))


def planted(noise: float, egos: int = 60, seed: int = 3) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    ego = np.repeat(np.arange(egos), 6)
    x = rng.normal(size=(len(ego), 3)) * [1.0, 4.0, 0.2] + [2.0, -1.0, 0.0]
    y = 0.3 + x @ [0.1, -0.02, 0.5] + noise * rng.normal(size=len(ego))
    return x, y, ego


def test_planted_coefficients_are_recovered() -> None:
    found = closeness_regression(*planted(0.0))
    assert found is not None
    assert found.coefficients == pytest.approx([0.1, -0.02, 0.5])
    assert found.intercept == pytest.approx(0.3)
    assert found.held_out == pytest.approx(1)
    noisy = closeness_regression(*planted(0.1))
    assert noisy is not None
    assert noisy.coefficients == pytest.approx([0.1, -0.02, 0.5], abs=0.06)
    x = planted(0.1)[0]
    assert noisy.standardised == pytest.approx(noisy.coefficients * x.std(axis=0))


def test_leaving_egos_out_is_what_refitting_gives() -> None:
    x, y, ego = planted(0.2, egos=12)
    missed = around = 0.0
    for left in range(12):
        others = ego != left
        design = np.column_stack([np.ones(others.sum()), x[others]])
        fit = np.linalg.lstsq(design, y[others], rcond=None)[0]
        guess = np.column_stack([np.ones((~others).sum()), x[~others]]) @ fit
        missed += ((y[~others] - guess) ** 2).sum()
        around += ((y[~others] - y[others].mean()) ** 2).sum()
    found = closeness_regression(x, y, ego)
    assert found is not None
    assert found.held_out == pytest.approx(1 - missed / around)


def test_noise_tells_nothing_of_those_left_out() -> None:
    rng = np.random.default_rng(1)
    found = closeness_regression(rng.normal(size=(120, 6)), rng.random(120), np.arange(120) // 6)
    assert found is not None
    assert found.held_out is not None
    assert found.held_out < 0.05


def test_what_does_not_vary_has_no_coefficient() -> None:
    x, y, ego = planted(0.0)
    found = closeness_regression(np.column_stack([x, np.full(len(y), 7.0)]), y, ego)
    assert found is not None
    assert found.coefficients[:3] == pytest.approx([0.1, -0.02, 0.5])
    assert np.isnan(found.coefficients[3])
    same = closeness_regression(x, np.full(len(y), 0.5), ego)
    assert same is not None
    assert same.held_out is None
    assert closeness_regression(x[:6], y[:6], ego[:6]) is None
    twice = closeness_regression(np.column_stack([x, x[:, 0]]), y, ego)
    assert twice is not None
    assert twice.coefficients[0] + twice.coefficients[3] == pytest.approx(0.1)
    with pytest.raises(ValueError, match="differ in length"):
        closeness_regression(x, y[1:], ego)


def said(noise: float, by: np.ndarray, *, egos: int = 40) -> Result:
    """Closeness that hangs on what is counted, in the tribe of the tests."""
    rng = np.random.default_rng(5)
    sample = Study(tribe_evidence()).members
    names = sample.interactions.members
    pairs = [(a, b) for a in range(egos) for b in range(a // 12 * 12, a // 12 * 12 + 6) if a != b]
    source, target = np.array(pairs).T
    x = tie_predictors(sample.interactions, sample.ties, source, target)
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    value = np.clip(0.5 + scaled @ by + noise * rng.normal(size=len(pairs)), 0, 1)
    told = [
        Closeness(names[a], names[b], float(close))
        for (a, b), close in zip(pairs, value, strict=True)
    ]
    evidence = Evidence(
        Interactions.from_rows(tribe_rows(), tribe_members()), records=Records(closeness=told)
    )
    return alone("T2", evidence, nulls=0, bootstraps=300)


def test_closeness_that_hangs_on_intensity_and_overlap() -> None:
    found = said(0.03, np.array([0.12, 0, 0, 0, 0, 0.05]))
    assert found.value is not None
    assert found.value > 0.8
    coefficients = found.detail["coefficients"]
    assert coefficients["intensity"]["value"] == pytest.approx(0.12, abs=0.02)
    assert coefficients["overlap"]["value"] == pytest.approx(0.05, abs=0.02)
    assert coefficients["intensity"]["low"] < 0.12 < coefficients["intensity"]["high"]
    assert coefficients["recency"]["low"] < 0 < coefficients["recency"]["high"]
    assert found.detail["rank_correlation"] > 0.7
    assert "how much passes between two is associated with it most" in found.reading.said_in("en")
    assert "ce qui passe entre deux membres" in found.reading.said_in("fr")


def test_closeness_that_hangs_on_nothing_counted() -> None:
    found = said(0.2, np.zeros(6))
    assert found.value is not None
    assert found.value < 0.05
    assert found.reading.said_in("en").startswith("No evidence that ties as they are counted")
    assert found.reading.said_in("fr").startswith("Rien n’indique")


def test_only_what_was_told_of_others_counts() -> None:
    base = tribe_evidence()
    told = [
        Closeness("m00", "m00", 1.0),
        Closeness("m00", "nobody", 1.0),
        Closeness("brand", "m01", 1.0),
        Closeness("m00", "m01", 1.0),
        Closeness("m00", "m01", 0.0),
        Closeness("m02", "m01", 1.5),
    ]
    found = alone(
        "T2", Evidence(base.interactions, records=Records(closeness=told)), nulls=0, bootstraps=0
    )
    assert not found.enough
    assert found.n == 1
    assert found.reading.said_in("en") == (
        "Not enough yet: fewer than ten answers on how close a tie feels so far, 50 needed."
    )
