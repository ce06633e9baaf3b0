"""A measure says one number: words, chart and table are made of what passed the gate."""

import re

import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.graph.study.register import Finding
from tribe.reports.build.gate import publish_measure
from tribe.reports.declared.fidelity import AUTONOMY
from tribe.reports.figures.entry import Entry
from tribe.reports.show.present import plot, tables

SPLIT = 0.9746


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("exact", [SPLIT, 0.975, 0.965, 0.0049, 0.5, 1.0])
def test_autonomy_is_one_number_in_words_and_in_the_chart(
    context: Flask, exact: float, language: str
) -> None:
    measured = {
        "name": AUTONOMY.measure.name.to_json(), "value": exact, "interval": [exact, exact],
        "null_model": None, "n": 260, "with_brand": None, "without_brand": None, "enough": True,
        "reading": {"en": "", "fr": ""},
        "detail": {"largest_component": 1.0, "largest_component_with_brand": 1.0},
    }  # fmt: skip
    published = publish_measure(AUTONOMY.measure.id, measured)
    assert published is not None
    with context.test_request_context(), force_locale(language):
        entry = Entry(AUTONOMY.measure, published)
        if entry.value is None:
            return  # it would stand for fewer than ten
        drawn = re.findall(r'class="chart__value"[^>]*>([\d,.]+)', plot(AUTONOMY, entry))
        told = re.findall(r"[\d,.]*\d", entry.sentence)[0]
        row = tables(AUTONOMY, entry)[0].rows[0]
        assert drawn == [told]
        assert re.findall(r"[\d,.]*\d", str(row[1]))[0] == told
        if exact == SPLIT:  # what was measured would say 97, what passes says 96
            measured_words = AUTONOMY.measure.read(Finding(exact, None, None, measured["detail"]))
            assert "97" in measured_words.said_in(language)
            assert told == "96"
