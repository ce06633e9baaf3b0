"""Lists that are open hear that somebody wrote where their reader sees it, and of nothing else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tests.forum.test_live import heard, hidden_topic, listen, open_topic, watch
from tribe.base.db import now, session
from tribe.forum import services
from tribe.forum.models import Topic
from tribe.forum.services.tagging import give_tags

MEMBERS, MODERATORS, ADMINS = "topics:1", "topics:3", "topics:4"


def begin(browser: FlaskClient, category: str, title: str, body: str = "Words enough.") -> None:
    fields = {"category": category, "title": title, "body": body}
    assert browser.post("/t/new", data=fields).status_code == 303


def rows(browser: FlaskClient, address: str, **since: int) -> str:
    answer = browser.get(address, query_string=since)
    assert answer.status_code == 200
    return answer.text


def test_lists_hear_of_a_topic_and_of_a_reply_by_category_alone(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(open_topic)
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    socket = listen(app, cleo)
    assert watch(socket, MEMBERS) is True
    begin(dov, "hall", "Bread on Saturday")
    dov.post(f"/t/{topic_id}/reply", data={"body": "I come"})
    assert heard(socket) == [(MEMBERS, {"category": 1})] * 2


def test_nobody_hears_in_a_list_of_what_is_written_where_they_do_not_see(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(hidden_topic)
    ada, ben, cleo = (sign_in(app, cast, who) for who in ("ada", "ben", "cleo"))
    sockets = {room: listen(app, who) for room, who in ((ADMINS, ada), (MODERATORS, ben))}
    member = listen(app, cleo)
    assert watch(member, MEMBERS) is True
    for room, socket in sockets.items():
        assert watch(socket, room) is True
    ben.post(f"/t/{topic_id}/reply", data={"body": "A plan"})
    begin(ben, "crew", "Another plan")
    assert heard(member) == []
    for room, socket in sockets.items():
        assert [name for name, _what in heard(socket)] == [room] * 2


@pytest.mark.parametrize("room", ["topics:0", "topics:2", MODERATORS, ADMINS, "topics:5"])
def test_a_member_hears_of_no_other_rank(app: Flask, cast: Cast, room: str) -> None:
    assert watch(listen(app, sign_in(app, cast, "cleo")), room) is False


@pytest.mark.parametrize("rank", range(5))
def test_guests_hear_of_no_list(app: Flask, cast: Cast, rank: int) -> None:
    guest = app.test_client()
    assert watch(listen(app, guest), f"topics:{rank}") is False
    for page in ("/", "/topics"):
        assert "data-fresh=" not in guest.get(page).text


def test_lists_hear_nothing_of_what_is_unlisted_imported_or_undone(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(open_topic)
    socket = listen(app, sign_in(app, cast, "cleo"))
    watch(socket, MEMBERS)
    with app.app_context():
        topic = session.get_one(Topic, topic_id)
        services.add_post(cast.get("dov"), topic, "From elsewhere", at=now())
        session.commit()
        services.reply(cast.get("dov"), topic, "Taken back")
        session.rollback()
        topic = session.get_one(Topic, topic_id)
        topic.unlisted_at = now()
        services.reply(cast.get("dov"), topic, "Out of lists")
        session.commit()
    assert heard(socket) == []


@pytest.mark.parametrize(
    "address", ["/topics/rows", "/c/hall/rows", "/tags/tea/rows", "/home/topics"]
)
def test_rows_are_what_the_page_shows_and_nothing_where_nobody_wrote(
    app: Flask, cast: Cast, talk: Talk, address: str
) -> None:
    talk(open_topic)
    with app.app_context():
        topic = session.get_one(Topic, 1)
        give_tags(topic, ["tea"])
        services.reply(cast.get("dov"), topic, "I come")
        session.commit()
        moment = int(now().timestamp())
    cleo = sign_in(app, cast, "cleo")
    page = cleo.get(address.replace("/rows", "").replace("/home/topics", "/")).text
    shown = rows(cleo, address)
    assert "Tea at dawn" in shown
    assert shown.strip()[:60] in page
    assert f'data-fresh-url="{address}"' in page
    assert "Tea at dawn" in rows(cleo, address, since=moment)
    assert cleo.get(address, query_string={"since": moment + 60}).status_code == 204
    assert cleo.get(address, query_string={"since": "x" * 9}).status_code == 200


def test_rows_leave_out_whom_the_reader_blocked_and_what_they_muted(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(open_topic)
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    begin(cleo, "hall", "Muted talk")
    begin(dov, "hall", "Blocked talk")
    assert "Blocked talk" in rows(cleo, "/topics/rows")
    cleo.post("/t/2/follow", data={"level": "muted"})
    cleo.post("/u/dov/block", data={"confirm": "yes"})
    for address in ("/topics/rows", "/home/topics", "/new/rows", "/c/hall/rows"):
        assert "Blocked talk" not in rows(cleo, address)
    assert "Muted talk" not in rows(cleo, "/topics/rows")


def test_rows_of_a_closed_category_are_not_there(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(hidden_topic)
    cleo = sign_in(app, cast, "cleo")
    assert cleo.get("/c/crew/rows").status_code == cleo.get("/c/nowhere/rows").status_code == 404
    assert "Plans" not in rows(cleo, "/topics/rows") + rows(cleo, "/home/topics")


def test_a_list_further_on_hears_of_nothing(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(more_topics_in_hall)
    cleo = sign_in(app, cast, "cleo")
    first = cleo.get("/topics").text
    [older] = re.findall(r'href="(/topics\?after=[^"]+)"', first)
    assert "data-fresh=" in first
    assert "data-fresh=" not in cleo.get(older).text


def more_topics_in_hall(forum: Forum) -> int:
    room = forum.room()
    for number in range(24):
        forum.topic("ben", room, f"Topic {number:02}")
    return room.id
