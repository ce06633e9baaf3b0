"""Numbers of a report as people read them, in both languages."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.reports.comparison import Change
from tribe.reports.words import chance, changed, counts_sentence, shown

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
            "Plus qu’au 3 mai 2026, de 6 sur 100\u00a0: dans ce que fait le hasard.",
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
        said = counts_sentence({"counts": counts})
    assert said == (
        "Made from fewer than ten members who agreed to be measured, 2,500 acts towards one "
        "another that make 1,445 ties, 1 gathering and 0 rites."
    )
