"""The analysts' page names every declared function, with the kernel that serves it."""

from __future__ import annotations

from pathlib import Path

from tribe.graph.backend import interface
from tribe.graph.backend.dispatch import REGISTER

PAGE = Path(__file__).parents[3] / "docs/analysts/networkx.md"


def test_the_page_lists_what_is_declared() -> None:
    assert interface.backend
    text = PAGE.read_text(encoding="utf-8")
    listed = [line for line in text.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in listed] == sorted(REGISTER), (
        "docs/analysts/networkx.md is out of date: run `python -m benchmarks.graph.handbook`"
    )
    for line, name in zip(listed, sorted(REGISTER), strict=True):
        assert REGISTER[name].why in line
