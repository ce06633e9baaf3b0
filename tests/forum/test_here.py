"""Members who are shown see each other where they read and write; nobody else does."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tribe.base.db import session
from tribe.forum.views import topics
from tribe.live import socketio, watching
from tribe.live.presence import Presence
from tribe.members.models import Member


@pytest.fixture(autouse=True)
def presence(monkeypatch: pytest.MonkeyPatch) -> Presence:
    own = Presence()
    for module in (watching, topics):
        monkeypatch.setattr(module, "PRESENCE", own)
    return own


@pytest.fixture
def shown(app: Flask, cast: Cast) -> None:
    """Everybody of the cast chose to be shown; Ada's is an account of the brand."""
    with app.app_context():
        for name in ("ada", "ben", "cleo", "dov", "ines"):
            cast.get(name).is_shown_present = True
        cast.get("ada").is_brand = True
        session.commit()


def open_topic(forum: Forum) -> int:
    return forum.topic("cleo", forum.room(), "Tea at dawn").id


def socket_of(app: Flask, browser: FlaskClient) -> SocketIOTestClient:
    return socketio.test_client(app, flask_test_client=browser)


def say(socket: SocketIOTestClient, event: str, topic_id: int) -> object:
    return socket.emit(event, {"room": f"topic:{topic_id}"}, callback=True)


@pytest.mark.usefixtures("shown")
def test_who_reads_and_writes_is_seen_by_those_who_are_shown(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(open_topic)
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    address = f"/t/{topic_id}/here.html"
    own, socket = socket_of(app, cleo), socket_of(app, dov)
    say(own, "here", topic_id)
    assert say(socket, "writing", topic_id) is False  # nobody knows them to be there
    assert say(socket, "here", topic_id) is True
    assert ">dov<" in cleo.get(address).text
    assert "writing" not in cleo.get(address).text
    assert say(socket, "writing", topic_id) is True
    assert "dov is writing…" in cleo.get(address).text
    assert "dov" not in dov.get(address).text  # one knows of oneself
    say(own, "away", topic_id)
    assert "dov" not in cleo.get(address).text  # who is not there does not see who is
    say(own, "here", topic_id)
    assert ">dov<" in cleo.get(address).text
    say(socket, "away", topic_id)
    assert "dov" not in cleo.get(address).text


@pytest.mark.usefixtures("shown")
def test_neither_the_brand_nor_analysts_nor_guests_see_or_are_seen(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(open_topic)
    address = f"/t/{topic_id}/here.html"
    say(socket_of(app, sign_in(app, cast, "dov")), "here", topic_id)
    for name in ("ada", "ines"):
        browser = sign_in(app, cast, name)
        assert say(socket_of(app, browser), "here", topic_id) is False
        assert browser.get(address).status_code == 403
        assert "data-here" not in browser.get(f"/t/{topic_id}", follow_redirects=True).text
    assert say(socket_of(app, app.test_client()), "here", topic_id) is False
    assert app.test_client().get(address).location.startswith("/sign-in")
    assert "data-here" not in app.test_client().get(f"/t/{topic_id}/tea-at-dawn").text
    cleo = sign_in(app, cast, "cleo")
    say(socket_of(app, cleo), "here", topic_id)
    assert ">dov<" in cleo.get(address).text


@pytest.mark.usefixtures("shown")
def test_who_may_not_see_the_topic_is_not_there(app: Flask, cast: Cast, talk: Talk) -> None:
    def hidden(forum: Forum) -> int:
        return forum.topic("ben", forum.room("crew", moderator=(True, True, True)), "Plans").id

    topic_id = talk(hidden)
    cleo = sign_in(app, cast, "cleo")
    assert say(socket_of(app, cleo), "here", topic_id) is False
    assert cleo.get(f"/t/{topic_id}/here.html").status_code == 404


def test_it_is_each_ones_own_choice_and_ends_at_once(
    app: Flask, cast: Cast, talk: Talk, presence: Presence
) -> None:
    topic_id = talk(open_topic)
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    address = f"/t/{topic_id}/here.html"
    assert say(socket_of(app, dov), "here", topic_id) is False
    assert dov.get(address).status_code == 403
    for browser in (cleo, dov):
        browser.post("/me/profile", data={"is_shown_present": "1"})
        assert 'value="1" checked' in browser.get("/me/profile").text
    for browser in (cleo, dov):
        say(socket_of(app, browser), "here", topic_id)
    assert ">dov<" in cleo.get(address).text
    dov.post("/me/profile", data={"bio": "tea", "is_shown_present": "0"})
    assert presence.find(f"topic:{topic_id}").member_ids  # their page has not ended yet
    assert "dov" not in cleo.get(address).text
    with app.app_context():
        assert not session.get_one(Member, cast.ids["dov"]).is_shown_present
