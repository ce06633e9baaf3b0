"""The pages of the room, for guests, members, the council, the brand and admins."""

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from tests.conftest import Cast, count_queries, sign_in
from tribe.base.db import now, session
from tribe.members.models import Member
from tribe.voice import queries, services
from tribe.voice.models import Outcome

TODAY = now().date()
LATER = (TODAY + timedelta(days=30)).isoformat()
XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PAGES = ("/charter", "/promises", "/council", "/fidelity")


def found(app: Flask, cast: Cast, promises: int = 3) -> None:
    """A charter of one value, Cleo on the council, and promises of Ada's."""
    with app.app_context():
        services.add_value(1, "Mend before you buy", "We show each other how.")
        services.seat(cast.get("cleo"), TODAY - timedelta(days=400))
        past = now() - timedelta(days=300)
        for number in range(promises):
            due = TODAY + timedelta(days=10 - 20 * (number % 2))
            services.make_promise(cast.get("ada"), f"Promise {number}", "Body", due, at=past)
        session.commit()


@pytest.mark.parametrize("page", PAGES)
def test_guests_read_every_page_and_an_empty_one_teaches(
    client: FlaskClient, page: str, cast: Cast, app: Flask
) -> None:
    empty = client.get(page)
    assert empty.status_code == 200
    assert 'class="empty' in empty.text
    found(app, cast)
    full = client.get(page)
    assert full.status_code == 200
    assert 'class="empty' not in full.text
    assert "<form" not in full.text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("page", "french"),
    [
        ("/charter", "Ce à quoi nous tenons"),
        ("/promises", "Ce que la marque a promis"),
        ("/council", "Le conseil des membres"),
        ("/fidelity", "tient-elle ses promesses"),
    ],
)
def test_the_pages_speak_french(client: FlaskClient, page: str, french: str) -> None:
    answer = client.get(page, headers={"Accept-Language": "fr"})
    assert french in answer.text


def test_the_charter_is_worded_by_those_who_may(app: Flask, cast: Cast) -> None:
    found(app, cast)
    cleo = sign_in(app, cast, "cleo")
    assert "/charter/new" in cleo.get("/charter").text
    fields = {"title": "Nobody is a target", "meaning": f"We sell nothing.\n{XSS}", "position": ""}
    answer = cleo.post("/charter/new", data=fields)
    assert answer.status_code == 303
    page = cleo.get("/charter").text
    assert "Nobody is a target" in page
    assert "<script>alert" not in page
    assert "&lt;img src=x" in page
    with app.app_context():
        value = queries.list_values()[1]
    form = cleo.get(f"/charter/{value.id}/edit").text
    assert "Nobody is a target" in form
    fields |= {"title": "No one is a target"}
    assert cleo.post(f"/charter/{value.id}/edit", data=fields).status_code == 303
    assert "No one is a target" in cleo.get("/charter").text
    assert cleo.post(f"/charter/{value.id}/remove").status_code == 303
    assert "No one is a target" not in cleo.get("/charter").text
    assert cleo.get(f"/charter/{value.id}/edit").status_code == 404


