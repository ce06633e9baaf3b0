"""New replies reach open pages: those who may see, after the commit, and nobody else."""

from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import Topic
from tribe.live import socketio


def listen(app: Flask, browser: FlaskClient) -> SocketIOTestClient:
    return socketio.test_client(app, flask_test_client=browser)


def heard(socket: SocketIOTestClient) -> list[tuple[str, dict[str, int]]]:
    return [(message["name"], message["args"][0]) for message in socket.get_received()]


def watch(socket: SocketIOTestClient, room: object) -> object:
    return socket.emit("watch", {"room": room}, callback=True)


def open_topic(forum: Forum) -> int:
    return forum.topic("cleo", forum.room(), "Tea at dawn").id


def hidden_topic(forum: Forum) -> int:
    return forum.topic("ben", forum.room("crew", moderator=(True, True, True)), "Plans").id


def test_two_open_pages_hear_of_a_reply(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(open_topic)
    dov = sign_in(app, cast, "dov")
    guest, member = listen(app, app.test_client()), listen(app, dov)
    for socket in (guest, member):
        assert watch(socket, f"topic:{topic_id}") is True
    dov.post(f"/t/{topic_id}/reply", data={"body": "I come"})
    for socket in (guest, member):
        assert heard(socket) == [(f"topic:{topic_id}", {"number": 2, "id": 2})]
    assert "I come" in dov.get("/p/2/fragment").text


def test_open_pages_hear_of_edits_signs_and_removals_by_number_alone(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(open_topic)
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    dov.post(f"/t/{topic_id}/reply", data={"body": "I come"})
    socket = listen(app, app.test_client())
    watch(socket, f"topic:{topic_id}")
    dov.post("/p/2/edit", data={"body": "I come late"})
    cleo.post("/p/2/react", data={"kind": "warm"})
    cleo.post("/p/2/react", data={"kind": "warm"})  # taken back
    dov.post("/p/2/delete")
    assert heard(socket) == [(f"topic:{topic_id}", {"id": 2})] * 4


def test_open_pages_hear_that_a_topic_was_closed_or_opened_again(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(open_topic)
    ben, socket = sign_in(app, cast, "ben"), listen(app, app.test_client())
    watch(socket, f"topic:{topic_id}")
    ben.post(f"/t/{topic_id}/close", data={"why": "It is answered"})
    ben.post(f"/t/{topic_id}/close", data={"why": "It is answered"})  # is closed
    ben.post(f"/t/{topic_id}/reopen", data={"why": "It is not"})
    assert heard(socket) == [(f"topic:{topic_id}", {"id": topic_id})] * 2


def test_a_page_hears_only_of_its_topic(app: Flask, cast: Cast, talk: Talk) -> None:
    one = talk(open_topic)
    other = talk(lambda forum: forum.topic("cleo", forum.room("yard"), "Other").id)
    socket = listen(app, app.test_client())
    assert watch(socket, f"topic:{one}") is True
    sign_in(app, cast, "dov").post(f"/t/{other}/reply", data={"body": "elsewhere"})
    assert heard(socket) == []


def test_who_may_not_see_may_not_listen(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(hidden_topic)
    ben = sign_in(app, cast, "ben")
    allowed = listen(app, ben)
    refused = [listen(app, app.test_client()), listen(app, sign_in(app, cast, "cleo"))]
    assert watch(allowed, f"topic:{topic_id}") is True
    assert [watch(socket, f"topic:{topic_id}") for socket in refused] == [False, False]
    ben.post(f"/t/{topic_id}/reply", data={"body": "among us"})
    assert len(heard(allowed)) == 1
    assert [heard(socket) for socket in refused] == [[], []]


def test_a_sign_in_that_was_ended_does_not_listen(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(hidden_topic)
    ben = sign_in(app, cast, "ben")
    socket = listen(app, ben)
    ben.post("/sign-out")
    assert watch(socket, f"topic:{topic_id}") is False


def test_nonsense_is_refused(app: Flask, talk: Talk) -> None:
    talk(open_topic)
    socket = listen(app, app.test_client())
    for room in (
        "topic:99",
        "topic:x",
        "topic:-1",
        "topic:9999999999",
        "x",
        "",
        None,
        7,
        ["topic:1"],
    ):
        assert watch(socket, room) is False
    assert socket.emit("watch", "topic:1", callback=True) is False
    assert socket.emit("watch", callback=True) is False


def test_nothing_is_said_of_what_was_not_kept(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(open_topic)
    socket = listen(app, app.test_client())
    watch(socket, f"topic:{topic_id}")
    with app.app_context():
        topic = session.get_one(Topic, topic_id)
        services.reply(cast.get("dov"), topic, "not kept")
        session.rollback()
        assert heard(socket) == []
        services.reply(cast.get("dov"), topic, "kept")
        assert heard(socket) == []
        session.commit()
    assert [message["number"] for _name, message in heard(socket)] == [2]


def test_what_an_importer_adds_is_not_announced(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(open_topic)
    socket = listen(app, app.test_client())
    watch(socket, f"topic:{topic_id}")
    with app.app_context():
        services.add_post(cast.get("dov"), session.get_one(Topic, topic_id), "old words")
        session.commit()
    assert heard(socket) == []
