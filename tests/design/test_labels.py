"""Moments in words: near ones as distances, others as dates, in the reader's language."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.web.design import labels

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EVENING = datetime(2026, 12, 12, 19, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    monkeypatch.setattr(labels, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("moment", "english", "french"),
    [
        (NOW - timedelta(seconds=20), "just now", "à l’instant"),
        (NOW - timedelta(seconds=80), "1 minute ago", "il y a 1 minute"),
        (NOW - timedelta(hours=27), "1 day ago", "il y a 1 jour"),
        (NOW - timedelta(minutes=25), "25 minutes ago", "il y a 25 minutes"),
        (NOW - timedelta(hours=3), "3 hours ago", "il y a 3 heures"),
        (NOW - timedelta(days=2), "2 days ago", "il y a 2 jours"),
        (NOW + timedelta(hours=5), "in 5 hours", "dans 5 heures"),
        (datetime(2026, 5, 12, 8, tzinfo=UTC), "12 May", "12 mai"),
        (datetime(2024, 5, 12, 8, tzinfo=UTC), "12 May 2024", "12 mai 2024"),
    ],
)
def test_nearby(app: Flask, moment: datetime, english: str, french: str) -> None:
    with app.test_request_context("/"):
        with force_locale("en"):
            assert labels.nearby(moment) == english
        with force_locale("fr"):
            assert labels.nearby(moment) == french


def test_a_gathering_is_told_in_its_own_zone(app: Flask) -> None:
    with app.test_request_context("/"):
        with force_locale("fr"):
            assert labels.day_words(EVENING) == "samedi 12 décembre"
            assert labels.clock(EVENING) == "19:30"
            assert labels.weekday_name(EVENING) == "sam."
        with force_locale("en"):
            assert labels.day_words(EVENING) == "Saturday 12 December"
            assert labels.month_name(EVENING) == "Dec"
    assert labels.iso(EVENING) == "2026-12-12T19:30+01:00"


def test_the_exact_moment(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        assert labels.long_moment(NOW) == "22 Nov 2026, 12:00"
