"""What comes back to view, or moves to another topic, is told as it was: once, and where it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import sign_in
from tests.mail.conftest import box, postal, server
from tests.notices.conftest import Hall, causes, hall, work
from tests.notices.test_choices import send_now
from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.forum import services as forum
from tribe.forum.models import Level, Post, Topic
from tribe.forum.services import arranging, moving
from tribe.mail import Mail
from tribe.mail.models import MailState
from tribe.notices.models import Notice, NoticeCause, NoticeChoice, Reach
from tribe.notices.queries import list_unread_things
from tribe.notices.services import prune

__all__ = ["box", "hall", "postal", "server"]

Act = Callable[[Hall, Post], None]
REPLY = ("dov answers you in “Bread on Saturday”",)


def remove(hall: Hall, post: Post) -> None:
    forum.remove(hall.cast.get("ben"), post)


def hide(hall: Hall, post: Post) -> None:
    forum.hide(hall.cast.get("ben"), post)


def restore(hall: Hall, post: Post) -> None:
    forum.restore(hall.cast.get("ben"), post)


def remove_topic(hall: Hall, post: Post) -> None:
    arranging.remove_topic(hall.cast.get("ben"), session.get_one(Topic, post.topic_id))


def restore_topic(hall: Hall, post: Post) -> None:
    arranging.restore_topic(hall.cast.get("ben"), session.get_one(Topic, post.topic_id))


WAYS = pytest.mark.parametrize(
    ("take", "give_back"),
    [(remove, restore), (hide, restore), (remove_topic, restore_topic)],
    ids=["removed", "hidden", "topic"],
)


def notices(hall: Hall, who: str = "cleo") -> list[tuple[object, ...]]:
    """The notices of one of the cast as they are in the database."""
    columns = (Notice.subject_type, Notice.subject_id, Notice.at, Notice.read_at)
    own = select(*columns).where(Notice.member_id == hall.cast.ids[who])
    return [tuple(row) for row in session.execute(own.order_by(Notice.at, Notice.id))]


def unread(hall: Hall, who: str = "cleo") -> list[tuple[str, int]]:
    return sorted(list_unread_things(hall.cast.get(who)).things)


@WAYS
@pytest.mark.parametrize("is_read", [False, True], ids=["unread", "read"])
def test_a_notice_comes_back_as_it_was(
    hall: Hall, take: Act, give_back: Act, is_read: bool
) -> None:
    topic = hall.topic("cleo")
    posts = [hall.reply("dov", topic), hall.reply("dov", topic)]
    if is_read:
        forum.mark_read(hall.cast.get("cleo"), topic, 3)
        session.commit()
    before, bell = notices(hall), unread(hall)
    assert len(before) == 1
    gone = posts[:1] if take is remove_topic else posts
    for post in gone:
        take(hall, post)
        work()
    assert notices(hall) == [] == unread(hall)
    assert hall.lines("cleo") == []
    for post in gone:
        give_back(hall, post)
        work()
    assert notices(hall) == before
    assert unread(hall) == bell
    assert hall.lines("cleo") == [REPLY]
    assert causes() == [("cleo", "forum.reply")] * 2


@WAYS
def test_it_is_told_where_all_was_over_before_it_was(hall: Hall, take: Act, give_back: Act) -> None:
    topic = hall.topic("cleo")
    post = forum.reply(hall.cast.get("dov"), topic, "@ines and all")
    session.commit()
    take(hall, post)
    session.commit()
    give_back(hall, post)
    work()
    assert causes() == [("cleo", "forum.reply"), ("ines", "forum.mention")]
    assert hall.lines("cleo") == [REPLY]


@WAYS
def test_what_was_told_while_it_was_gone_is_there_when_it_comes_back(
    hall: Hall, take: Act, give_back: Act
) -> None:
    topic = hall.topic("cleo")
    post = forum.reply(hall.cast.get("dov"), topic, "I do")
    session.commit()
    take(hall, post)
    work()
    assert causes() == []
    assert hall.lines("cleo") == []
    give_back(hall, post)
    work()
    assert hall.lines("cleo") == [REPLY]
    [notice] = notices(hall)
    said = select(Activity.at).where(Activity.kind == "forum.post.replied")
    assert notice[2] == session.scalars(said).one()


@WAYS
def test_the_mail_that_waits_is_sent_once(
    postal: Flask, hall: Hall, take: Act, give_back: Act
) -> None:
    hall.speaks("ada")
    topic = hall.topic("cleo")
    post = hall.reply("dov", topic)
    for _time in range(2):
        take(hall, post)
        work()
        give_back(hall, post)
        work()
    session.expire_all()
    assert send_now().state is MailState.SENT
    take(hall, post)
    work()
    give_back(hall, post)
    work()
    assert session.scalars(select(Mail.state)).all() == [MailState.SENT]


def test_one_of_two_posts_comes_back_into_the_notice_of_the_other(hall: Hall) -> None:
    topic = hall.topic("cleo")
    first, _second = hall.reply("dov", topic), hall.reply("ines", topic)
    hide(hall, first)
    work()
    forum.mark_read(hall.cast.get("cleo"), topic, 3)
    session.commit()
    [kept] = notices(hall)
    restore(hall, first)
    work()
    [told, read] = notices(hall)
    assert (told[3], read) == (None, kept)
    assert unread(hall) == [("topic", topic.id)]


def test_what_never_comes_back_is_forgotten(hall: Hall) -> None:
    remove(hall, hall.reply("dov", hall.topic("cleo")))
    work()
    aside = session.scalars(select(NoticeCause)).one()
    prune({})
    session.commit()
    assert session.scalars(select(NoticeCause)).one() is aside
    aside.told_at = now() - timedelta(days=366)
    session.commit()
    prune({})
    assert session.scalars(select(NoticeCause)).all() == []


def read_page(hall: Hall, topic: Topic) -> None:
    """Cleo opens a topic."""
    address = f"/t/{topic.id}/{topic.slug}"
    session.rollback()
    assert sign_in(hall.cast.app, hall.cast, "cleo").get(address).status_code == 200
    session.rollback()


def merge(hall: Hall, topic: Topic) -> Topic:
    other = hall.topic("ben", "Other")
    moving.merge_topic(hall.cast.get("ben"), topic, other.id)
    return other


def split(hall: Hall, topic: Topic) -> Topic:
    details = moving.split_topic(hall.cast.get("ben"), topic, [2], "Other")
    return session.get_one(Topic, details["topic"])


@pytest.mark.parametrize("move", [merge, split])
@pytest.mark.parametrize("is_told_after", [False, True])
def test_notices_follow_what_moves(
    app: Flask, cast: None, move: Callable[[Hall, Topic], Topic], is_told_after: bool
) -> None:
    with app.app_context():
        hall = Hall(cast)  # type: ignore[arg-type]
        topic = hall.topic("cleo")
        forum.reply(hall.cast.get("dov"), topic, "@cleo")
        if not is_told_after:
            work()
        other = move(hall, topic)
        work()
        assert unread(hall) == [("topic", other.id)]
        assert causes() == [("cleo", "forum.mention")]
        read_page(hall, other)
        assert unread(hall) == []
        assert [row[1] for row in notices(hall) if row[3] is not None] == [other.id]


def test_they_go_back_with_it(hall: Hall) -> None:
    ben, topic, other = hall.cast.get("ben"), hall.topic("cleo"), hall.topic("cleo", "Other")
    hall.reply("dov", topic), hall.reply("dov", other)
    before = notices(hall)
    details = moving.merge_topic(ben, topic, other.id)
    work()
    assert unread(hall) == [("topic", other.id)]
    moving.unmerge_topic(ben, topic, details)
    work()
    assert sorted(row[:2] for row in notices(hall)) == sorted(row[:2] for row in before)
    details = moving.split_topic(ben, topic, [2], "New")
    moving.unsplit_topic(ben, topic, details)
    work()
    assert sorted(row[:2] for row in notices(hall)) == sorted(row[:2] for row in before)


def test_a_mail_of_what_was_read_where_it_stands_now_is_not_sent(postal: Flask, hall: Hall) -> None:
    hall.speaks("ada")
    kind = "forum.watched_topic"
    session.add(NoticeChoice(member_id=hall.cast.ids["cleo"], kind=kind, reach=Reach.AT_ONCE))
    topic = hall.topic("ben")
    forum.follow(hall.cast.get("cleo"), topic, Level.WATCHING)
    forum.reply(hall.cast.get("ines"), topic, "News")
    work()
    other = merge(hall, topic)
    work()
    read_page(hall, other)
    send_now()
    own = (Mail.member_id == hall.cast.ids["cleo"], Mail.kind == "notices.told")
    assert session.scalars(select(Mail.state).where(*own)).all() == [MailState.WITHDRAWN]
