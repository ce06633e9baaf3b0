"""Attendance that follows the year, and attendance that follows nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tribe.graph.measures.rituals.seasons import find_season, lomb_scargle

WEEKS = np.arange(208) * 7.0


def test_by_hand() -> None:
    days = np.array([0.0, 3.0, 4.0, 11.0, 17.0, 20.0, 26.0, 33.0, 41.0])
    wave = 3 * np.cos(2 * np.pi * days / 9 + 1) + 40
    assert lomb_scargle(days, wave, [9]) == pytest.approx([1])
    # the power is the share of scatter that least squares on 1, cos and sin explain
    counts = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5])
    for period in (5.0, 9.0, 30.0):
        turn = 2 * np.pi * days / period
        design = np.column_stack([np.ones(len(days)), np.cos(turn), np.sin(turn)])
        left = counts - design @ np.linalg.lstsq(design, counts, rcond=None)[0]
        explained = 1 - (left**2).sum() / ((counts - counts.mean()) ** 2).sum()
        assert lomb_scargle(days, counts, [period]) == pytest.approx([explained])


def test_undefined_and_wrong() -> None:
    assert np.isnan(lomb_scargle([1, 2, 3], [4, 4, 4], [2.0])).all()
    assert lomb_scargle([], [], [2.0]).shape == (1,)
    assert find_season(np.arange(7.0), np.arange(7.0)) is None
    assert find_season(np.arange(20.0), [3] * 20) is None
    assert find_season([1.0] * 9, np.arange(9)) is None
    with pytest.raises(ValueError, match="length"):
        lomb_scargle([1, 2], [1], [2])
    with pytest.raises(ValueError, match="length"):
        find_season([1, 2], [1])
    with pytest.raises(ValueError, match="positive"):
        lomb_scargle([1, 2], [1, 2], [0])


def test_more_come_in_summer() -> None:
    rng = np.random.default_rng(1)
    came = rng.poisson(20 + 8 * np.sin(2 * np.pi * WEEKS / 365.25))
    kept = rng.random(len(WEEKS)) < 0.8
    season = find_season(WEEKS[kept], came[kept], nulls=99)
    assert season is not None
    assert season.is_significant
    assert season.period == pytest.approx(365, rel=0.05)
    assert 0.5 < season.strength < 1
    assert season.strength > season.null_mean


def test_every_fourth_week_more_come() -> None:
    came = np.where(np.arange(60) % 4 == 0, 30, 12) + np.random.default_rng(2).poisson(3, 60)
    season = find_season(WEEKS[:60], came, nulls=99)
    assert season is not None
    assert season.is_significant
    assert season.period == pytest.approx(28, rel=0.02)


def test_chance_has_no_season() -> None:
    rng = np.random.default_rng(3)
    false = 0
    for _ in range(40):
        season = find_season(WEEKS[:40], rng.poisson(15, 40), nulls=39, rng=rng)
        assert season is not None
        false += season.is_significant
    assert false <= 5  # two expected, six in one of seventy


def test_any_order_of_dates() -> None:
    rng = np.random.default_rng(4)
    came = rng.poisson(15, 40).astype(float)
    order = rng.permutation(40)
    one = find_season(WEEKS[:40], came, nulls=19)
    assert one == find_season(WEEKS[:40][order], came[order], nulls=19)
