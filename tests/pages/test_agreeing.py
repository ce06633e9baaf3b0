"""Who joins agrees to the rules; who is here is asked once when there are new ones."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.members.conftest import SECRET
from tribe.accounts import services as accounts
from tribe.accounts.models import Application
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.members.models import Member
from tribe.pages import queries, services
from tribe.pages.models import PageAnswer, PageKey
from tribe.settings import services as settings

WREN = {"name": "Wren", "email": "wren@example.org", "password": SECRET}
AGREED = {"rules": "1", "agrees": "1"}
ASKED, ANEW = "This place has rules", "The rules have changed"


def publish(app: Flask, cast: Cast, text: str = "Be kind", note: str = "") -> None:
    """Let the rules say this from now on."""
    with app.app_context():
        services.publish(cast.get("ada"), PageKey.RULES, {"en": text}, note)
        session.commit()


def answers_of(app: Flask, name: str) -> list[tuple[int, bool]]:
    """Which versions a member answered about, and how."""
    with app.app_context():
        own = select(PageAnswer.number, PageAnswer.is_agreed).join(Member).order_by("number")
        return [(row[0], row[1]) for row in session.execute(own.where(Member.name == name))]


def test_whoever_joins_agrees_to_the_version_that_they_saw(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    publish(app, cast)
    page = client.get("/join").text
    assert "Be kind" in page
    refused = client.post("/join", data=WREN | {"rules": "1"})
    assert refused.status_code == 422
    assert "whoever joins agrees to them" in refused.text
    assert 'value="wren@example.org"' in refused.text
    publish(app, cast, "Be kind to dogs too")
    late = client.post("/join", data=WREN | AGREED)
    assert late.status_code == 422
    assert "changed meanwhile" in late.text
    assert "dogs" in late.text
    assert 'value="1" checked' not in late.text.split('name="agrees"')[1][:40]
    joined = client.post("/join", data=WREN | AGREED | {"rules": "2"})
    assert joined.status_code == 303
    assert answers_of(app, "Wren") == [(2, True)]
    assert ASKED not in client.get("/").text


def test_where_there_are_no_rules_nobody_is_asked(app: Flask, client: FlaskClient) -> None:
    assert 'name="agrees"' not in client.get("/join").text
    assert client.post("/join", data=WREN).status_code == 303
    assert answers_of(app, "Wren") == []
    assert "No rules are written here yet" in client.get("/me/rules").text


def test_an_invitation_asks_the_same(app: Flask, cast: Cast, client: FlaskClient) -> None:
    publish(app, cast)
    with app.app_context():
        _invitation, secret = accounts.invite(cast.get("cleo"), "Come")
        session.commit()
    assert client.post(f"/invitations/{secret}", data=WREN).status_code == 422
    assert client.post(f"/invitations/{secret}", data=WREN | AGREED).status_code == 303
    assert answers_of(app, "Wren") == [(1, True)]


def test_who_asked_to_come_in_agreed_when_they_asked(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    publish(app, cast)
    with app.app_context():
        settings.change({"registration": "approval"}, None)
        session.commit()
    sent = WREN | {"words": "I mend old boots"}
    assert client.post("/join", data=sent).status_code == 422
    assert client.post("/join", data=sent | AGREED).status_code == 303
    publish(app, cast, "Be kind to dogs too")
    with app.app_context():
        application = session.scalars(select(Application)).one()
        asked_at = application.asked_at
        member = accounts.approve(cast.get("ben"), application.id)
        session.commit()
        [row] = queries.list_answers(member.id, PageKey.RULES)
        assert (row.number, row.is_agreed, row.answered_at) == (1, True, asked_at)
        assert queries.find_unanswered(member.id, PageKey.RULES) is not None


def test_who_is_here_is_asked_once_and_nothing_is_locked(app: Flask, cast: Cast) -> None:
    publish(app, cast)
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert ASKED in cleo.get("/").text
    assert ASKED not in sign_in(app, cast, "ada").get("/").text  # who published them
    assert cleo.get("/topics").status_code == 200
    assert cleo.post("/me/rules", data={"number": "1", "answer": "yes"}).status_code == 303
    assert ASKED not in cleo.get("/").text
    assert dov.post("/me/rules", data={"number": "1", "answer": "later"}).location == "/"
    assert ASKED not in dov.get("/").text
    assert "I agree" in dov.get("/me/rules").text  # it can still be said
    publish(app, cast, "Be kind to dogs too", "A rule on dogs <b>")
    assert ANEW in cleo.get("/").text
    assert "A rule on dogs &lt;b&gt;" in cleo.get("/").text
    assert ASKED in dov.get("/").text
    assert answers_of(app, "cleo") == [(1, True)]
    assert answers_of(app, "dov") == [(1, False)]


def test_an_answer_to_rules_that_changed_meanwhile_is_none(app: Flask, cast: Cast) -> None:
    publish(app, cast)
    cleo = sign_in(app, cast, "cleo")
    publish(app, cast, "Be kind to dogs too")
    late = cleo.post("/me/rules", data={"number": "1", "answer": "yes"})
    assert late.status_code == 409
    assert "since you opened this page" in late.text
    assert "dogs" in late.text
    assert cleo.post("/me/rules", data={"number": "x"}).status_code == 409
    assert answers_of(app, "cleo") == []


def test_what_was_agreed_to_stays_to_be_read_with_its_day(app: Flask, cast: Cast) -> None:
    publish(app, cast, "Words of old")
    cleo = sign_in(app, cast, "cleo")
    cleo.post("/me/rules", data={"number": "1", "answer": "yes"})
    cleo.post("/me/rules", data={"number": "1", "answer": "later"})  # takes nothing back
    publish(app, cast, "New words")
    page = cleo.get("/me/rules").text
    assert 'href="/pages/rules?version=1"' in page
    assert "Words of old" in cleo.get("/pages/rules?version=1").text
    assert answers_of(app, "cleo") == [(1, True)]
    held = cleo.get("/me/data").text
    assert "which versions of the rules you agreed to" in held
    assert 'href="/me/rules"' in held


def test_nobody_answers_for_a_version_that_never_was(app: Flask, cast: Cast) -> None:
    with app.app_context(), pytest.raises(NotFound):
        services.answer(cast.get("cleo"), PageKey.RULES, 7, is_agreed=True)


def test_home_asks_the_database_once_whether_all_is_answered(app: Flask, cast: Cast) -> None:
    publish(app, cast)
    cleo = sign_in(app, cast, "cleo")
    cleo.post("/me/rules", data={"number": "1", "answer": "yes"})

    def asked() -> list[Any]:
        with count_queries(app) as sent:
            cleo.get("/")
        return [query for query in sent if "page_answer" in query]

    assert len(asked()) == 1
