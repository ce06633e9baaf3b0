"""Orders compared, beside scipy's."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph.study.ranks import rank_correlation, tau
from tribe.graph.study.uncertainty import benjamini_hochberg

PAIRS = st.lists(st.tuples(st.integers(-9, 9), st.floats(-3, 3).map(lambda x: round(x, 1))))


@settings(deadline=None)
@given(PAIRS)
def test_orders_agree_as_scipy_says(pairs: list[tuple[int, float]]) -> None:
    one, other = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    if len(pairs) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(rank_correlation(one, other))
    else:
        rho = scipy.stats.spearmanr(one, other).statistic
        assert rank_correlation(one, other) == pytest.approx(rho, abs=1e-12)
    if len(pairs) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(tau(one, other))
    else:
        wanted = scipy.stats.kendalltau(one, other).statistic
        assert tau(one, other) == pytest.approx(wanted, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.none() | st.floats(0, 1)))
def test_many_tests_at_once_are_adjusted_as_by_scipy(p_values: list[float | None]) -> None:
    known = [p for p in p_values if p is not None]
    wanted = iter(scipy.stats.false_discovery_control(known) if known else [])
    found = benjamini_hochberg(p_values)
    assert [one is None for one in found] == [p is None for p in p_values]
    assert [one for one in found if one is not None] == pytest.approx(list(wanted), abs=1e-12)
