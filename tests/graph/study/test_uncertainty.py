"""Intervals, adjustments and nulls against published numbers and coverage."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.study.shares import wilson
from tribe.graph.study.uncertainty import (
    benjamini_hochberg,
    exceedance,
    newcombe,
    normal_interval,
    own_pairs,
    percentile_interval,
    resamples,
)


def test_wilson() -> None:
    assert wilson(8, 10) == pytest.approx((0.49, 0.94), abs=5e-3)
    assert wilson(0, 10) == pytest.approx((0, 0.28), abs=5e-3)
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="k"):
        wilson(11, 10)
    with pytest.raises(ValueError, match="k"):
        wilson(-1, 10)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_wilson_as_scipy_has_it(confidence: float) -> None:
    for n in (1, 2, 7, 10, 33, 1_000, 10**6):
        for k in {0, 1, n // 3, n // 2, n - 1, n}:
            test = scipy.stats.binomtest(k, n).proportion_ci(confidence, method="wilson")
            found = wilson(k, n, confidence)
            assert found == pytest.approx((test.low, test.high), rel=1e-12, abs=1e-15)
            assert found is not None
            assert 0 <= found[0] < found[1] <= 1


def test_newcombe_as_published() -> None:
    # Newcombe 1998, table II, method 10
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert newcombe(10, 10, 0, 20) == pytest.approx((0.6791, 1.0), abs=5e-5)
    assert newcombe(2, 5, 1, 20) == pytest.approx((0.01, 0.72), abs=5e-3)
    assert newcombe(40, 100, 20, 400) == pytest.approx((0.26, 0.45), abs=5e-3)
    assert newcombe(1, 2, 0, 0) is None


def test_benjamini_hochberg_as_published() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, None, 0.005]) == [
        pytest.approx(0.02),
        pytest.approx(0.04),
        pytest.approx(0.04),
        None,
        pytest.approx(0.02),
    ]
    assert benjamini_hochberg([]) == []
    assert benjamini_hochberg([None]) == [None]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusting_never_makes_surer(p_values: list[float]) -> None:
    adjusted = benjamini_hochberg(p_values)
    for p, q in zip(p_values, adjusted, strict=True):
        assert q is not None
        assert p - 1e-12 <= q <= 1


def test_exceedance_is_never_zero() -> None:
    assert exceedance(9, np.zeros(199)) == 1 / 200
    assert exceedance(0, np.zeros(199)) == 1
    assert exceedance(0.1 + 0.2, [0.3]) == 1  # equal, but for rounding


def test_resamples_draw_as_many_as_there_are() -> None:
    drawn = list(resamples(7, 5, np.random.default_rng(0)))
    assert len(drawn) == 5
    assert all(counts.sum() == 7 and len(counts) == 7 for counts in drawn)
    assert own_pairs(np.array([3, 2, 0, 1])) == 4


def test_normal_interval_covers_the_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        sample = rng.exponential(size=60)
        means = [(sample * drawn).sum() / 60 for drawn in resamples(60, 200, rng)]
        low, high = normal_interval(sample.mean(), means) or (0, 0)
        held += low <= 1 <= high
    assert 0.88 <= held / 300 <= 0.98


def test_intervals_stay_in_range_and_may_be_undefined() -> None:
    assert normal_interval(0.9, [0.0, 1.0], 0, 1) == (0, 1)
    assert normal_interval(0.5, [0.4]) is None
    assert normal_interval(0.5, [np.nan, np.nan]) is None
    assert percentile_interval([]) is None
    assert percentile_interval([2.0] * 10) == (2, 2)
