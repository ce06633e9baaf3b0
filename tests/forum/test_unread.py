"""What is new and unread, and the marks that say so."""

import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk, a_topic, more_topics
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import TopicMember


def test_one_comes_back_to_the_first_unread_post(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(25, reactions=False))
    ines = sign_in(app, cast, "ines")
    assert ines.get(f"/t/{topic_id}").location == f"/t/{topic_id}/tea-at-dawn"
    ines.get(f"/t/{topic_id}/tea-at-dawn")
    assert ines.get(f"/t/{topic_id}").location == f"/t/{topic_id}/tea-at-dawn?page=2#post-21"
    ines.get(f"/t/{topic_id}/tea-at-dawn?page=2")
    assert ines.get(f"/t/{topic_id}").location == f"/t/{topic_id}/tea-at-dawn?page=2#post-25"
    ines.get(f"/t/{topic_id}/tea-at-dawn")  # an older page does not lower the mark
    with app.app_context():
        row = session.get_one(TopicMember, (topic_id, cast.ids["ines"]))
        assert row.last_read_post_number == 25


def test_what_was_read_costs_no_write(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(3))
    ines = sign_in(app, cast, "ines")
    ines.get(f"/t/{topic_id}/tea-at-dawn")
    with count_queries(app) as queries:
        ines.get(f"/t/{topic_id}/tea-at-dawn")
    assert not [query for query in queries if query.startswith(("INSERT", "UPDATE"))]


def test_new_and_unread(app: Flask, cast: Cast, talk: Talk) -> None:
    with app.app_context():
        for name in cast.ids:
            cast.get(name).joined_at = Forum.beginning
        session.commit()
    topic_id = talk(a_topic(1))
    dov, cleo = sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    assert "Tea at dawn" in dov.get("/topics?filter=new").text
    assert "Tea at dawn" not in cleo.get("/topics?filter=new").text
    dov.get(f"/t/{topic_id}/tea-at-dawn")
    assert "Tea at dawn" not in dov.get("/topics?filter=new").text
    assert dov.post(f"/t/{topic_id}/reply", data={"body": "I do"}).status_code == 303
    assert "1 unread" in cleo.get("/topics?filter=unread").text
    assert "Tea at dawn" not in dov.get("/topics?filter=unread").text
    assert cleo.post("/topics/read", data={}).status_code == 303
    assert "Tea at dawn" not in cleo.get("/topics?filter=unread").text
    dov.post(f"/t/{topic_id}/reply", data={"body": "again"})
    assert "1 unread" in cleo.get("/topics?filter=unread").text
    category = re.findall(r'href="(/c/[^"/]+)"', cleo.get("/topics").text)[0]
    cleo.post(f"/t/{topic_id}/follow", data={"level": "muted"})
    assert "Tea at dawn" not in cleo.get("/topics?filter=unread").text
    for path in ("/", "/topics"):
        assert "Tea at dawn" not in cleo.get(path).text.split('id="talk"')[-1]
        assert "Tea at dawn" in dov.get(path).text.split('id="talk"')[-1]
    assert "Tea at dawn" in cleo.get(category).text  # where one finds it again


def test_after_all_was_marked_as_read_only_what_came_later_is_unread(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(a_topic(7, reactions=False))
    dov, cleo = sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    assert "6 unread" in cleo.get("/topics").text
    assert cleo.get(f"/t/{topic_id}").location.endswith("#post-2")
    cleo.post("/topics/read", data={})
    assert "unread" not in cleo.get("/topics").text.replace("filter=unread", "")
    dov.post(f"/t/{topic_id}/reply", data={"body": "Later"})
    assert "1 unread" in cleo.get("/topics").text
    assert cleo.get(f"/t/{topic_id}").location.endswith("#post-8")


def test_what_was_removed_is_nothing_to_read(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(4, reactions=False))
    ben, cleo = sign_in(app, cast, "ben"), sign_in(app, cast, "cleo")
    ben.post("/p/3/delete", data={"why": "Off topic", "rule": "Keep to it"})
    assert "2 unread" in cleo.get("/topics?filter=unread").text
    ben.post("/p/2/delete", data={"why": "Off topic", "rule": "Keep to it"})
    assert cleo.get(f"/t/{topic_id}").location.endswith("#post-4")
    ben.post("/p/4/delete", data={"why": "Off topic", "rule": "Keep to it"})
    assert "Tea at dawn" not in cleo.get("/topics?filter=unread").text
    assert "no reply yet" in cleo.get("/topics").text


def test_a_reply_counts_though_the_first_post_is_gone(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(a_topic(2, reactions=False))
    sign_in(app, cast, "cleo").post("/p/1/delete")
    page = sign_in(app, cast, "dov").get("/topics").text
    assert "1 reply" in page
    assert "no reply yet" not in page


def test_a_list_counts_no_more_than_it_shows(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(a_topic(102, reactions=False))
    assert "99+ unread" in sign_in(app, cast, "cleo").get("/topics?filter=unread").text


def test_mark_all_read_writes_one_row_a_category(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(a_topic(1))
    talk(more_topics)
    dov = sign_in(app, cast, "dov")
    with count_queries(app) as queries:
        dov.post("/topics/read", data={"category": "hall", "until": "2026-11-22T10:00:00+00:00"})
    assert len([query for query in queries if query.startswith("INSERT")]) == 1
    assert "Nothing new" in dov.get("/topics?filter=new").text
    for until in ("nonsense", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"):
        assert dov.post("/topics/read", data={"until": until}).status_code == 303
    assert dov.post("/topics/read", data={"category": "nowhere"}).status_code == 404


def test_a_mark_that_cannot_be_written_does_not_cost_the_page(
    app: Flask, cast: Cast, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic_id = talk(a_topic(2))

    def locked(*_args: object, **_more: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(services, "mark_read", locked)
    ines = sign_in(app, cast, "ines")
    assert "Who comes?" in ines.get(f"/t/{topic_id}/tea-at-dawn").text
    monkeypatch.undo()
    ines.get(f"/t/{topic_id}/tea-at-dawn")
    with app.app_context():
        row = session.get_one(TopicMember, (topic_id, cast.ids["ines"]))
        assert row.last_read_post_number == 2
