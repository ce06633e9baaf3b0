"""A reply wakes many pages, and is drawn once for each audience, never with another's token."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tribe.forum.views import fragments
from tribe.forum.views.fragments import Fragments


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "FRAGMENTS", Fragments())


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    drawn: list[str] = []
    render = fragments.render_template

    def note(name: str, **values: Any) -> str:
        drawn.append(name)
        return render(name, **values)

    monkeypatch.setattr(fragments, "render_template", note)
    return drawn


def two_posts(forum: Forum) -> int:
    topic = forum.topic("cleo", forum.room(), "Tea at dawn")
    forum.reply("cleo", topic, "come early")
    return topic.id


def tokens(page: str) -> set[str]:
    return set(re.findall(r'name="csrf_token" value="([^"]*)"', page))


def test_guests_share_one_and_members_another(
    app: Flask, cast: Cast, talk: Talk, drawings: list[str]
) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    guests = {app.test_client().get(address).text for _ in range(5)}
    assert (len(guests), len(drawings)) == (1, 1)
    assert "come early" in guests.pop()
    dov, ines = sign_in(app, cast, "dov"), sign_in(app, cast, "ines")
    assert dov.get(address).text.count("come early") == 1
    dov.get(address)
    assert len(drawings) == 2
    ines.get(address)  # an analyst is another audience
    assert len(drawings) == 3


def test_each_reader_has_their_own_token(app: Flask, cast: Cast, talk: Talk) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    app.config["WTF_CSRF_ENABLED"] = True
    found = []
    for name in ("dov", "dov"):  # two sign-ins of one role
        browser = sign_in(app, cast, name)
        (token,) = tokens(browser.get(address).text)
        assert fragments._TOKEN_PLACE not in token
        answer = browser.post("/p/2/react", data={"csrf_token": token, "kind": "thanks"})
        assert answer.status_code == 303
        found.append(token)
    assert found[0] != found[1]


def test_an_author_sees_what_they_may_do_with_their_own(
    app: Flask, cast: Cast, talk: Talk, drawings: list[str]
) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    assert "/p/2/edit" not in sign_in(app, cast, "dov").get(address).text
    assert "/p/2/edit" in sign_in(app, cast, "cleo").get(address).text
    assert "/p/2/edit" not in sign_in(app, cast, "dov").get(address).text


def test_who_may_not_see_the_topic_gets_nothing_that_was_drawn(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    def secret(forum: Forum) -> int:
        topic = forum.topic("ben", forum.room("crew", moderator=(True, True, True)), "Plans")
        forum.reply("ben", topic, "among us")
        return topic.id

    address = f"/t/{talk(secret)}/after?after=1"
    assert "among us" in sign_in(app, cast, "ben").get(address).text
    assert sign_in(app, cast, "cleo").get(address).status_code == 404
    assert app.test_client().get(address).status_code == 404


def test_what_was_drawn_is_soon_drawn_anew(
    app: Flask, talk: Talk, drawings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "FRESH", 0.0)
    address = f"/t/{talk(two_posts)}/after?after=1"
    app.test_client().get(address)
    app.test_client().get(address)
    assert len(drawings) == 2