def test_whose_words_a_value_is_in_is_said_as_it_is(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    ada = sign_in(app, cast, "ada")
    ada.post("/charter/new", data={"title": "We mend", "meaning": "Before we buy."})
    page = client.get("/charter").text
    assert "own words" not in page
    assert page.count("Proposed by those who look after this place") == 1
    with app.app_context():
        services.seat(cast.get("cleo"), TODAY)
        session.commit()
        [value] = queries.list_values()
        assert "Proposed by" in client.get("/charter").text
        services.change_value(cast.get("cleo"), value, None, "We mend", "And lend.")
        session.commit()
    page = client.get("/charter").text
    assert "own words" in page
    assert "Proposed by" not in page


def test_a_value_without_words_keeps_what_was_typed(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    answer = ada.post("/charter/new", data={"title": "Half a thought", "position": "many"})
    assert answer.status_code == 422
    assert "Half a thought" in answer.text
    assert "many" in answer.text
    assert "whole number" in answer.text


def test_a_promise_is_made_judged_and_counted(app: Flask, cast: Cast) -> None:
    found(app, cast, promises=0)
    ada, cleo = sign_in(app, cast, "ada"), sign_in(app, cast, "cleo")
    fields = {"title": "Spare buttons <b>", "body": f"*Ten* years {XSS}", "due_on": LATER}
    shown = ada.post("/promises/new", data=fields)  # first it is shown and asked, without script
    assert shown.status_code == 200
    assert "<em>Ten</em>" in shown.text
    assert "<img src=x" not in shown.text
    for name, value in fields.items():
        assert f'type="hidden" name="{name}" value="{escape(value)}"' in shown.text
    again = ada.post("/promises/new", data=fields | {"step": "change"})
    assert f'value="{escape(fields["title"])}"' in again.text
    with app.app_context():
        assert queries.list_awaited().rows == []
    assert ada.post("/promises/new", data=fields | {"step": "promise"}).status_code == 303
    page = cleo.get("/promises").text
    assert "<em>Ten</em>" in page
    assert "Spare buttons &lt;b&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    with app.app_context():
        promise = queries.list_awaited().rows[0]
    address = f"/promises/{promise.id}/settle"
    assert address in page
    assert address not in ada.get("/promises").text
    assert cleo.get(address).status_code == 200
    wrong = cleo.post(address, data={"outcome": "perhaps", "account": "Three shops of five"})
    assert wrong.status_code == 422
    assert "Three shops of five" in wrong.text
    right = {"outcome": "broken", "account": f"Three shops of five {XSS}"}
    assert cleo.post(address, data=right).status_code == 303
    assert cleo.post(address, data=right).status_code == 409
    page = cleo.get("/promises").text
    assert "Three shops of five" in page
    assert "<script>alert" not in page
    fidelity = cleo.get("/fidelity").text
    assert "Of the one promise that has come due, 0 was kept." in fidelity
    assert "Not enough yet" in fidelity


@pytest.mark.parametrize("due", ["", "soon", "2026-02-31", "1999-01-01", "99999-01-01"])
def test_a_promise_needs_a_day_to_come(app: Flask, cast: Cast, due: str) -> None:
    ada = sign_in(app, cast, "ada")
    answer = ada.post("/promises/new", data={"title": "Kept words", "due_on": due})
    assert answer.status_code == 422
    assert "Kept words" in answer.text
    with app.app_context():
        assert queries.list_awaited().rows == []


def test_fidelity_gives_an_interval_once_ten_have_come_due(app: Flask, cast: Cast) -> None:
    found(app, cast, promises=0)
    with app.app_context():
        past = now() - timedelta(days=300)
        for number in range(10):
            promise = services.make_promise(cast.get("ada"), f"P{number} x", "", TODAY, at=past)
            outcome = Outcome.KEPT if number < 8 else Outcome.BROKEN
            services.judge_promise(cast.get("cleo"), promise, outcome, "As it was.")
        session.commit()
    page = app.test_client().get("/fidelity").text
    assert "Of 10 promises that have come due, 8 were kept." in page
    assert "between 49 and 94 promises in a hundred" in page
    assert "chart__interval" in page
    main = page.split("<main")[1].split("</main>")[0]
    with app.app_context():
        names = [name for (name,) in session.query(Member.name)]
    assert not [name for name in names if f">{name}<" in main or f"/u/{name}" in main]


def test_the_council_is_noted_by_an_admin(app: Flask, cast: Cast) -> None:
    ada, cleo = sign_in(app, cast, "ada"), sign_in(app, cast, "cleo")
    unknown = ada.post("/council", data={"name": "nobody-here", "since": "2026-01-05"})
    assert unknown.status_code == 422
    assert "nobody-here" in unknown.text
    assert ada.post("/council", data={"name": "CLEO", "since": "2026-01-05"}).status_code == 303
    assert ada.post("/council", data={"name": "cleo", "since": "2026-01-05"}).status_code == 409
    page = cleo.get("/council").text
    assert "5 January 2026" in page or "January 5, 2026" in page
    with app.app_context():
        seat = queries.list_seats(TODAY)[0]
    assert f"/council/{seat.id}/end" in page
    assert cleo.post(f"/council/{seat.id}/end").status_code == 303
    assert "Who sat before" in cleo.get("/council").text
    assert cleo.post("/council/999/end").status_code == 404


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (who, address)
        for who in ("guest", "dov", "ben", "ines")
        for address in (
            "/charter/new",
            "/charter/1/edit",
            "/charter/1/remove",
            "/promises/new",
            "/promises/1/settle",
            "/council",
            "/council/1/end",
        )
    ],
)
def test_others_are_refused_with_words(app: Flask, cast: Cast, who: str, address: str) -> None:
    found(app, cast)
    browser = app.test_client() if who == "guest" else sign_in(app, cast, who)
    fields = {"title": "Not mine to say", "meaning": "x", "due_on": LATER, "outcome": "kept"}
    answer = browser.post(address, data=fields | {"account": "x", "name": "dov", "since": LATER})
    assert answer.status_code == 403
    assert "<h1" in answer.text
    with app.app_context():
        assert [value.title for value in queries.list_values()] == ["Mend before you buy"]
        assert len(queries.list_seats(TODAY)) == 1
        assert len(queries.list_awaited().rows) == 3


