"""A sweep over rhythms that were planted, and over dates that have none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tribe.graph.study.rhythm import find_period
from tribe.graph.study.shares import wilson

NULLS = 99


def planted(
    rng: np.random.Generator, period: float, scatter: float, dates: int, kept: float
) -> NDArray[np.float64]:
    """So many editions, each missed with a chance, each off by a normal scatter, in days."""
    number = np.flatnonzero(rng.random(int(dates / kept) + 3) < kept)[:dates]
    return np.sort(1000 + number * period + rng.normal(scale=scatter, size=len(number)))


@pytest.mark.parametrize(
    ("period", "scatter", "dates", "kept"),
    [
        (7, 0.0, 8, 1.0),
        (7, 0.3, 10, 1.0),
        (7, 0.7, 20, 0.9),
        (7, 1.0, 40, 0.7),
        (14, 1.0, 20, 0.9),
        (30.44, 2.0, 24, 0.9),
        (91.3, 5.0, 16, 1.0),
        (365.25, 10.0, 10, 1.0),
        (2.5, 0.2, 30, 0.9),
    ],
)
def test_what_was_planted_is_found(period: float, scatter: float, dates: int, kept: float) -> None:
    right = 0
    for seed in range(10):
        rng = np.random.default_rng([seed, int(period * 10)])
        found = find_period(planted(rng, period, scatter, dates, kept), nulls=NULLS, rng=rng)
        right += (
            found is not None
            and found.is_significant
            and found.period == pytest.approx(period, rel=0.02)
        )
    assert right >= 9


@pytest.mark.parametrize("dates", [8, 12, 25, 60])
def test_poisson_dates_are_a_rhythm_no_more_often_than_said(dates: int) -> None:
    rng = np.random.default_rng(dates)
    trials, false = 100, 0
    for _ in range(trials):
        found = find_period(np.cumsum(rng.exponential(5, dates)), nulls=39, rng=rng)
        false += found is not None and found.is_significant
    # the stated rate, one in twenty, lies within what so many trials allow
    interval = wilson(false, trials)
    assert interval is not None
    assert interval[0] <= 0.05


def test_poisson_dates_of_a_busy_weekend_neither() -> None:
    rng = np.random.default_rng(5)
    hours = np.arange(168)
    week = 1 + 2.0 * (hours // 24 > 4) + 2.0 * (hours % 24 > 17)
    trials, even, own = 60, 0, 0
    for _ in range(trials):
        drawn = rng.choice(168, 25, p=week / week.sum()) / 24 + 7.0 * rng.integers(0, 40, 25)
        for profile in (None, week):
            found = find_period(drawn + rng.random(25) / 24, profile, nulls=39, rng=rng)
            false = found is not None and found.is_significant
            even, own = even + (false and profile is None), own + (false and profile is not None)
    interval = wilson(own, trials)
    assert interval is not None
    assert interval[0] <= 0.05
    assert even > own  # an even week would have taken the weekend for a rite


@pytest.mark.parametrize("period", [7.0, 30.44, 365.25])
@pytest.mark.parametrize("dates", [8, 12, 30])
def test_a_harmonic_is_never_told_for_the_rite(period: float, dates: int) -> None:
    # every period / k fits an even rite as well, and 2 · period not at all
    found = find_period(np.arange(dates) * period, nulls=NULLS)
    assert found is not None
    assert found.is_significant
    assert found.period == pytest.approx(period, rel=0.01)
    assert found.strength == pytest.approx(1, abs=1e-3)


def test_two_dates_a_week_are_half_a_week() -> None:
    # Tuesdays and Fridays, three days and four apart: R(3.5) = |cos(π/7)|, R(7) = |cos(3π/7)|
    days = np.sort(np.concatenate([7.0 * np.arange(20) + 1, 7.0 * np.arange(20) + 4]))
    found = find_period(days, nulls=NULLS)
    assert found is not None
    assert found.is_significant
    assert found.period == pytest.approx(3.5, rel=0.01)
    assert found.strength == pytest.approx(np.cos(np.pi / 7), abs=1e-3)


def test_the_longer_of_two_rhythms_in_one_is_kept_only_when_it_is_as_strong() -> None:
    # every other week the rite lasts two days: still a fortnight, for it leaves its mark
    fortnight = 14.0 * np.arange(20)
    found = find_period(np.sort(np.concatenate([fortnight, fortnight + 1])), nulls=NULLS)
    assert found is not None
    assert found.period == pytest.approx(14, rel=0.01)


def test_scatter_blurs_what_was_planted_as_theory_says() -> None:
    # R = exp(-2π²σ²/P²) for a normal scatter σ
    for scatter in (0.5, 1.0, 1.5):
        strengths = []
        for seed in range(6):
            rng = np.random.default_rng(seed)
            found = find_period(planted(rng, 7, scatter, 60, 1.0), nulls=19, rng=rng)
            assert found is not None
            strengths.append(found.strength)
        expected = np.exp(-2 * np.pi**2 * scatter**2 / 49)
        assert np.mean(strengths) == pytest.approx(expected, abs=0.07)
