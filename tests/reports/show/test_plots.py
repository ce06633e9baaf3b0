"""Charts say what the document holds, and the words beside them say the same number."""

from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.reports.build.gate import publish_measure
from tribe.reports.declared import DECLARATIONS, climate, cohesion
from tribe.reports.declared.rules import NotPublishable
from tribe.reports.figures.charts import bars
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.values import shown
from tribe.reports.show.present import plot
from tribe.speech import InHundred


@pytest.fixture(autouse=True)
def page(context: Flask) -> object:
    """A request whose reader reads English."""
    with context.test_request_context(), force_locale("en"):
        yield


def shells(members: list[int | None]) -> list[Bar]:
    found = {"k": list(range(1, len(members) + 1)), "members": members}
    return list(cohesion.SHELLS.made({"shells": found}))


def test_a_hidden_shell_is_no_empty_one() -> None:
    few = shells([40, None, 0, 20])
    assert [bar.value for bar in few] == [40, None, 0, 20]
    many = shells([30, 20, None, 0, *[None] * 6, 15, None, *[10] * 8])  # two of them a bar
    assert [bar.value for bar in many[:6]] == [50, None, None, None, None, 15]
    assert [bar.words for bar in many[:1]] == ["50"]
    assert many[5].words == "15 or more"


def test_a_mood_of_fewer_than_ten_has_no_bar_of_threads() -> None:
    detail = {"threads": 7, "families": [
        {"family": "warm", "reactions": 40, "leads": 7},
        {"family": "sad", "reactions": None, "leads": None},
    ]}  # fmt: skip
    assert [(bar.value, bar.words) for bar in climate.LEADING.made(detail)] == [(7, "7")]


@pytest.mark.parametrize("tongue", ["en", "fr"])
def test_a_share_is_one_number_in_words_and_in_the_chart(tongue: str) -> None:
    with force_locale(tongue):
        for share in (*np.linspace(0, 1, 2001).tolist(), 0.0095, 0.0096, 0.965, 0.975, 0.985):
            assert shown(share, "share").split()[0] == InHundred(share).said_in(tongue)


def test_bars_of_a_hundred_stand_on_a_scale_of_a_hundred() -> None:
    half = bars.draw("Reached", [Bar("A", 0.5, "50")], whole=1.0)
    longest = bars.draw("Reached", [Bar("A", 0.5, "50")])
    assert 'width="160"' in half
    assert 'width="320"' in longest


def test_the_chart_of_mixing_answers_its_question() -> None:
    reading = {"en": "Veterans and newcomers mix.", "fr": "Tous se mêlent."}
    found = {"reading": reading, "value": -0.4, "interval": [-0.5, -0.3], "null_model": None}
    tenure = {"value": 0.21, "low": 0.1, "high": 0.3}

    def drawn(detail: dict[str, Any]) -> str:
        stored = {**found, "enough": True, "detail": detail}
        entry = DECLARATIONS["C6"].entry_in({"measures": {"C6": stored}})
        assert entry is not None
        return plot(DECLARATIONS["C6"], entry)

    assert "0.21" in drawn({"tenure": tenure, "region": None})
    assert "0.40" not in drawn({"tenure": tenure, "region": None})
    assert drawn({"tenure": None}) == ""


@pytest.mark.parametrize(
    ("verdict", "is_advised"),
    [(None, True), ("found", True), ("nothing", False), ("too few", False)],
)
def test_introductions_are_advised_only_where_closing_stands_beside_the_rest(
    verdict: str | None, is_advised: bool
) -> None:
    declared = DECLARATIONS["C3"]
    detail: dict[str, Any] = {"open_rate": 0.08, "far_rate": 0.03}
    if verdict:
        detail["beside"] = {"verdict": verdict, "against": ["inertia", "rite"]}
    measured = {
        "name": declared.measure.name.to_json(), "value": 0.2, "interval": [0.19, 0.21],
        "null_model": {"mean": 0.05, "sd": 0.01, "p": 0.001, "draws": 200}, "n": 260,
        "with_brand": None, "without_brand": None, "enough": True,
        "reading": {"en": "", "fr": ""}, "detail": detail,
    }  # fmt: skip
    published = publish_measure("C3", measured)
    entry = declared.entry_in({"measures": {"C3": published}})
    assert entry is not None
    assert declared.advice is not None
    assert (declared.advice(entry) is not None) == is_advised
    assert ("meets more than by chance" in entry.sentence) == (verdict != "nothing")


def test_of_what_stands_beside_only_names_of_effects_pass() -> None:
    rule = DECLARATIONS["C3"].detail
    for beside in ({"verdict": "ada", "against": []}, {"verdict": "found", "against": ["ada"]}):
        with pytest.raises(NotPublishable):
            rule({"beside": beside}, 260)
