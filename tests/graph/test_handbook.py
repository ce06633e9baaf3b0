"""The analysts' handbook says what the register says."""

from __future__ import annotations

from pathlib import Path

from tribe.graph import MEASURES
from tribe.graph.handbook import handbook_table

PAGE = Path(__file__).parents[2] / "docs/analysts/measures.md"


def test_the_table_is_the_register() -> None:
    assert handbook_table() in PAGE.read_text(encoding="utf-8"), (
        "docs/analysts/measures.md is out of date: paste `python -m tribe.graph.handbook`"
    )


def test_every_measure_has_its_own_words() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for measure in MEASURES.values():
        assert f"### {measure.id} · {measure.name}" in text
