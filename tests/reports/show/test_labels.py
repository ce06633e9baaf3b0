"""Numbers of a report as people read them, in both languages."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.reports.figures.values import chance, shown
from tribe.reports.show.comparison import Change
from tribe.reports.show.labels import changed, counts_sentence

MAY = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "unit", "short", "en", "fr"),
    [
        (0.41, "share", False, "41 of 100", "41 sur 100"),
        (0.004, "share", False, "0.4 of 100", "0,4 sur 100"),
        (0.25, "share", True, "25", "25"),
        (0.4198, "modularity", False, "0.42", "0,42"),
        (0.2, "index", True, "0.2", "0,2"),
        (0.05, "weight", True, "0.05", "0,05"),
        (4.0, "hours", False, "four hours", "quatre heures"),
        (1234, "members", False, "1,234", "1\u202f234"),
        (None, "share", False, "–", "–"),
    ],
)
def test_values(
    context: Flask, value: float | None, unit: str, short: bool, en: str, fr: str
) -> None:
    for tongue, words in (("en", en), ("fr", fr)):
        with context.test_request_context(), force_locale(tongue):
            assert shown(value, unit, short=short) == words


@pytest.mark.parametrize(
    ("change", "en", "fr"),
    [
        (
            Change(0.06, (-0.01, 0.13)),
            "Higher than on 3 May 2026 by 6 of 100, within what chance does.",
            "Plus qu’au 3 mai 2026, de 6 sur 100\u00a0: le hasard seul peut l’expliquer.",
        ),
        (
            Change(-0.2, (-0.3, -0.1)),
            "Lower than on 3 May 2026 by 20 of 100, more than chance does.",
            "Moins qu’au 3 mai 2026, de 20 sur 100\u00a0: davantage que ne le fait le hasard.",
        ),
        (
            Change(0.1, None),
            "Higher than on 3 May 2026 by 10 of 100.",
            "Plus qu’au 3 mai 2026, de 10 sur 100.",
        ),
        (Change(0.001, None), "As on 3 May 2026.", "Comme au 3 mai 2026."),
        (None, "", ""),
    ],
)
def test_changes(context: Flask, change: Change | None, en: str, fr: str) -> None:
    for tongue, words in (("en", en), ("fr", fr)):
        with context.test_request_context(), force_locale(tongue):
            assert changed(change, "share", MAY) == words


def test_a_small_p_is_not_nought(context: Flask) -> None:
    with context.test_request_context(), force_locale("en"):
        assert [chance(p) for p in (0.0004, 0.012, None)] == ["< 0.001", "0.012", "–"]


def test_counts_are_said_in_the_singular_too(context: Flask) -> None:
    counts = {"members": None, "interactions": 2500, "ties": 1445, "events": 1, "rituals": 0}
    with context.test_request_context(), force_locale("en"):
        said = counts_sentence({"counts": counts, "window": {"since": None}})
    assert said == (
        "Made from fewer than ten members who agreed to be measured, 2,500 acts towards one "
        "another, 1,445 ties, 1 gathering and 0 rites."
    )


@pytest.mark.parametrize(
    ("tongue", "words"),
    [("en", "after every 90 days"), ("fr", "moitié moins tous les 90 jours")],
)
def test_a_short_period_says_why_it_has_more_ties_than_acts(
    context: Flask, tongue: str, words: str
) -> None:
    counts = {"members": 80, "interactions": 60, "ties": 900, "events": 1, "rituals": 0}
    document = {"counts": counts, "window": {"since": "2026-11-02T00:00:00Z"}}
    with context.test_request_context(), force_locale(tongue):
        assert words in counts_sentence(document)
