"""Kaplan and Meier by hand and against a published trial."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph.study.survival import kaplan_meier


def test_by_hand() -> None:
    curve = kaplan_meier([1, 2, 3, 4, 5], [True, True, False, True, False])
    assert curve is not None
    assert curve.survival.tolist() == pytest.approx([0.8, 0.6, 0.6, 0.3, 0.3])
    assert curve.median == 4
    assert [curve.at(t) for t in (0.5, 1, 3.5, 9)] == pytest.approx([1, 0.8, 0.6, 0.3])


def test_greenwood_against_published_leukaemia_trial() -> None:
    # Freireich et al. 1963, 6-MP arm: S(6) = .857, S(23) = .448, median 23
    waits = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    heard = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = kaplan_meier(waits, heard)
    assert curve is not None
    assert curve.median == 23
    assert curve.at(6) == pytest.approx(0.8571, abs=5e-5)
    assert curve.at(23) == pytest.approx(0.4482, abs=5e-5)
    first = curve.times.tolist().index(6)
    # R: survfit(..., conf.type = "log-log") gives .620 and .952
    assert curve.low[first] == pytest.approx(0.620, abs=5e-4)
    assert curve.high[first] == pytest.approx(0.952, abs=5e-4)
    assert curve.interval is None  # the upper end is not reached


def test_undefined_and_refused() -> None:
    assert kaplan_meier([], []) is None
    never = kaplan_meier([1, 2], [False, False])
    assert never is not None
    assert never.median is None
    assert never.interval is None
    for waits, heard in (([1], []), ([-1], [True]), ([np.nan], [True])):
        with pytest.raises(ValueError, match="durations"):
            kaplan_meier(waits, heard)


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_the_curve_only_falls_and_its_interval_holds_it(
    waits: list[tuple[int, bool]],
) -> None:
    curve = kaplan_meier([w for w, _ in waits], [heard for _, heard in waits])
    assert curve is not None
    assert (np.diff(curve.survival) <= 1e-12).all()
    known = np.isfinite(curve.low)
    assert (curve.low[known] <= curve.survival[known] + 1e-12).all()
    assert (curve.high[known] >= curve.survival[known] - 1e-12).all()
