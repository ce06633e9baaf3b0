"""Words that a page was drawn from outlive the choice of another language or theme on it."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.conftest import Cast, sign_in
from tests.moderation.test_case_form import TYPED, kept
from tests.moderation.test_queue import ben, report, world
from tribe.base.db import session
from tribe.following.models import Follow
from tribe.forum.models import Topic
from tribe.moderation.models import CaseNote, CaseState, ModerationCase, ReportKind

__all__ = ["ben", "world"]
CHOICES = [("/language", "locale", "fr"), ("/theme", "theme", "dark")]


def choose(
    client: FlaskClient, page: TestResponse, path: str, name: str, value: str
) -> TestResponse:
    """What follows where a button of the foot of a page is pressed."""
    form = re.search(rf'<form method="post" action="{path}"[^>]*>(.*?)</form>', page.text, re.S)
    assert form is not None
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[1])
    data: dict[str, list[str]] = {}
    for field, said in hidden:
        data.setdefault(unescape(field), []).append(unescape(said))
    return sent(client, path, data | {name: [value]})


def sent(client: FlaskClient, path: str, data: Mapping[str, object]) -> TestResponse:
    """What follows a choice: as browsers do, all is sent once more to where 307 leads."""
    led = client.post(path, data=data)
    assert led.status_code == 307
    return client.post(led.location, data=data)


def is_chosen(page: TestResponse, name: str, value: str) -> bool:
    return (
        re.search(rf'name="{name}" value="{value}"[^>]* aria-pressed="true"', page.text) is not None
    )


@pytest.mark.parametrize(("path", "name", "value"), CHOICES)
@pytest.mark.parametrize("button", ["", "/take", "/notes"])
def test_what_is_typed_of_a_case_stays_with_another_language_or_theme(
    app: Flask, cast: Cast, ben: FlaskClient, button: str, path: str, name: str, value: str
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    typed = TYPED | {"words": "I zqxnoted"} | ({"fill": "1"} if not button else {})
    page = ben.post(f"/moderation/cases/{case}{button}?of=mine", data=typed)
    assert page.status_code in (200, 422)
    for _time in range(2):
        page = choose(ben, page, path, name, value)
        assert kept(page.text)
        assert is_chosen(page, name, value)
        assert page.request.full_path.startswith(f"/moderation/cases/{case}{button}?of=mine")
        assert ("I zqxnoted</textarea>" in page.text) is (button != "/notes")
    with app.app_context():
        assert session.get_one(ModerationCase, case).state is CaseState.OPEN
        noted = list(session.scalars(select(CaseNote.words).where(CaseNote.case_id == case)))
        assert noted.count("I zqxnoted") == (button == "/notes")


def test_a_form_that_would_be_accepted_now_is_not_sent_by_another_language(
    app: Flask, cast: Cast
) -> None:
    cleo = sign_in(app, cast, "cleo")
    typed = {"title": "A <zqx> title", "body": "zqxwords\nin two lines", "category": "1"}
    page = cleo.post("/t/new", data=typed | {"title": ""})
    assert page.status_code == 422
    with app.app_context():
        before = session.scalar(select(func.count(Topic.id)))
    fields = re.findall(r'name="(typed[^"]*)" value="([^"]*)"', page.text)
    told = {unescape(name): unescape(said) for name, said in fields}
    assert told["typed.body"] == "zqxwords\nin two lines"
    told["typed.title"] = "A <zqx> title"
    page = sent(cleo, "/language", told | {"locale": "fr", "typed-at": "/t/new"})
    assert "A &lt;zqx&gt; title" in page.text
    assert "zqxwords\nin two lines</textarea>" in page.text
    with app.app_context():
        assert session.scalar(select(func.count(Topic.id))) == before


def test_a_view_that_asks_in_its_own_way_shows_the_words_too(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    typed = {
        "title": "A zqxevening",
        "starts": "2031-01-01T19:30",
        "zone": "UTC",
        "place": "Die",
    }
    whole = {f"typed.{name}": said for name, said in typed.items()} | {"typed-at": "/events/new"}
    page = sent(cleo, "/theme", whole | {"theme": "dark"})
    assert page.request.path == "/events/new"
    assert 'value="A zqxevening"' in page.text
    assert cleo.post("/events/new", data=typed).status_code == 303


def test_what_is_done_without_a_form_is_not_done_again(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    again = {"typed-at": "/u/Ben/follow"}
    assert cleo.post(again["typed-at"], data=again).status_code == 303
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Follow)) == 0
    cleo.post(again["typed-at"])
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Follow)) == 1


def test_a_guest_keeps_the_words_of_a_notice(client: FlaskClient) -> None:
    page = client.post("/report", data={"words": "It is zqxunlawful.", "address": ""})
    assert page.status_code == 422
    page = choose(client, page, "/language", "locale", "fr")
    assert "It is zqxunlawful.</textarea>" in page.text
    assert '<html lang="fr"' in page.text


def test_no_other_site_is_led_to(client: FlaskClient) -> None:
    for where in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = client.post("/theme", data={"theme": "dark", "typed-at": where, "next": "/topics"})
        assert (answer.status_code, answer.location) == (303, "/topics")


@pytest.mark.parametrize(("path", "name", "value"), CHOICES)
@pytest.mark.parametrize(
    "address", ["/language", "/theme", "/theme?of=1", "/./language", "/u/../theme", "/%74heme"]
)
def test_an_address_at_which_one_chooses_is_nowhere_to_send_it_again(
    ben: FlaskClient, address: str, path: str, name: str, value: str
) -> None:
    led = ben.post(path, data={name: value, "typed-at": address, "next": "/moderation"})
    assert (led.status_code, led.location) == (303, "/moderation")
