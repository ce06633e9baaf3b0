"""Whom people turn to: the chart, the table and the sentence say the same of each effect."""

import re
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask_babel import force_locale

from benchmarks.truth.planted import planted
from tests.graph.measures.alone import alone
from tribe.reports.build.gate import publish_measure
from tribe.reports.declared import DECLARATIONS
from tribe.reports.figures.charts import forest
from tribe.reports.figures.charts.forest import Ratio
from tribe.reports.figures.entry import Entry
from tribe.reports.show.present import plot, tables

DECLARED = DECLARATIONS["T6"]


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    measured = alone("T6", planted(np.random.default_rng(1))).to_json()
    found = publish_measure("T6", measured)
    assert found is not None
    return found


def texts(drawn: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


@pytest.mark.parametrize("tongue", ["en", "fr"])
def test_chart_table_and_sentence_say_one_number(
    context: Flask, published: dict[str, Any], tongue: str
) -> None:
    with context.test_request_context(), force_locale(tongue):
        entry = Entry(DECLARED.measure, published)
        words = texts(plot(DECLARED, entry))
        (rows,) = (table.rows for table in tables(DECLARED, entry) if len(table.head) == 5)
        effects = [one for one in entry.detail["effects"].values() if one is not None]
        assert len(rows) == len(effects) >= 7
        for (name, times, ends, _p, says), one in zip(rows, effects, strict=True):
            place = words.index(name)
            assert words[place + 1] == (f"{times} ({ends})" if one["enough"] else says)
            if one["found"]:
                assert f"{times} " in entry.sentence
                assert f"({ends})" in entry.sentence


def test_nothing_is_drawn_of_what_may_not_be_told(context: Flask) -> None:
    few = Ratio("A", None, None, "not enough yet", is_found=False)
    one = Ratio("B", 2.0, (1.5, 2.7), "2.00 (1.50 – 2.70)", is_found=True)
    with context.test_request_context(), force_locale("en"):
        drawn = forest.draw("Times as often", [few, one])
    assert drawn.count("<circle") == 1
    assert drawn.count('class="chart__interval"') == 1
    assert "not enough yet" in drawn
    assert texts(drawn)[0] == "as often"


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0.5, 2.0, [0.5, 1, 2]),
        (0.12, 4.3, [0.125, 0.25, 0.5, 1, 2, 4]),
        (0.06, 2.0, [0.1, 1]),
        (0.3, 2830.0, [1, 10, 100, 1000]),
        (0.5, 5e15, [1, 1e4, 1e8, 1e12]),
    ],
)
def test_the_axis_has_few_steps_and_as_often_is_one(
    low: float, high: float, steps: list[float]
) -> None:
    assert forest.steps_between(low, high) == pytest.approx(steps)


def test_what_is_as_often_stands_on_the_line(context: Flask) -> None:
    with context.test_request_context(), force_locale("en"):
        drawn = forest.draw("", [Ratio("A", 1.0, (0.8, 1.25), "", is_found=False)])
    line = re.search(r'<line x1="([\d.]+)"[^>]*chart__before', drawn)
    dot = re.search(r'<circle cx="([\d.]+)"', drawn)
    assert line is not None
    assert dot is not None
    assert line[1] == dot[1]


def test_a_report_of_before_has_no_chart_of_effects(
    context: Flask, published: dict[str, Any]
) -> None:
    with context.test_request_context(), force_locale("en"):
        entry = Entry(DECLARED.measure, {**published, "detail": {"effects": {}}})
        assert plot(DECLARED, entry).count("<svg") == 1
