"""Whom it serves and what it asks: in the forms, on the pages, and in what tells of them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.events.conftest import typed
from tests.mail.reading import read_letters
from tests.notices.conftest import Hall, hall
from tests.notices.test_choices import KEPT
from tests.notices.test_digest import clock
from tests.stating import STATED, TYPED
from tribe.base.db import now, session
from tribe.events.models import Event
from tribe.forum import services as forum
from tribe.forum.models import Level, Post, PostRevision, Topic
from tribe.forum.services.sending import TOPIC as TOPIC_KIND
from tribe.guests.mails import digest
from tribe.intent.labels import intent_lines
from tribe.mail import Lines
from tribe.moderation import services as moderation
from tribe.moderation.services import Ruling
from tribe.spam import services as spam
from tribe.spam.layers import LAYERS, Verdict

__all__ = ["clock", "hall"]

TOPIC = {"category": "hall", "title": "A feast in May", "body": "All of *us*."}
LINES = (f"Whom it serves: {STATED.serves}", f"What it asks of you: {STATED.asks}")


@pytest.fixture
def brand(hall: Hall) -> Hall:
    """Dov speaks for the brand; everybody's address is known to be theirs."""
    hall.speaks("dov")
    return hall


@pytest.fixture
def dov(brand: Hall, app: Flask, cast: Cast) -> FlaskClient:
    return sign_in(app, cast, "dov")


@pytest.mark.parametrize("sent", [{}, {"serves": STATED.serves}, TYPED | {"asks": "xxx"}])
@pytest.mark.parametrize("form", ["/t/new", "/events/new"])
def test_a_form_asks_and_keeps_what_was_typed(
    dov: FlaskClient, form: str, sent: dict[str, str]
) -> None:
    said = TOPIC if form == "/t/new" else typed()
    answer = dov.post(form, data=said | sent)
    assert answer.status_code == 422
    for name in ("serves", "asks"):
        assert f'id="f-{name}"' in answer.text
        assert f'value="{sent.get(name, "")}"' in answer.text
    assert said["title"] in answer.text
    assert session.scalars(select(Topic)).all() == session.scalars(select(Event)).all() == []


@pytest.mark.parametrize("form", ["/t/new", "/events/new"])
def test_nobody_else_is_asked(brand: Hall, app: Flask, cast: Cast, form: str) -> None:
    cleo = sign_in(app, cast, "cleo")
    assert "What it asks of members" not in cleo.get(form).text
    said = TOPIC if form == "/t/new" else typed()
    page = cleo.post(form, data=said | TYPED).location
    assert STATED.serves not in cleo.get(page).text


@pytest.mark.parametrize("form", ["/t/new", "/events/new"])
def test_it_stands_on_the_page_and_in_what_programs_read(
    dov: FlaskClient, client: FlaskClient, form: str
) -> None:
    page = dov.post(form, data=(TOPIC if form == "/t/new" else typed()) | TYPED).location
    read = client.get(page).text
    for line in LINES:
        assert line in read
    french = f"À qui cela sert\N{NO-BREAK SPACE}: {STATED.serves}"
    assert intent_lines(STATED, "fr")[0] == french
    within = "topics" if form == "/t/new" else "events"
    found = client.get(f"/search?q=bake&in={within}").text
    assert STATED.serves in re.sub("</?mark>", "", found)
    feed = client.get("/feed.atom" if form == "/t/new" else "/events.ics").text
    for line in LINES:
        assert line in re.sub(r"\r?\n ", "", feed)


