"""Charts say what the document holds, and the words beside them say the same number."""

from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.reports.declared import DECLARATIONS, climate, cohesion
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
