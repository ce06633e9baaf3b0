"""Control charts against a published series, and how seldom they cry wolf."""

from __future__ import annotations

import numpy as np
import pytest

from tribe.graph.measures.health.control import cusum, deseasoned, ewma, has_moved, standardised

# Montgomery, Introduction to Statistical Quality Control, table 9.1: mean 10, then 11 from the 21st
MONTGOMERY = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34,
    9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62, 10.31, 8.52, 10.84,
    10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip


def test_published_cusum() -> None:
    up, down = cusum(np.array(MONTGOMERY) - 10)
    assert up[[3, 4, 28, 29]] == pytest.approx([1.16, 2.82, 5.28, 5.30])
    assert down[[0, 1, 2, 3]] == pytest.approx([0.05, 1.56, 1.77, 0])
    assert np.flatnonzero(up > 5).tolist() == [28, 29]


def test_published_ewma() -> None:
    averages, deviations = ewma(np.array(MONTGOMERY) - 10, weight=0.1)
    assert averages[:2] + 10 == pytest.approx([9.945, 9.7495])
    # limits of 9.73 and 10.27 at first, 9.62 and 10.38 in the end
    assert 2.7 * deviations[0] == pytest.approx(0.27)
    assert 2.7 * deviations[-1] == pytest.approx(0.62, abs=0.005)
    assert np.flatnonzero(np.abs(averages) > 2.7 * deviations).tolist() == [28, 29]
    with pytest.raises(ValueError, match="weight"):
        ewma([1.0], weight=0)


def test_short_or_even_series_have_not_moved() -> None:
    for series in ([], [1.0], [1.0, 2.0], [3.0] * 40, [np.nan] * 30):
        assert has_moved(series, 4) == 0
    assert standardised([5.0] * 10).tolist() == [0] * 10


def test_each_value_against_those_before_is_a_normal_deviate() -> None:
    rng = np.random.default_rng(0)
    drawn = np.array([standardised(rng.normal(7, 3, 12))[2:] for _ in range(2000)])
    assert drawn.mean() == pytest.approx(0, abs=0.03)
    assert drawn.std() == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("slow", [0.0, 0.5])
def test_false_alarms_are_rare_even_in_slow_series(slow: float) -> None:
    rng = np.random.default_rng(1)
    alarms = 0
    for _ in range(200):
        series = np.zeros(60)
        for step in range(1, 60):
            series[step] = slow * series[step - 1] + rng.normal()
        alarms += has_moved(series, 4) != 0
    assert alarms <= 14


def test_a_lasting_change_is_seen_in_its_direction() -> None:
    rng = np.random.default_rng(2)
    seen = {1: 0, -1: 0}
    for way in seen:
        for _ in range(50):
            series = np.concatenate([rng.normal(size=60), rng.normal(2.5 * way, 1, 6)])
            seen[way] += has_moved(series, 4) == way
    assert min(seen.values()) >= 40


def test_a_season_that_comes_back_is_no_change() -> None:
    rng = np.random.default_rng(3)
    weeks = np.arange(160)
    waves = 6 * np.cos(2 * np.pi * weeks / (365.25 / 7))
    series = waves + rng.normal(size=160)
    assert deseasoned(series).std() < 1.3
    assert deseasoned(series[:60]).tolist() == series[:60].tolist()
    assert has_moved(series, 4) == 0
    assert has_moved(series + np.where(weeks >= 154, 5, 0), 4) == 1
