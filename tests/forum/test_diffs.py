"""What changed between two versions, and that comparing them takes no long time."""

import time

import pytest

from tribe.base.diffs import Line, compare


def test_lines_stay_come_and_go() -> None:
    assert compare("a\nb\nc", "a\nx\nc\nd") == [
        Line("same", "a"),
        Line("removed", "b"),
        Line("added", "x"),
        Line("same", "c"),
        Line("added", "d"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n" * 32_000, "\n" * 31_999),
        ("ab\n" * 1_400, "ba\n" * 1_400),
        ("\n".join(map(str, range(3_000))), "\n".join(map(str, reversed(range(3_000))))),
        ("x" * 32_000, "y" * 32_000),
    ],
)
def test_no_comparison_takes_seconds(old: str, new: str) -> None:
    began = time.process_time()
    lines = compare(old, new)
    assert time.process_time() - began < 2
    assert [line.text for line in lines if line.change != "added"] == old.split("\n")
    assert [line.text for line in lines if line.change != "removed"] == new.split("\n")
