"""Thanks, signs, and what members watch in the forum."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests.conftest import Cast, sign_in
from tests.notices.conftest import Hall, causes, work
from tribe import jobs
from tribe.activity import Activity
from tribe.activity.notices import TELL
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category, CategoryMember, Level, Post, ReactionKind
from tribe.mail import Mail
from tribe.notices.models import Notice, NoticeCause


def first(hall: Hall) -> Post:
    hall.topic("cleo")
    return session.scalars(select(Post)).one()


def test_thanks_and_signs_are_one_notice_of_a_post(hall: Hall) -> None:
    post = first(hall)
    for who in ("dov", "ben", "ada"):
        forum.react(hall.cast.get(who), post, ReactionKind.THANKS)
        work()
    forum.react(hall.cast.get("ines"), post, ReactionKind.WARM)
    work()
    assert hall.lines("cleo") == [
        (
            "ines gave a sign to your post in “Bread on Saturday”",
            "ada and 2 others thank you for a post in “Bread on Saturday”",
        )
    ]
    assert session.scalar(select(func.count(Mail.id))) == 0


def test_a_sign_that_is_taken_back_is_not_told_any_more(hall: Hall) -> None:
    post = first(hall)
    for who in ("dov", "ben"):
        forum.react(hall.cast.get(who), post, ReactionKind.THANKS)
        work()
    forum.unreact(hall.cast.get("ben"), post, ReactionKind.THANKS)
    work()
    assert hall.lines("cleo") == [("dov thanks you for a post in “Bread on Saturday”",)]
    forum.unreact(hall.cast.get("dov"), post, ReactionKind.THANKS)
    work()
    assert session.scalar(select(func.count(Notice.id))) == 0


def test_another_sign_of_the_same_member_is_told_still(hall: Hall) -> None:
    post, dov = first(hall), hall.cast.get("dov")
    for kind in (ReactionKind.THANKS, ReactionKind.WARM, ReactionKind.SMILE):
        forum.react(dov, post, kind)
        work()
    forum.unreact(dov, post, ReactionKind.WARM)
    work()
    assert causes() == [("cleo", "forum.sign"), ("cleo", "forum.thanks")]
    forum.unreact(dov, post, ReactionKind.SMILE)
    work()
    assert hall.lines("cleo") == [("dov thanks you for a post in “Bread on Saturday”",)]


def test_a_sign_that_was_taken_back_is_not_told_afterwards(hall: Hall) -> None:
    post = first(hall)
    for kind in (ReactionKind.THANKS, ReactionKind.WARM):
        forum.react(hall.cast.get("dov"), post, kind)
        forum.unreact(hall.cast.get("dov"), post, kind)
    work()
    session.execute(delete(NoticeCause))
    for activity_id in session.scalars(select(Activity.id).order_by(Activity.id)).all():
        jobs.enqueue(TELL, activity_id=activity_id)
    work()
    assert causes() == []


def test_who_watches_a_topic_is_told_of_each_reply_and_others_not(hall: Hall) -> None:
    topic = hall.topic("cleo")
    forum.follow(hall.cast.get("ines"), topic, Level.WATCHING)
    forum.follow(hall.cast.get("ada"), topic, Level.TRACKING)
    said = hall.reply("dov", topic)
    hall.reply("ben", topic, "To you, Dov", to=said)
    assert causes() == [
        ("cleo", "forum.reply"),
        ("cleo", "forum.watched_topic"),
        ("dov", "forum.reply"),
        ("ines", "forum.watched_topic"),
        ("ines", "forum.watched_topic"),
    ]
    assert hall.lines("ines") == [("ben and dov wrote in “Bread on Saturday”",)]


@pytest.mark.parametrize("is_within", [False, True])
def test_who_watches_a_category_is_told_of_new_topics_there_and_within(
    hall: Hall, is_within: bool
) -> None:
    forum.follow_category(hall.cast.get("dov"), hall.room.id, Level.WATCHING)
    if is_within:
        hall.room = Category(slug="nook", name="The nook", parent_id=hall.room.id)
        session.add(hall.room)
    topic = hall.topic("cleo")
    hall.reply("ben", topic)
    assert ("dov", "forum.watched_category") in causes()
    assert hall.lines("dov") == [("cleo began “Bread on Saturday”",)]
    forum.follow_category(hall.cast.get("dov"), topic.category_id, Level.NORMAL)
    hall.topic("ben", "Soup on Sunday")
    assert len(hall.lines("dov")) == 1 + is_within  # the one around it is watched still


def test_a_page_of_the_category_has_the_choice(app: Flask, cast: Cast) -> None:
    with app.app_context():
        room = Hall(cast).room.id
    cleo = sign_in(app, cast, "cleo")
    assert 'href="/c/hall/follow"' in cleo.get("/c/hall").text
    assert 'value="normal" checked' in cleo.get("/c/hall/follow").text
    assert cleo.post("/c/hall/follow", data={"level": "watching"}).location == "/c/hall"
    assert 'value="watching" checked' in cleo.get("/c/hall/follow").text
    cleo.post("/topics/read", data={"category": "hall"})
    with app.app_context():
        own = session.get(CategoryMember, (room, cast.ids["cleo"]))
        assert own is not None
        assert (own.level, own.read_until is not None) == (Level.WATCHING, True)
    assert "/c/hall/follow" not in app.test_client().get("/c/hall").text
    assert cleo.get("/c/nowhere/follow").status_code == 404
