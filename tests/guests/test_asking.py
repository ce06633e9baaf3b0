"""A guest's question: seen by nobody before a moderator decides, and kept by nobody after."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.guests.conftest import send_all
from tests.guests.test_seats import said, traces_of
from tests.mail.servers import Mailbox
from tests.world import furnish
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.forum.models import Topic
from tribe.guests import services
from tribe.guests.models import GuestQuestion
from tribe.ledger.models import Interaction
from tribe.members.models import Member, State
from tribe.settings import services as settings

QUESTION = {
    "title": "Zqxyeast for rye?",
    "body": "How much <script>alert(1)</script> *zqxyeast*?",
    "email": "zqxwren@example.org",
}


@pytest.fixture
def asked(app: Flask, cast: Cast, guest: FlaskClient) -> int:
    """The number of a question that waits, in a furnished place."""
    furnish(app, cast)
    answer = guest.post("/ask", data=QUESTION)
    assert (answer.status_code, answer.location) == (303, "/ask/asked")
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        chosen = select(GuestQuestion.id).where(GuestQuestion.email.is_not(None))
        return session.scalars(chosen).one()


def test_nobody_sees_it_before_a_moderator_decides(
    app: Flask, cast: Cast, guest: FlaskClient, asked: int
) -> None:
    for reader in (guest, sign_in(app, cast, "cleo")):
        for path in ("/", "/topics", "/feed.atom", "/members"):
            assert "zqxyeast" not in reader.get(path).text.lower()
        assert reader.get("/questions").status_code != 200
    page = sign_in(app, cast, "ben").get("/questions").text
    assert "Zqxyeast for rye?" in page
    assert "<script>alert" not in page
    assert "zqxwren" not in page


PUBLISHED = {"title": QUESTION["title"], "body": QUESTION["body"], "category": "hall"}


def test_it_is_published_under_a_guest(
    app: Flask, cast: Cast, guest: FlaskClient, asked: int
) -> None:
    with app.app_context():
        before = session.query(Interaction).count()
    ben = sign_in(app, cast, "ben")
    answer = ben.post(f"/questions/{asked}/publish", data=PUBLISHED)
    assert answer.status_code == 303
    page = guest.get(answer.location).text
    assert "Zqxyeast for rye?" in page
    assert "a guest" in page
    assert "<script>alert" not in page
    assert ben.post(f"/questions/{asked}/publish", data=PUBLISHED).status_code == 404
    with app.app_context():
        topic = session.scalars(select(Topic).where(Topic.title == QUESTION["title"])).one()
        author = session.get_one(Member, topic.author_id)
        assert (author.name, author.state, author.is_measured) == ("a guest", State.LEFT, False)
        assert session.query(Interaction).count() == before
    assert "a guest" not in ben.get("/members").text


def test_who_asked_is_told_that_it_is_published_and_forgotten(
    postal: Flask, cast: Cast, asked: int, box: Mailbox
) -> None:
    sign_in(postal, cast, "ben").post(f"/questions/{asked}/publish", data=PUBLISHED)
    send_all()
    assert box.recipients == ["zqxwren@example.org"]
    assert set(traces_of(postal, "zqxwren")) == {"mail_address"}  # until the bounce would be back


def test_all_questions_stand_under_one_guest(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        session.add(Member(name="A guest", name_key="a guest", email="x@example.invalid"))
        session.commit()
        authors = []
        for title in ("First one", "Second one"):
            question = services.ask(title, "What of it?", None, None)
            topic = publish(cast, question.id, title)
            authors.append(session.get_one(Member, topic.author_id).name)
        session.commit()
    assert authors == ["a guest 2", "a guest 2"]


def publish(cast: Cast, question_id: int, title: str) -> Topic:
    from tribe.forum.queries import get_category_tree

    hall = get_category_tree().by_slug["hall"]
    return services.publish(cast.get("ben"), question_id, hall, title, "What of it?")


def test_it_is_answered_by_mail(postal: Flask, cast: Cast, asked: int, box: Mailbox) -> None:
    ben = sign_in(postal, cast, "ben")
    empty = ben.post(f"/questions/{asked}/reply", data={"words": " "})
    assert empty.status_code == 409
    answer = ben.post(f"/questions/{asked}/reply", data={"words": "A pinch <b>of</b> it."})
    assert answer.status_code == 303
    send_all()
    assert box.recipients == ["zqxwren@example.org"]
    assert "A pinch <b>of</b> it." in said(box, 0)
    html = str(box.taken[0].get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert "<b>of</b>" not in html
    assert traces_of(postal, "zqxyeast") == []


def test_it_is_put_aside(postal: Flask, cast: Cast, asked: int, box: Mailbox) -> None:
    ben = sign_in(postal, cast, "ben")
    assert ben.post(f"/questions/{asked}/aside", data={"words": "Not here"}).status_code == 303
    send_all()
    assert "Not here" in said(box, 0)
    assert traces_of(postal, "zqxyeast") == []
    assert ben.post(f"/questions/{asked}/aside").status_code == 404


def test_who_left_no_address_is_answered_in_public_or_not_at_all(
    app: Flask, cast: Cast, guest: FlaskClient
) -> None:
    furnish(app, cast)
    with app.app_context():
        question = services.ask("Who are you?", "Tell me", None, None)
        session.commit()
        number = question.id
    ben = sign_in(app, cast, "ben")
    app.config["WTF_CSRF_ENABLED"] = False
    assert ben.post(f"/questions/{number}/reply", data={"words": "x"}).status_code == 409
    assert ben.post(f"/questions/{number}/publish", data={"category": "x"}).status_code == 404
    assert ben.post(f"/questions/{number}/aside").status_code == 303


def test_nothing_is_published_where_guests_do_not_see_it(
    app: Flask, cast: Cast, asked: int
) -> None:
    from tests.architecture.test_hidden import _category
    from tribe.forum.models import Audience

    with app.app_context():
        _category("attic", "Attic", Audience.MODERATOR)
        session.commit()
    typed = {"title": "A title", "body": "A body", "category": "attic"}
    ben = sign_in(app, cast, "ben")
    assert ben.post(f"/questions/{asked}/publish", data=typed).status_code == 404


def test_one_question_at_a_time(app: Flask, guest: FlaskClient, asked: int) -> None:
    answer = guest.post("/ask", data=QUESTION)
    assert answer.status_code == 409
    assert "Zqxyeast for rye?" in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "x" * 201), ("body", ""), ("body", "x" * 4001), ("email", "nobody")],
)
def test_what_was_typed_is_shown_again(
    app: Flask, cast: Cast, guest: FlaskClient, field: str, value: str
) -> None:
    answer = guest.post("/ask", data=QUESTION | {field: value})
    assert answer.status_code == 422
    assert ("Zqxyeast for rye?" if field != "title" else "zqxwren@example.org") in answer.text
    with app.app_context():
        assert session.scalars(select(GuestQuestion)).all() == []


def test_a_flood_is_refused_and_old_questions_go(
    app: Flask, cast: Cast, guest: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tribe.guests.services.asking.MOST_WAITING", 1)
    assert guest.post("/ask", data=QUESTION | {"email": ""}).status_code == 303
    assert guest.post("/ask", data=QUESTION | {"email": ""}).status_code == 409
    with app.app_context():
        session.scalars(select(GuestQuestion)).one().asked_at = now() - timedelta(days=61)
        services.forget()
        session.commit()
        assert session.scalars(select(GuestQuestion)).all() == []


def test_the_door_can_be_closed(app: Flask, cast: Cast, guest: FlaskClient) -> None:
    assert 'href="/ask"' in guest.get("/topics").text
    with app.app_context():
        settings.change({"guests_ask": "no"}, cast.ids["ada"])
        session.commit()
    assert 'href="/ask"' not in guest.get("/topics").text
    assert guest.get("/ask").status_code == 404
    assert guest.post("/ask", data=QUESTION).status_code == 404
    with app.app_context(), pytest.raises(NotFound):
        services.ask("A title", "A body", None, None)