def test_the_promises_cost_the_same_for_one_and_twenty(app: Flask, cast: Cast) -> None:
    def cost() -> int:
        with count_queries(app) as queries_sent:
            assert app.test_client().get("/promises").status_code == 200
        return len(queries_sent)

    found(app, cast, promises=1)
    one = cost()
    with app.app_context():
        for number in range(40):
            promise = services.make_promise(cast.get("ada"), f"More {number}", "", TODAY)
            if number % 2:
                services.judge_promise(cast.get("cleo"), promise, Outcome.KEPT, "Yes.")
        session.commit()
    assert cost() == one


def test_judged_promises_are_paged(app: Flask, cast: Cast) -> None:
    found(app, cast, promises=0)
    with app.app_context():
        moment = now() - timedelta(days=30)
        for number in range(45):
            promise = services.make_promise(cast.get("ada"), f"No. {number}.", "", TODAY, at=moment)
            at = moment + timedelta(hours=number // 3)  # several at one time
            services.judge_promise(cast.get("cleo"), promise, Outcome.KEPT, "Yes.", at=at)
        session.commit()
    seen: list[str] = []
    address: str | None = "/promises"
    while address:
        page = app.test_client().get(address).text
        seen += [part.split("</h3>")[0] for part in page.split('promise__title" dir="auto">')[1:]]
        older = page.split('rel="next" href="')
        address = unescape(older[1].split('"')[0]) if len(older) > 1 else None
    assert seen == [f"No. {number}." for number in reversed(range(45))]
    for odd in ("x", "99999999999999999999-1"):
        assert app.test_client().get(f"/promises?of=judged&after={odd}").status_code == 200


def test_awaited_promises_are_paged_and_all_are_there(app: Flask, cast: Cast) -> None:
    found(app, cast, promises=0)
    with app.app_context():
        for number in range(45):
            due_on = TODAY + timedelta(days=number // 3)  # several on one day
            services.make_promise(cast.get("ada"), f"No. {number}.", "", due_on)
        session.commit()
    seen: list[list[str]] = []
    address: str | None = "/promises"
    while address:
        page = app.test_client().get(address).text
        titles = page.split('promise__title" dir="auto">')[1:]
        seen.append([title.split("</h3>")[0] for title in titles])
        later = page.split('rel="next" href="')
        address = unescape(later[1].split('"')[0]) if len(later) > 1 else None
    assert [len(titles) for titles in seen] == [20, 20, 5]
    assert [one for titles in seen for one in titles] == [f"No. {number}." for number in range(45)]
    assert app.test_client().get("/promises?of=awaited&after=99999999-1").status_code == 200