def test_watchers_read_it_in_notice_and_mail(brand: Hall, app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    page = KEPT | {"forum.watched_category": "at_once"}
    assert cleo.post("/me/notices", data=page).status_code == 303
    forum.follow_category(brand.cast.get("cleo"), brand.room.id, Level.WATCHING)
    session.commit()
    brand.topic("dov", "A feast in May")
    listed = cleo.get("/notices").text
    for line in LINES:
        assert line in listed
    [letter] = read_letters("notices.told")
    for line in LINES:
        assert line in letter.text


def test_an_edit_keeps_what_it_said_before(dov: FlaskClient, client: FlaskClient) -> None:
    dov.post("/t/new", data=TOPIC | TYPED)
    post = session.scalars(select(Post)).one().id
    form = dov.get(f"/p/{post}/edit").text
    assert f'value="{STATED.serves}"' in form
    said = TOPIC | TYPED | {"serves": "Whoever is hungry"}
    assert dov.post(f"/p/{post}/edit", data=said | {"asks": ""}).status_code == 422
    assert dov.post(f"/p/{post}/edit", data=said).status_code == 303
    page = dov.get(f"/p/{post}/history").text
    assert f'<del class="diff__removed">{LINES[0]}</del>' in page
    assert "Whom it serves: Whoever is hungry" in page
    session.rollback()
    assert session.scalars(select(PostRevision)).one().serves == STATED.serves


def test_a_gathering_keeps_what_it_said_before(dov: FlaskClient) -> None:
    page = dov.post("/events/new", data=typed() | TYPED).location
    said = typed() | TYPED | {"asks": "An hour of yours"}
    assert dov.post(f"{page}/edit", data=said).status_code == 303
    history = dov.get(f"{page}/history").text
    assert STATED.asks in history
    assert "An hour of yours" in history


def test_what_stood_before_shows_nothing_and_is_asked_on_its_next_edit(
    brand: Hall, app: Flask, cast: Cast, client: FlaskClient
) -> None:
    topic = brand.topic("cleo")
    brand.cast.get("cleo").is_brand = True
    session.commit()
    post = session.scalars(select(Post)).one().id
    page = f"/t/{topic.id}/{topic.slug}"
    assert "Whom it serves" not in client.get(page).text
    cleo = sign_in(app, cast, "cleo")
    changed = {"title": topic.title, "body": "Who comes along?"}
    refused = cleo.post(f"/p/{post}/edit", data=changed)
    assert refused.status_code == 422
    assert "Who comes along?" in refused.text
    assert cleo.post(f"/p/{post}/edit", data=changed | TYPED).status_code == 303
    assert LINES[0] in client.get(page).text


def test_a_reply_is_not_asked(brand: Hall, dov: FlaskClient) -> None:
    topic = brand.topic("cleo")
    assert "What it asks of members" not in dov.get(f"/t/{topic.id}/reply").text
    assert dov.post(f"/t/{topic.id}/reply", data={"body": "We come too"}).status_code == 303


def test_a_moderator_changes_the_words_and_not_what_it_says(
    brand: Hall, app: Flask, cast: Cast, dov: FlaskClient, client: FlaskClient
) -> None:
    page = dov.post("/t/new", data=TOPIC | TYPED).location
    post = session.scalars(select(Post)).one().id
    ben = sign_in(app, cast, "ben")
    assert "What it asks of members" not in ben.get(f"/p/{post}/edit").text
    sent = {"title": TOPIC["title"], "body": "Less", "why": "Too loud", "rule": "Be calm"}
    assert ben.post(f"/p/{post}/edit", data=sent | {"serves": "Nobody"}).status_code == 303
    assert LINES[0] in client.get(page).text


def test_what_waits_for_a_moderator_keeps_it(
    brand: Hall, app: Flask, cast: Cast, dov: FlaskClient
) -> None:
    facts = {"category": brand.room.id, "files": [], "tags": [], "interest": None} | TYPED
    words = {"title": "A feast in May", "body": "All of us", "facts": facts}
    held = spam.hold(brand.cast.get("dov"), TOPIC_KIND, Verdict(LAYERS[0], ("words",)), **words)
    number = held.id
    session.commit()
    assert STATED.serves in dov.get("/me/held").text
    spam.publish(brand.cast.get("ben"), number)
    session.commit()
    assert session.scalars(select(Post)).one().serves == STATED.serves


@pytest.mark.parametrize("form", ["/t/new", "/events/new"])
def test_removed_words_take_it_along(
    brand: Hall, dov: FlaskClient, client: FlaskClient, form: str
) -> None:
    page = dov.post(form, data=(TOPIC if form == "/t/new" else typed()) | TYPED).location
    ada = brand.cast.get("ada")
    if form == "/t/new":
        forum.remove(ada, session.scalars(select(Post)).one())
    else:
        said = Ruling("events.event.cover_words", "Too loud", "Be calm")
        moderation.decide_on(ada, "event", session.scalars(select(Event)).one().id, said)
    session.commit()
    assert STATED.serves not in client.get(page).text
    assert "at home" not in client.get("/search?q=bake").text
    assert STATED.serves not in client.get("/feed.atom").text
    assert STATED.serves not in client.get("/events.ics").text


@pytest.mark.parametrize("who", ["cleo", None])
@pytest.mark.parametrize("form", ["/t/new", "/events/new"])
def test_whatever_part_of_it_is_found_the_lines_stand_beside(
    dov: FlaskClient, app: Flask, cast: Cast, form: str, who: str | None
) -> None:
    words = "It begins " + "with many words " * 60 + "and a zanzibar"
    said = TOPIC | {"body": words} if form == "/t/new" else typed(description=words)
    dov.post(form, data=said | TYPED)
    reader = sign_in(app, cast, who) if who else app.test_client()
    within = "topics" if form == "/t/new" else "events"
    read = reader.get(f"/search?q=zanzibar&in={within}").text
    assert "<mark>zanzibar</mark>" in read
    for line in LINES:
        assert read.count(line) == 1
        assert line in reader.get(f"/search?q=begins&in={within}").text
    found = reader.get(f"/search?q=bake&in={within}").text
    assert "Those who <mark>bake</mark> at home" in found


def test_the_digest_of_guests_says_whose_it_is_and_both_lines(dov: FlaskClient, app: Flask) -> None:
    dov.post("/t/new", data=TOPIC | TYPED)
    dov.post("/events/new", data=typed() | TYPED)
    with app.test_request_context():
        letter = digest({"since": (now() - timedelta(days=7)).isoformat()})
    assert letter is not None
    told = [line.text for part in letter.parts if isinstance(part, Lines) for line in part.lines]
    assert len(told) == 2
    for text in told:
        assert "dov (the brand)" in text
        assert all(line in text for line in LINES)
