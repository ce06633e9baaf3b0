"""Hours as the reader's clocks show them, and the hour that comes twice."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tribe.base.db import session
from tribe.events.models import Event

NIGHT = {
    "title": "Stars",
    "mode": "place",
    "place": "The hill",
    "zone": "Europe/Paris",
    "starts": "2027-10-31T01:30",
}


def only_event(app: Flask) -> Event:
    with app.app_context():
        return session.query(Event).one()


def fields(page: str) -> dict[str, str]:
    """The fields of a gathering's form as a browser would send them."""
    names = "title|place|starts|ends|zone|version"
    found = dict(re.findall(rf'name="({names})"[^>]* value="([^"]*)"', page))
    again = re.findall(r'name="(\w+_again)" type="checkbox" value="1" checked', page)
    return found | dict.fromkeys(again, "1") | {"mode": "place"}


def test_a_new_title_leaves_the_end_in_the_hour_that_comes_twice(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    where = cleo.post("/events/new", data=NIGHT).location
    before = only_event(app)
    assert before.ends_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    form = fields(cleo.get(f"{where}/edit").text)
    assert form["ends"] == "2027-10-31T02:30"
    assert cleo.post(f"{where}/edit", data=form | {"title": "Many stars"}).status_code == 303
    after = only_event(app)
    assert after.title == "Many stars"
    assert (after.ends_at, after.sequence) == (before.ends_at, before.sequence)


def test_either_of_the_two_hours_can_be_chosen(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    where = cleo.post("/events/new", data=NIGHT | {"starts": "2027-10-31T02:30"}).location
    assert only_event(app).starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    form = fields(cleo.get(f"{where}/edit").text) | {"ends": "2027-10-31T05:00"}
    assert "starts_again" not in form
    cleo.post(f"{where}/edit", data=form | {"starts_again": "1"})
    assert only_event(app).starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert fields(cleo.get(f"{where}/edit").text)["starts_again"] == "1"
    assert "02:30 (the second time)–05:00, Paris time" in cleo.get(where).text
    french = cleo.get(where, headers={"Accept-Language": "fr"}).text
    assert "02:30 (la seconde fois)–05:00, heure de" in french
    cleo.set_cookie("zone", "Europe/Lisbon")  # whose clocks go back at the same moment
    assert "01:30 (the second time) for you (Lisbon time)" in cleo.get(where).text


def test_an_hour_that_comes_once_knows_no_second(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    cleo.post("/events/new", data=NIGHT | {"starts": "2027-06-01T10:00", "starts_again": "1"})
    assert only_event(app).starts_at == datetime(2027, 6, 1, 8, 0, tzinfo=UTC)


def zone_offered(client: FlaskClient) -> str:
    found = re.search(r'name="zone"[^>]* value="([^"]*)"', client.get("/events/new").text)
    assert found is not None
    return found[1]


def test_the_zone_offered_is_the_readers_own(app: Flask, cast: Cast) -> None:
    sign_in(app, cast, "cleo").post("/events/new", data=NIGHT)
    dov = sign_in(app, cast, "dov")
    assert zone_offered(dov) == "UTC"
    dov.set_cookie("zone", "America/New_York")
    assert zone_offered(dov) == "America/New_York"
    dov.set_cookie("zone", "../../etc/passwd")
    assert zone_offered(dov) == "UTC"
    answer = dov.post("/me/profile", data={"bio": "", "zone": "asia/tokyo"})
    assert answer.status_code == 303
    assert zone_offered(dov) == "Asia/Tokyo"


@pytest.mark.parametrize(("zone", "own"), [("America/New_York", "19:30"), ("Europe/Berlin", "")])
def test_pages_say_the_readers_own_hour(app: Flask, cast: Cast, zone: str, own: str) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    where = cleo.post("/events/new", data=NIGHT).location
    dov.set_cookie("zone", zone)
    words = f"Saturday 30 October 2027, {own} for you (New York time)"
    assert (words in dov.get(where).text) == bool(own)
    assert ("Paris time" in dov.get("/events").text) == bool(own)


def test_a_guests_page_names_the_zone(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(app, cast, "cleo").post("/events/new", data=NIGHT)
    client.set_cookie("zone", "Europe/Paris")
    assert "01:30–02:30, Paris time" in client.get("/events").text


def test_a_zone_that_is_none_is_refused_beside_its_field(app: Flask, cast: Cast) -> None:
    answer = sign_in(app, cast, "dov").post("/me/profile", data={"bio": "", "zone": "Mars"})
    assert answer.status_code == 422
    assert 'href="#f-zone">Your time zone – There is no time zone' in answer.text


@pytest.mark.parametrize("path", ["/me/sessions", "/me/consent"])
def test_lists_of_moments_say_in_which_zone(app: Flask, cast: Cast, path: str) -> None:
    cleo = sign_in(app, cast, "cleo")
    cleo.set_cookie("zone", "Asia/Tokyo")
    cleo.post("/me/consent", data={"is_measured": "0"})
    french = {"Accept-Language": "fr"}
    assert "Times are those of the zone Asia/Tokyo." in cleo.get(path).text
    assert "Les heures sont celles du fuseau Asia/Tokyo." in cleo.get(path, headers=french).text


def test_stopping_says_what_goes_and_what_stays_and_asks_once(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    assert 'action="/me/consent"' not in cleo.get("/me/consent").text
    assert 'href="/me/consent?stop=1"' in cleo.get("/me/measured").text
    asked = cleo.get("/me/consent?stop=1").text
    assert "What goes:" in asked
    assert "What stays:" in asked
    assert 'name="is_measured" value="0"' in asked
