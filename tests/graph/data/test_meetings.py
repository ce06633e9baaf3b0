"""The acts of each pair by month."""

from __future__ import annotations

import numpy as np

from tests.graph.conftest import DAY, tribe_members, tribe_rows
from tribe.graph import Interactions
from tribe.graph.data.columns import Row
from tribe.graph.data.meetings import Meetings
from tribe.graph.data.months import Months

MONTHS = Months.of(0, 90 * DAY)


def meetings_of(rows: list[Row]) -> Meetings:
    return Meetings.from_interactions(Interactions.from_rows(rows), MONTHS)


def test_each_pair_has_its_acts() -> None:
    rows: list[Row] = [
        ("b", "a", "reply", 10 * DAY, 0),
        ("a", "b", "thanks", 80 * DAY, 0),
        ("a", "a", "reply", 10 * DAY, 0),
        ("a", "c", "co_attendance", 40 * DAY, 3),
        ("c", "b", "co_attendance", 40 * DAY, 3),
        ("b", "c", "co_attendance", 40 * DAY, 3),
        ("a", "c", "reply", 91 * DAY, 0),
    ]
    found = meetings_of(rows)
    pairs = list(zip(found.u.tolist(), found.v.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (1, 2)]
    months = [
        found.month[found.moment[a:b]].tolist()
        for a, b in zip(found.indptr, found.indptr[1:], strict=False)
    ]
    assert months == [[1, 3], [2], [2]]
    # one gathering is one moment, however many pairs were there
    assert len(found.month) == 3
    assert found.moment[2] == found.moment[3]


def test_nothing_depends_on_the_order_of_rows() -> None:
    rows = tribe_rows()
    order = np.random.default_rng(3).permutation(len(rows))
    months = Months.of(rows[0][3], max(row[3] for row in rows))
    one, other = (
        Meetings.from_interactions(Interactions.from_rows(some, tribe_members()), months)
        for some in (rows, [rows[place] for place in order])
    )
    for column in ("u", "v", "indptr", "moment", "month"):
        assert np.array_equal(getattr(one, column), getattr(other, column))


def test_without_any_act() -> None:
    found = meetings_of([])
    assert len(found) == 0
    assert found.indptr.tolist() == [0]
    assert found.month.tolist() == []
