"""What a report is made from: windows, waits and the dates of rites."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START, tribe_evidence
from tribe.graph import Evidence, Interactions, MemberFact, Newcomers


def test_window_defaults_to_what_happened() -> None:
    rows = [("a", "b", "reply", 5.0, 0), ("b", "b", "reply", 9.0, 0)]
    evidence = Evidence(Interactions.from_rows(rows))
    assert evidence.window == (5, 9)
    assert evidence.loops == 1
    assert Evidence(Interactions.from_rows([])).window == (None, None)
    assert Evidence(Interactions.from_rows(rows), since=6.0, until=20.0).window == (6, 20)


def test_who_joined_later_is_not_a_reader_yet() -> None:
    facts = [MemberFact("late", joined_at=50.0), MemberFact("early", joined_at=1.0)]
    rows = [("a", "b", "reply", 5.0, 0)]
    evidence = Evidence(Interactions.from_rows(rows, facts), until=10.0)
    assert evidence.measured.members == ("early", "a", "b")


def test_rites_keep_their_past_but_not_their_future() -> None:
    evidence = tribe_evidence(since=START + 50 * DAY, until=START + 60 * DAY)
    assert [len(times) for times in evidence.rite_times] == [9, 5, 2]


@pytest.mark.parametrize(
    "columns",
    [
        ([1.0], []),
        ([-1.0], [True]),
        ([float("nan")], [True]),
        ([1.0], [True], [1.0, 2.0], [True, True]),
    ],
)
def test_refused_waits(columns: tuple[list[float], ...]) -> None:
    with pytest.raises(ValueError, match="wait"):
        Newcomers.of(*columns)
