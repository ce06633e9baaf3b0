"""Topics and replies: numbers, counters, marks, refusals."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries
from tests.forum.conftest import Forum, at
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import services
from tribe.forum.models import Level, Mention, Post, Quotation, ReactionKind, Topic, TopicMember
from tribe.forum.queries import visible_category_ids
from tribe.markup import COOK_VERSION


def mark(topic: Topic, member_id: int) -> TopicMember | None:
    return session.get(TopicMember, (topic.id, member_id), populate_existing=True)


def first(topic: Topic) -> Post:
    return session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()


def test_a_topic_has_its_first_post_and_its_author_watches_it(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room(), "Où est l’œuvre ?", "**Bold** words")
    post = first(topic)
    assert topic.slug == "ou-est-l-oeuvre"
    assert (post.html, post.text, post.cook_version) == (
        "<p><strong>Bold</strong> words</p>\n",
        "Bold words",
        COOK_VERSION,
    )
    row = mark(topic, topic.author_id)
    assert row is not None
    assert (row.last_read_post_number, row.level) == (1, Level.WATCHING)


def test_a_reply_raises_the_numbers_and_its_author_tracks_the_topic(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    post = forum.reply("dov", topic)
    session.refresh(topic)
    assert (topic.highest_post_number, topic.posts_count, post.number) == (2, 2, 2)
    assert (topic.last_posted_at, topic.last_poster_id) == (post.created_at, post.author_id)
    row = mark(topic, post.author_id)
    assert row is not None
    assert (row.last_read_post_number, row.level) == (2, Level.TRACKING)


def test_posting_does_not_unmute(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    dov = forum.cast.get("dov")
    services.follow(dov, topic, Level.MUTED)
    forum.reply("dov", topic)
    row = mark(topic, dov.id)
    assert row is not None
    assert row.level is Level.MUTED


def test_a_reply_dated_before_the_last_does_not_move_the_topic_back(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    last = forum.reply("dov", topic)
    services.add_post(forum.cast.get("ben"), topic, "older", at=at(-100))
    session.refresh(topic)
    assert topic.last_posted_at == last.created_at
    assert topic.highest_post_number == 3


def test_a_closed_topic_takes_no_reply_but_an_importer_may_add(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    services.close_topic(forum.cast.get("ben"), topic)
    for name in ("dov", "ben"):
        with pytest.raises(RuleBroken):
            services.reply(forum.cast.get(name), topic, "late")
    assert services.add_post(forum.cast.get("dov"), topic, "late").number == 2
    services.reopen_topic(forum.cast.get("ben"), topic)
    assert services.reply(forum.cast.get("dov"), topic, "again").number == 3


def test_members_do_not_close_topics(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    with pytest.raises(Forbidden):
        services.close_topic(forum.cast.get("cleo"), topic)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 32_001])
def test_a_body_is_neither_empty_nor_endless(forum: Forum, body: str) -> None:
    room = forum.room()
    with pytest.raises(RuleBroken):
        services.create_topic(forum.cast.get("cleo"), room, "A title", body)
    with pytest.raises(RuleBroken):
        services.reply(forum.cast.get("cleo"), forum.topic("dov", room), body)


@pytest.mark.parametrize("title", ["ab", "x" * 201])
def test_a_title_has_3_to_200_characters(forum: Forum, title: str) -> None:
    with pytest.raises(RuleBroken):
        services.create_topic(forum.cast.get("cleo"), forum.room(), title, "words")


def test_where_one_may_see_only_one_does_not_write(forum: Forum) -> None:
    room = forum.room("news", guest=(True, False, False), moderator=(True, True, True))
    topic = forum.topic("ben", room)
    with pytest.raises(Forbidden):
        services.reply(forum.cast.get("cleo"), topic, "no")
    with pytest.raises(Forbidden):
        services.create_topic(forum.cast.get("cleo"), room, "A title", "no")


def test_what_one_may_not_see_does_not_exist(forum: Forum) -> None:
    room = forum.room("crew", moderator=(True, True, True))
    topic = forum.topic("ben", room)
    post = first(topic)
    cleo = forum.cast.get("cleo")
    assert room.id not in visible_category_ids(cleo)
    for act in (
        lambda: services.create_topic(cleo, room, "A title", "no"),
        lambda: services.reply(cleo, topic, "no"),
        lambda: services.react(cleo, post, ReactionKind.THANKS),
        lambda: services.edit(cleo, post, "no"),
        lambda: services.remove(cleo, post),
        lambda: services.follow(cleo, topic, Level.WATCHING),
        lambda: services.close_topic(cleo, topic),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_suspended_do_nothing(forum: Forum) -> None:
    room = forum.room()
    topic = forum.topic("cleo", room)
    eve = forum.cast.get("eve")
    for act in (
        lambda: services.create_topic(eve, room, "A title", "no"),
        lambda: services.reply(eve, topic, "no"),
        lambda: services.react(eve, first(topic), ReactionKind.WARM),
        lambda: services.edit(eve, first(topic), "no"),
        lambda: services.remove(eve, first(topic)),
        lambda: services.follow(eve, topic, Level.WATCHING),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_post_answers_only_posts_of_its_topic(forum: Forum) -> None:
    room = forum.room()
    here, there = forum.topic("cleo", room), forum.topic("dov", room)
    with pytest.raises(RuleBroken):
        services.reply(forum.cast.get("ben"), here, "to whom?", first(there))


def test_mentions_reach_only_those_who_may_see(forum: Forum) -> None:
    room = forum.room("crew", moderator=(True, True, True))
    topic = forum.topic("ben", room, body="@ada @cleo @ben @nobody")
    ids = set(session.scalars(select(Mention.member_id)))
    assert ids == {forum.cast.ids["ada"]}
    assert first(topic).html.count("mention") == 3


def test_quotes_of_what_one_may_not_see_are_only_words(forum: Forum) -> None:
    hidden = first(forum.topic("ben", forum.room("crew", moderator=(True, True, True))))
    shown = first(forum.topic("ben", forum.room("hall")))
    quotes = "\n\n".join(f"> [ben](/p/{post.id})\n>\n> words\n\nso" for post in (hidden, shown))
    forum.topic("cleo", forum.room("yard"), body=quotes + "\n\n> [x](/p/999999)\n> y")
    assert list(session.scalars(select(Quotation.quoted_id))) == [shown.id]


def test_marks_only_rise_and_never_beyond_the_topic(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    for _number in range(5):
        forum.reply("ben", topic)
    dov = forum.cast.get("dov")
    session.refresh(topic)
    for number, expected in ((3, 3), (2, 3), (99, 6), (1, 6)):
        services.mark_read(dov, topic, number)
        row = mark(topic, dov.id)
        assert row is not None
        assert row.last_read_post_number == expected
        assert row.level is Level.NORMAL


def test_a_reply_costs_few_queries(app: Flask, forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    dov = forum.cast.get("dov")
    with count_queries(app) as queries:
        services.reply(dov, topic, "no names here")
        session.commit()
    # one for what its author declares, two whether they keep apart, which a request knows; the last
    # for the job that tells by mail; those before it for search, whose words are apart on SQLite
    # and elsewhere one more holds who writes, so that nothing of a spammer comes after the sweep;
    # one asks which members see the category, whose open lists hear of it
    for_search, for_author = (3, 0) if session.get_bind().dialect.name == "sqlite" else (2, 1)
    assert len(queries) == 14 + for_search + for_author, queries


def test_replies_at_the_same_time_get_numbers_of_their_own(app: Flask, cast: Cast) -> None:
    with app.app_context():
        forum = Forum(cast)
        topic_id = forum.topic("cleo", forum.room()).id
    failures: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with app.app_context():
                for _turn in range(5):
                    topic = session.get_one(Topic, topic_id)
                    services.reply(cast.get(name), topic, f"{name} says")
                    session.commit()
        except BaseException as error:  # shown by the assertion below
            failures.append(error)

    threads = [
        threading.Thread(target=write, args=(name,)) for name in ("ada", "ben", "cleo", "dov")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with app.app_context():
        numbers = session.scalars(select(Post.number).order_by(Post.number)).all()
        topic = session.get_one(Topic, topic_id)
        assert numbers == list(range(1, 22))
        assert (topic.highest_post_number, topic.posts_count) == (21, 21)
