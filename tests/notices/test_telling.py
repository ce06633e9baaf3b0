"""Of an act each is told once, by the weightiest reason, and nobody who is not to be told."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import count_queries
from tests.notices.conftest import Hall, causes, work
from tribe import jobs
from tribe.activity import Activity, ActivityKind
from tribe.activity.notices import TELL, Cause, NoticeKind, Rank, register, unregister
from tribe.base.db import now, session
from tribe.forum import services as forum
from tribe.forum.models import CategoryPermission, Level
from tribe.forum.views.quoting import quote
from tribe.jobs import Job
from tribe.mail import Mail
from tribe.members.models import State
from tribe.notices.models import Notice, NoticeCause
from tribe.notices.services import prune, telling


def test_each_is_told_once_by_the_weightiest_reason(hall: Hall) -> None:
    topic = hall.topic("cleo")
    said = hall.reply("dov", topic, "I do")
    hall.reply("ben", topic, quote("dov", said.id, said.source) + "@cleo and @dov, too", to=said)
    assert causes() == [
        ("cleo", "forum.mention"),
        ("cleo", "forum.reply"),
        ("dov", "forum.mention"),
    ]
    assert hall.lines("cleo") == [
        (
            "ben names you in “Bread on Saturday”",
            "dov answers you in “Bread on Saturday”",
        )
    ]
    assert session.scalar(select(func.count(Notice.id))) == 2


def test_who_did_it_is_not_told_nor_whoever_is_gone_or_leaves(hall: Hall) -> None:
    hall.cast.get("ines").leaves_at = now() + timedelta(days=3)
    hall.cast.get("ben").state = State.LEFT
    hall.topic("cleo", body="@cleo @eve @ines @ben @dov")
    assert causes() == [("dov", "forum.mention")]


def test_who_may_not_see_the_category_is_not_told(hall: Hall) -> None:
    topic = hall.topic("cleo")
    row = CategoryPermission(category_id=hall.room.id, audience="moderator", may_see=True)
    row.may_reply = row.may_create = True
    session.add(row)
    hall.reply("ben", topic, "Not for @dov, but for @ada")
    assert causes() == [("ada", "forum.mention")]


def test_who_muted_the_topic_is_not_told(hall: Hall) -> None:
    topic = hall.topic("cleo")
    forum.follow(hall.cast.get("cleo"), topic, Level.MUTED)
    hall.reply("ben", topic, "@cleo?")
    assert causes() == []


def test_several_acts_are_one_notice_until_it_is_read(hall: Hall) -> None:
    topic = hall.topic("cleo")
    for who in ("dov", "ben", "dov", "ada"):
        hall.reply(who, topic)
    assert hall.lines("cleo") == [("ada and 2 others answer you in “Bread on Saturday”",)]
    forum.mark_read(hall.cast.get("cleo"), topic, topic.highest_post_number)
    work()
    hall.reply("ben", topic)
    assert hall.lines("cleo") == [
        ("ben answers you in “Bread on Saturday”",),
        ("ada and 2 others answer you in “Bread on Saturday”",),
    ]


def test_reading_to_a_post_reads_what_was_told_up_to_it(hall: Hall) -> None:
    topic = hall.topic("cleo")
    for _number in range(2):
        hall.reply("dov", topic)
    unread = select(func.count(Notice.id)).where(Notice.read_at.is_(None))
    for number, left in ((2, 1), (3, 0)):
        forum.mark_read(hall.cast.get("cleo"), topic, number)
        session.commit()
        assert session.scalar(unread) == left


def test_a_muted_topic_is_read(hall: Hall) -> None:
    topic = hall.topic("cleo")
    hall.reply("dov", topic)
    forum.follow(hall.cast.get("cleo"), topic, Level.MUTED)
    session.commit()
    assert session.scalar(select(func.count(Notice.id)).where(Notice.read_at.is_(None))) == 0


def test_a_job_that_runs_again_changes_nothing(hall: Hall) -> None:
    topic = hall.topic("cleo")
    hall.reply("dov", topic, "@ben?")
    told, mails = causes(), session.scalar(select(func.count(Mail.id)))
    assert told == [("ben", "forum.mention"), ("cleo", "forum.reply")]
    forum.mark_read(hall.cast.get("cleo"), topic, 2)
    for activity_id in session.scalars(select(Activity.id)).all():
        jobs.enqueue(TELL, activity_id=activity_id)
    work()
    assert causes() == told
    assert session.scalar(select(func.count(Notice.id))) == 2
    assert session.scalar(select(func.count(Mail.id))) == mails


def test_what_lies_in_the_past_is_no_news(hall: Hall) -> None:
    topic = hall.topic("cleo")
    forum.reply(hall.cast.get("dov"), topic, "Long ago", at=now() - timedelta(days=2))
    forum.add_post(hall.cast.get("dov"), topic, "From elsewhere")
    work()
    assert causes() == []


def test_a_removed_post_is_taken_back(hall: Hall) -> None:
    topic = hall.topic("cleo")
    first, second = hall.reply("dov", topic), hall.reply("ben", topic)
    forum.remove(hall.cast.get("dov"), first)
    work()
    assert hall.lines("cleo") == [("ben answers you in “Bread on Saturday”",)]
    forum.remove(hall.cast.get("ben"), second)
    work()
    assert session.scalar(select(func.count(Notice.id))) == 0


def test_who_is_away_reads_it_later_and_gets_no_mail(hall: Hall) -> None:
    for who in ("cleo", "ben"):
        hall.cast.get(who).email_confirmed_at = now()
    hall.cast.get("ben").away_until = now().date()
    topic = hall.topic("cleo")
    hall.reply("dov", topic, "@ben?")
    assert causes() == [("ben", "forum.mention"), ("cleo", "forum.reply")]
    assert session.scalars(select(Mail.name)).all() == ["cleo"]
    hall.cast.get("ben").away_until = now().date() - timedelta(days=1)
    hall.reply("dov", topic, "@ben?")
    assert session.scalars(select(Mail.name).order_by(Mail.name)).all() == ["ben", "cleo", "cleo"]


def test_batches_leave_nobody_out(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 1)
    pauses: list[float] = []
    monkeypatch.setattr("tribe.base.db.time.sleep", pauses.append)
    hall.topic("cleo", body="@ada @ben @dov @ines")
    assert [name for name, _kind in causes()] == ["ada", "ben", "dov", "ines"]
    if session.get_bind().dialect.name == "sqlite":  # between two, others may write
        assert len(pauses) == 3
        assert all(0 < pause <= 0.02 for pause in pauses)


def test_who_knows_of_a_post_is_not_told_of_its_edit(hall: Hall) -> None:
    topic = hall.topic("cleo")
    said = hall.reply("dov", topic)
    forum.mark_read(hall.cast.get("cleo"), topic, 2)
    forum.edit(hall.cast.get("dov"), said, "I do, @cleo and @ben")
    work()
    assert causes() == [("ben", "forum.mention"), ("cleo", "forum.reply")]


def test_who_was_named_by_an_edit_is_not_told_again_by_the_post(hall: Hall) -> None:
    """The job of the post may come after the edit, which has told them at once."""
    topic = hall.topic("cleo")
    said = forum.reply(hall.cast.get("dov"), topic, "I do")
    forum.edit(hall.cast.get("dov"), said, "I do, and @ben")
    work()
    assert causes() == [("ben", "forum.mention"), ("cleo", "forum.reply")]


def test_what_was_read_long_ago_is_forgotten(hall: Hall) -> None:
    hall.topic("cleo")
    act = session.scalars(select(Activity.id)).one()
    cases = ((89, True), (91, True), (364, False), (366, False), (1, True))
    for (days, is_read), who in zip(cases, ("ada", "ben", "cleo", "dov", "eve"), strict=True):
        then, reader = now() - timedelta(days=days), hall.cast.ids[who]
        notice = Notice(member_id=reader, subject_type="topic", subject_id=days, at=then)
        notice.read_at = then if is_read else None
        session.add(notice)
        session.flush()
        if days > 1:
            told = {"activity_id": act, "member_id": reader, "notice_id": notice.id}
            session.add(NoticeCause(**told, kind="forum.mention"))
    session.flush()
    prune({})
    assert sorted(session.scalars(select(Notice.subject_id))) == [89, 364]


def test_kinds_are_called_by_one_name_and_say_what_they_are_of() -> None:
    act = ActivityKind("test.box.opened", "box", facts=("room",))
    one = NoticeKind(
        "test.box", Rank.REPLY, "nobody", (act,), lambda _: None, lambda _: "", thing="room"
    )
    cause = Cause(1, act.name, "box", 7, None, None, now(), {"room": 3})
    assert one.thing_of(cause) == ("room", 3)
    register([one])
    try:
        other = NoticeKind("test.box", Rank.QUOTE, "nobody", (act,), lambda _: None, lambda _: "")
        assert other.thing_of(cause) == ("box", 7)
        with pytest.raises(ValueError, match=r"test\.box"):
            register([other])
        with pytest.raises(ValueError, match="of which house"):
            NoticeKind(
                "test.x", Rank.REPLY, "", (act,), lambda _: None, lambda _: "", thing="house"
            )
    finally:
        unregister([one])


def test_what_all_ways_of_an_act_rest_on_is_asked_once(app: Flask, hall: Hall) -> None:
    topic = hall.topic("cleo")
    forum.reply(hall.cast.get("dov"), topic, "@ben, do you come?")
    session.commit()
    [told] = session.scalars(select(Job).where(Job.kind == TELL, Job.done_at.is_(None)))
    payload = told.payload
    session.expunge_all()  # what a worker has not at hand either
    with count_queries(app) as asked:
        telling.tell(payload)
    assert causes() == [("ben", "forum.mention"), ("cleo", "forum.reply")]
    parts = ("SELECT topic.id, ", "SELECT category.id, ", "SELECT member.is_brand")
    rows = [sum(one.startswith(part) for one in asked) for part in parts]
    assert rows[:2] == [1, 1]
    assert rows[2] <= 4  # before, while it is written, and for each way that told somebody
    assert len(asked) <= 16
