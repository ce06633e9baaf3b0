"""When a gathering is, in the reader's words."""

import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.base.zones import list_zones
from tribe.events.labels import zone_words


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Europe/Brussels", "Brussels time", "heure de Bruxelles"),
        ("Europe/Amsterdam", "Amsterdam time", "heure d’Amsterdam"),
        ("Africa/Cairo", "Cairo time", "heure du Caire"),
        ("America/New_York", "New York time", "heure de New York"),
        (
            "America/Argentina/Buenos_Aires",
            "Buenos Aires time",
            "heure de Buenos Aires",
        ),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT+7", "Etc/GMT+7", "Etc/GMT+7"),
    ],
)
def test_a_zone_is_told_by_its_city(app: Flask, zone: str, english: str, french: str) -> None:
    with app.test_request_context("/"):
        with force_locale("en"):
            assert zone_words(zone) == english
        with force_locale("fr"):
            assert zone_words(zone) == french


def test_every_zone_that_is_offered_has_words(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("fr"):
        assert all(zone_words(zone) for zone in list_zones())
