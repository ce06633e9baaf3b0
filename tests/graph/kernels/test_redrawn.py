"""Pairs of redrawn acts, and when they first met, against a dictionary."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.graph.kernels.redrawn import met

acts = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 5)), max_size=40)


@settings(deadline=None)  # the first asks for the kernel to be compiled
@given(acts)
def test_when_each_pair_first_met(rows: list[tuple[int, int, int]]) -> None:
    first: dict[tuple[int, int], int] = {}
    for one, other, month in rows:
        if one != other:
            pair = min(one, other), max(one, other)
            first[pair] = min(first.get(pair, month), month)
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3).T.copy()
    found = met(7, columns[0], columns[1], columns[2])
    assert list(zip(*(column.tolist() for column in found), strict=True)) == [
        (*pair, first[pair]) for pair in sorted(first)
    ]
