"""Circles apart, as the last report lets moderators bring them together."""

from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.show import support

CIRCLES = [{"label": letter, "hue": 0, "haunts": []} for letter in "ABC"]


def snapshot(p: float, unbridged: list[list[int]]) -> Snapshot:
    return Snapshot(
        state=SnapshotState.DONE,
        document={"measures": {"C5": {"enough": True, "null_model": {"p": p}}}},
        drawing={"map": {"circles": CIRCLES, "unbridged": unbridged}},
    )


def test_circles_apart_are_read_from_the_last_report() -> None:
    found = support.pairs_apart(snapshot(0.01, [[0, 2]]))
    assert found is not None
    assert [(pair.one["label"], pair.other["label"]) for pair in found] == [("A", "C")]
    assert support.pairs_apart(snapshot(0.01, [])) == []


def test_circles_that_chance_would_make_are_none() -> None:
    assert support.pairs_apart(snapshot(0.2, [[0, 2]])) is None
    assert support.pairs_apart(None) is None
    assert support.pairs_apart(Snapshot(document={}, drawing={"map": None})) is None
