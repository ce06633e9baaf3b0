"""The feeds of the forum, read by another program: whole, dated, for guests, and cheap to ask."""

from dataclasses import replace
from html import unescape

import feedparser
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tests.forum.test_files import SHOWN, hang
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.forum.services.preparing import Prepared
from tribe.members.models import Member, State


def some_talk(forum: Forum) -> int:
    hall = forum.room("hall")
    nook = forum.room("nook", hall)
    crew = forum.room("crew", moderator=(True, True, True))
    forum.topic("cleo", hall, "Tea & <cake>", "with @dov \u000b\x01 and ||cream||")
    forum.topic("ben", crew, "Secret plans", "hush")
    topic = forum.topic("dov", nook, "In the nook", "cosy")
    forum.reply("cleo", topic, "so it is")
    return topic.id


def read(client: FlaskClient, address: str) -> feedparser.FeedParserDict:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_the_newest_topics(client: FlaskClient, talk: Talk) -> None:
    talk(some_talk)
    feed = read(client, "/feed.atom")
    assert [entry.title for entry in feed.entries] == ["In the nook", "Tea & <cake>"]
    assert feed.entries[1].link == "http://localhost/p/1"
    assert 'href="http://localhost/u/dov"' in feed.entries[1].content[0].value
    assert feed.entries[1].author == "cleo"
    assert feed.entries[1].published_parsed[:3] == (2026, 3, 1)


def test_a_category_and_a_topic(client: FlaskClient, talk: Talk) -> None:
    topic_id = talk(some_talk)
    assert len(read(client, "/c/hall/feed.atom").entries) == 2
    assert [e.title for e in read(client, "/c/nook/feed.atom").entries] == ["In the nook"]
    feed = read(client, f"/t/{topic_id}/feed.atom")
    assert [entry.title for entry in feed.entries] == ["Re: In the nook", "In the nook"]


def test_feeds_hold_what_guests_may_see_whoever_asks(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(some_talk)
    ada = sign_in(app, cast, "ada")
    assert "Secret" not in ada.get("/feed.atom").text
    assert ada.get("/c/crew/feed.atom").status_code == 404
    assert ada.get("/t/2/feed.atom").status_code == 404


def test_files_of_posts_are_enclosed_for_who_may_see_the_post(
    app: Flask, cast: Cast, client: FlaskClient, talk: Talk
) -> None:
    def some_files(forum: Forum) -> int:
        hall = forum.room("hall")
        crew = forum.room("crew", moderator=(True, True, True))
        topic = forum.topic("cleo", hall, "Stand", "Look")
        post = session.scalars(select(Post)).one()
        hang("cleo", forum, post, replace(SHOWN, name='Our "stand" & <me>.webp'))
        hang("cleo", forum, post, Prepared("plan.pdf", "application/pdf", b"%PDF-1.7 x"))
        hang("cleo", forum, forum.reply("cleo", topic), replace(SHOWN, content=b"RIFF..2.WEBP"))
        secret = forum.topic("ben", crew, "Hush", "Look")
        hang("ben", forum, session.scalars(select(Post).where(Post.topic_id == secret.id)).one())
        return topic.id

    topic_id = talk(some_files)
    [entry] = read(client, "/feed.atom").entries
    told = [(one.href, one.type, one.title) for one in entry.links if one.rel == "enclosure"]
    assert told == [
        ("http://localhost/files/1", "image/webp", 'Our "stand" & <me>.webp'),
        ("http://localhost/files/2", "application/pdf", "plan.pdf"),
    ]
    assert 'src="http://localhost/files/1/preview"' in entry.content[0].value
    said = unescape(client.get("/feed.atom").text.split('type="html">')[1].split("</content>")[0])
    assert said.endswith('alt="Our &#34;stand&#34; &amp; &lt;me&gt;.webp"></p>')
    assert said.count("<img ") == 1
    assert client.get("/files/1").status_code == 200
    with count_queries(app) as queries:
        read(client, f"/t/{topic_id}/feed.atom")
    assert len([query for query in queries if "post_file" in query]) == 1
    with app.app_context():
        session.execute(update(Member).where(Member.name == "cleo").values(state=State.SUSPENDED))
        session.commit()
    assert "/files/" not in client.get("/feed.atom").text  # at once


def test_who_has_it_already_is_told_so(client: FlaskClient, talk: Talk) -> None:
    talk(some_talk)
    first = client.get("/feed.atom")
    tag = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    for condition in (tag, since):
        again = client.get("/feed.atom", headers=condition)
        assert (again.status_code, again.data) == (304, b"")
    talk(lambda forum: forum.topic("ben", forum.room("yard"), "Newer").id)
    assert client.get("/feed.atom", headers=tag).status_code == 200


def test_a_feed_of_nothing_is_a_feed(client: FlaskClient) -> None:
    assert read(client, "/feed.atom").entries == []


def test_a_feed_costs_the_same_whatever_it_holds(app: Flask, talk: Talk) -> None:
    client = app.test_client()
    with count_queries(app) as empty:
        client.get("/feed.atom")
    talk(some_talk)
    with count_queries(app) as full:
        client.get("/feed.atom")
    assert len(full) == len(empty) <= 2
