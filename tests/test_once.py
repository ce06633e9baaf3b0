"""One form is one act, however often it is sent; a page drawn anew may say the same again."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.base.db import Base, now, session
from tribe.events.models import Event
from tribe.forum.models import Category, Post, Topic
from tribe.members.jobs import prune_forms
from tribe.rituals.models import Ritual
from tribe.voice.models import CharterValue, Promise
from tribe.web.once import KEPT, FormSubmission

TOPIC = {"category": "hall", "title": "Tea at dawn", "body": "Who comes?"}
GATHERING = {
    "title": "A walk",
    "mode": "place",
    "place": "The hill",
    "zone": "Europe/Paris",
    "starts": "2028-05-01T10:00",
}

PROMISE = {"title": "More tea", "due_on": "2028-05-01", "step": "promise"}


def count(app: Flask, model: type[Base]) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model)) or 0


def token_of(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("who", "path", "form", "model"),
    [
        ("cleo", "/t/new", TOPIC, Topic),
        ("cleo", "/t/1/reply", {"body": "I do"}, Post),
        ("cleo", "/events/new", GATHERING, Event),
        ("cleo", "/rituals/new", {"name": "Tea", "purpose": "To wake", "cadence": "free"}, Ritual),
        ("cleo", "/charter/new", {"title": "Slowness", "meaning": "We wait."}, CharterValue),
        ("ada", "/promises/new", PROMISE, Promise),
        ("ada", "/categories/new", {"name": "Garden"}, Category),
    ],
)
def test_the_same_form_sent_twice_is_one_act(
    app: Flask, cast: Cast, who: str, path: str, form: dict[str, str], model: type[Base]
) -> None:
    furnish(app, cast)
    before = count(app, model)
    client = sign_in(app, cast, who)
    form = form | {"csrf_token": token_of(client, path)}
    first, second = client.post(path, data=form), client.post(path, data=form)
    assert first.status_code == 303
    assert count(app, model) == before + 1
    if path != "/categories/new":  # a second category of one address is refused in words
        assert (second.status_code, second.location) == (303, first.location)
    client.post(path, data=form | {"csrf_token": "of another page", "name": "Yard"})
    assert count(app, model) == before + 2


def test_a_form_that_was_refused_can_be_sent_again(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    client = sign_in(app, cast, "cleo")
    form = TOPIC | {"csrf_token": token_of(client, "/t/new")}
    assert client.post("/t/new", data=form | {"title": "x"}).status_code == 422
    assert client.post("/t/new", data=form).status_code == 303


def test_the_draft_goes_only_when_it_was_accepted(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    client = sign_in(app, cast, "cleo")
    mark = '<meta name="accepted" content="new-topic">'
    refused = client.post("/t/new", data=TOPIC | {"title": "x", "draft": "new-topic"})
    assert mark not in refused.text
    assert " data-typed>" in refused.text
    led = client.post("/t/new", data=TOPIC | {"draft": "new-topic"}).location
    assert mark in client.get(led).text
    assert mark not in client.get(led).text
    led = client.post("/t/new", data=TOPIC | {"draft": '"><script>'}).location
    assert "accepted" not in client.get(led).text


def test_old_forms_are_forgotten(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for digest, age in (("old", KEPT + timedelta(hours=1)), ("new", timedelta())):
            sent_at = now() - age
            row = FormSubmission(
                member_id=cast.ids["cleo"], digest=digest, location="/", sent_at=sent_at
            )
            session.add(row)
        session.flush()
        prune_forms({})
        assert session.scalars(select(FormSubmission.digest)).all() == ["new"]
        session.rollback()
