"""Numbers as people say them."""

from __future__ import annotations

import pytest

from tribe.graph.words import Words, decimal, duration, in_hundred, span, whole


@pytest.mark.parametrize(
    ("hours", "english", "french"),
    [
        (0.001, "one minute", "une minute"),
        (0.5, "30 minutes", "30 minutes"),
        (1.5, "two hours", "deux heures"),
        (4, "four hours", "quatre heures"),
        (24, "24 hours", "24 heures"),
        (48, "two days", "deux jours"),
        (400, "17 days", "17 jours"),
    ],
)
def test_durations(hours: float, english: str, french: str) -> None:
    assert duration(hours, "en") == english
    assert duration(hours, "fr") == french


def test_numbers() -> None:
    assert decimal(1234.5, "en") == "1,234.50"
    assert decimal(1234.5, "fr") == "1\u202f234,50"
    assert decimal(-0.001, "en") == "0.00"
    assert whole(12.6, "fr") == "13"
    assert in_hundred(0.414, "en") == "41"
    assert in_hundred(0.0042, "fr") == "0,4"
    assert in_hundred(0, "fr") == "0"
    assert decimal(-1.5, "fr") == "−1,50"
    assert in_hundred(-0.00996, "en") == "−1"
    assert in_hundred(-0.004, "en") == "−0.4"
    assert span("1", "2") == "1–2"
    assert span("−1", "2") == "−1 … 2"


def test_words_in_a_language() -> None:
    words = Words("tie", "lien")
    assert [words.said_in(tongue) for tongue in ("en", "fr", "fr_CA", "de")] == [
        "tie",
        "lien",
        "lien",
        "tie",
    ]
    assert str(words) == "tie"
