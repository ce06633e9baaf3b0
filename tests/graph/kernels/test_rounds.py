"""Arrows round a circle, beside the same in plain numpy."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph import kernels
from tribe.graph.measures.rituals.entrainment import phases_round

TIMES = st.lists(st.floats(-5, 60), max_size=12)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(TIMES, max_size=6),
    st.lists(st.integers(0, 50), min_size=2, max_size=10, unique=True).map(sorted),
)
def test_the_same_as_plain_numpy(members: list[list[float]], marks: list[int]) -> None:
    dates = np.array(marks, dtype=np.float64)
    indptr = np.concatenate([[0], np.cumsum([len(times) for times in members])]).astype(np.int64)
    at = np.array([time for times in members for time in sorted(times)], dtype=np.float64)
    sums, acts = kernels.rounds.arrows(indptr, at, dates)
    assert sums.shape == (2, len(members))
    for member, times in enumerate(members):
        angles = phases_round(sorted(times), dates)
        angles = angles[np.isfinite(angles)]
        assert acts[member] == len(angles)
        expected = [np.cos(angles).sum(), np.sin(angles).sum()]
        assert np.allclose(sums[:, member], expected, atol=1e-9)


def test_one_mark_opens_no_interval() -> None:
    sums, acts = kernels.rounds.arrows(
        np.array([0, 2], dtype=np.int64), np.array([1.0, 2.0]), np.array([1.0])
    )
    assert not sums.any()
    assert not acts.any()
