"""What is typed while a session ends elsewhere is there after sign-in, and never sent unasked."""

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.conftest import Cast, sign_in
from tests.world import furnish, open_the_doors
from tribe.base.db import now, session
from tribe.forum.models import Post
from tribe.members.models import SignIn
from tribe.members.passwords import hash_password

WORDS = "A reply of\nmany words & <b>signs</b>"
PASSWORD = "three unrelated words"


@pytest.fixture
def cleo(app: Flask, cast: Cast) -> Iterator[FlaskClient]:
    furnish(app, cast)
    with app.app_context():
        cast.get("cleo").password_hash = hash_password(PASSWORD)
        session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    yield sign_in(app, cast, "cleo")
    app.config["WTF_CSRF_ENABLED"] = False


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form in the middle of a page."""
    main = page[page.index("<main") : page.index("</main>")]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', main)
    return {name: html.unescape(value) for name, value in found}


def revoke(app: Flask) -> None:
    with app.app_context():
        session.execute(update(SignIn).values(revoked_at=now()))
        session.commit()


def posts(app: Flask) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(Post.source)))


def test_a_reply_survives_the_end_of_its_session(app: Flask, cleo: FlaskClient) -> None:
    page = cleo.get("/t/1/some-plain-words").text
    typed = {"body": WORDS, "csrf_token": hidden(page)["csrf_token"], "draft": "topic-1"}
    revoke(app)
    asked = cleo.post("/t/1/reply", data=typed)
    assert asked.status_code == 403
    login = hidden(asked.text) | {"login": "cleo", "password": "a wrong one"}
    wrong = cleo.post("/sign-in", data=login)
    assert wrong.status_code == 422
    shown = cleo.post("/sign-in", data=hidden(wrong.text) | {"login": "cleo", "password": PASSWORD})
    assert shown.status_code == 200
    assert html.escape(WORDS) in shown.text.replace("&#34;", "&quot;")
    assert WORDS not in posts(app)
    sent = cleo.post("/t/1/reply", data=hidden(shown.text) | {"body": WORDS})
    assert sent.status_code == 303
    assert posts(app).count(WORDS) == 1


def test_so_it_does_when_they_signed_in_anew_in_another_window(
    app: Flask, cleo: FlaskClient
) -> None:
    typed = {"body": WORDS, "csrf_token": "the token of the session before"}
    answer = cleo.post("/t/1/reply", data=typed)
    assert answer.status_code == 400
    assert html.escape(WORDS) in answer.text
    assert 'action="/t/1/reply"' in answer.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_site_gets_nothing_shown(cleo: FlaskClient, headers: dict[str, str]) -> None:
    answer = cleo.post("/t/1/reply", data={"body": WORDS}, headers=headers)
    assert answer.status_code == 400
    assert "many words" not in answer.text


@pytest.mark.parametrize(
    "kept",
    [
        "x",
        "[]",
        '["//evil.example", [], false]',
        '["/sign-out", [], false]',
        '["/sign-out?again", [], false]',
        '["/%5Cevil.example", [], false]',
        '["/%09/evil.example", [], false]',
        '["https://evil.example", [["a", "b"]], false]',
        '["/t/1/reply", [["a"]], false]',
        "[" * 5000,
    ],
)
def test_what_we_did_not_write_is_not_sent_on(app: Flask, cleo: FlaskClient, kept: str) -> None:
    token = hidden(cleo.get("/t/1/some-plain-words").text)["csrf_token"]
    answer = cleo.post("/sign-in", data={"typed": kept, "csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/")


def test_half_a_character_is_not_sent_on(app: Flask, cleo: FlaskClient) -> None:
    token = hidden(cleo.get("/t/1/some-plain-words").text)["csrf_token"]
    kept = '["/t/1/reply", [["body", "half \\ud800 of one"]], false]'
    answer = cleo.post("/sign-in", data={"typed": kept, "csrf_token": token})
    assert (answer.status_code, "half  of one" in answer.text) == (200, True)


def test_a_sender_without_an_address_is_another_site(app: Flask, cleo: FlaskClient) -> None:
    typed = {"body": WORDS, "csrf_token": "of another session"}
    for origin in ("http://[localhost", "http://a:b]", "null"):
        answer = cleo.post("/t/1/reply", data=typed, headers={"Origin": origin})
        assert (answer.status_code, "A reply of" in answer.text) == (400, False)


def test_a_guest_who_joins_from_a_topic_comes_back_to_it(client: FlaskClient, cast: Cast) -> None:
    furnish(client.application, cast)
    open_the_doors(client.application)
    page = client.get("/t/1/some-plain-words").text
    assert 'href="/join?next=/t/1/some-plain-words"' in page
    assert 'href="/sign-in?next=/t/1/some-plain-words"' in page
    assert (
        'name="next" value="/t/1/some-plain-words"'
        in client.get("/join?next=/t/1/some-plain-words").text
    )
