"""Months are whole, and counted from the end."""

from __future__ import annotations

import numpy as np

from tribe.graph.data.fading import DAY
from tribe.graph.data.months import MONTH, Months


def test_a_month_holds_its_end_and_not_its_beginning() -> None:
    months = Months.of(10 * DAY, 100 * DAY)
    assert months.number == 3
    ends = np.array([10, 40, 70, 100]) * DAY
    assert months.place(ends).tolist() == [0, 1, 2, 3]
    assert months.place(ends + 1).tolist() == [1, 2, 3, 4]


def test_a_window_shorter_than_a_month_has_none() -> None:
    months = Months.of(0, MONTH - 1)
    assert months.number == 0
    assert months.place([0, MONTH - 1, MONTH]).tolist() == [0, 0, 1]


def test_what_lies_long_before_has_place_nought() -> None:
    assert Months.of(0, 2 * MONTH).place([-1e9, -1.0, 0.0]).tolist() == [0, 0, 0]
