"""The digest: one mail for a member and a time, of what they have not read and may see."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from tests.conftest import Cast, count_queries
from tests.mail.conftest import box, postal, send_all, server
from tests.mail.reading import read_letters
from tests.mail.servers import Mailbox
from tests.notices.conftest import Hall, causes, work
from tests.stating import STATED
from tribe import jobs
from tribe.base import db
from tribe.base.db import now, session
from tribe.forum import services as forum
from tribe.forum.models import CategoryPermission, Level, Post, ReactionKind, Topic
from tribe.jobs import Lane
from tribe.mail import Mail, addresses
from tribe.mail.afterwards import SEND
from tribe.mail.models import MailState
from tribe.members.models import Member, State
from tribe.notices.models import Digest, Notice, NoticeCause, NoticeChoice, NoticeRhythm, Reach
from tribe.notices.services import gathering, write_digests
from tribe.notices.wishes import last_due

__all__ = ["box", "postal", "server"]

BRUSSELS, KIRITIMATI = ZoneInfo("Europe/Brussels"), ZoneInfo("Pacific/Kiritimati")
FRIDAY = datetime(2027, 1, 8, 8, tzinfo=UTC)  # the zone of the place is UTC here


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets what time it is, everywhere."""

    def show(moment: datetime) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:
                assert tz is UTC
                return moment

        monkeypatch.setattr(db, "datetime", Clock)

    return show


@pytest.fixture
def told(hall: Hall, clock: Callable[[datetime], None]) -> Hall:
    """On the day before Cleo was told of an answer, which she wants in her digest."""
    clock(FRIDAY - timedelta(days=1))
    for one in hall.cast.ids:
        hall.cast.get(one).email_confirmed_at = now()
        hall.cast.get(one).joined_at = now() - timedelta(days=100)
    cleo = hall.cast.get("cleo")
    cleo.locale = "en"
    session.add(NoticeChoice(member_id=cleo.id, kind="forum.reply", reach=Reach.DIGEST))
    hall.reply("dov", hall.topic("cleo"))
    assert mails() == []
    clock(FRIDAY)
    return hall


def mails() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Mail.kind).order_by(Mail.id)))


@pytest.mark.parametrize(
    ("digest", "hour", "zone", "moment", "due"),
    [
        (Digest.FRIDAY, 8, UTC, FRIDAY, FRIDAY),
        (Digest.FRIDAY, 8, UTC, FRIDAY - timedelta(seconds=1), FRIDAY - timedelta(days=7)),
        (Digest.THURSDAY, 8, UTC, FRIDAY, FRIDAY - timedelta(days=1)),
        (Digest.DAILY, 9, UTC, FRIDAY, FRIDAY - timedelta(hours=23)),
        (Digest.FRIDAY, 8, BRUSSELS, FRIDAY, FRIDAY - timedelta(hours=1)),
        (Digest.SATURDAY, 2, KIRITIMATI, FRIDAY + timedelta(hours=4), FRIDAY + timedelta(hours=4)),
        # Brussels: the clocks jump from two to three, and are put back from three to two
        (Digest.SUNDAY, 2, BRUSSELS, datetime(2027, 3, 28, 12, tzinfo=UTC),
         datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (Digest.SUNDAY, 2, BRUSSELS, datetime(2027, 10, 31, 12, tzinfo=UTC),
         datetime(2027, 10, 31, 0, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_it_comes_at_an_hour_of_the_members_zone(
    digest: Digest, hour: int, zone: ZoneInfo, moment: datetime, due: datetime
) -> None:
    assert last_due(digest, hour, ZoneInfo(str(zone)), moment) == due


def test_it_says_once_what_is_unread(told: Hall) -> None:
    assert write_digests() == 1
    [letter] = read_letters("notices.digest")
    assert letter.to == "cleo@example.invalid"
    assert letter.subject.startswith("New for you")
    for said in (letter.text, letter.html):
        assert "dov answers you in “Bread on Saturday”" in said.replace("\u2068", "").replace(
            "\u2069", ""
        )
        assert "/notices" in said
        assert "Write to" not in said
    assert "List-Unsubscribe-Post" in letter.message
    assert write_digests() == 0
    assert write_digests(now() + timedelta(days=7)) == 0  # it was said
    assert mails() == ["notices.digest"]


def test_it_says_whom_a_topic_of_the_brand_serves_and_what_it_asks(told: Hall) -> None:
    cleo, ada = told.cast.get("cleo"), told.cast.get("ada")
    session.add(NoticeChoice(member_id=cleo.id, kind="forum.watched_category", reach=Reach.DIGEST))
    forum.follow_category(cleo, told.room.id, Level.WATCHING)
    ada.is_brand = True
    told.topic("ada", "Flour for all")
    session.execute(update(NoticeCause).values(told_at=FRIDAY - timedelta(hours=1)))
    assert write_digests() == 1
    [letter] = read_letters("notices.digest")
    for said in (letter.text, letter.html):
        for line in ("Flour for all", STATED.serves, STATED.asks):
            assert said.count(line) == 1


def test_it_is_in_the_recipients_language(told: Hall) -> None:
    told.cast.get("cleo").locale = "fr"
    assert write_digests() == 1
    session.commit()
    [letter] = read_letters()
    assert "vous répond dans" in letter.text
    assert 'lang="fr"' in letter.html


def test_nothing_comes_too_early_or_much_too_late(told: Hall) -> None:
    assert write_digests(FRIDAY - timedelta(minutes=1)) == 0
    assert write_digests(FRIDAY + gathering.LATE + timedelta(minutes=1)) == 0
    assert write_digests(FRIDAY + gathering.LATE) == 1


def test_what_came_after_its_time_waits_for_the_next(told: Hall) -> None:
    session.execute(update(NoticeCause).values(told_at=FRIDAY + timedelta(minutes=5)))
    assert write_digests(FRIDAY + timedelta(minutes=10)) == 0
    assert write_digests(FRIDAY + timedelta(days=7)) == 1


@pytest.mark.parametrize("why", ["read", "page", "nothing", "mailed", "old"])
def test_nothing_is_written_where_nothing_is_to_be_said(told: Hall, why: str) -> None:
    if why == "read":
        session.execute(update(Notice).values(read_at=now()))
    elif why in ("page", "nothing"):
        session.execute(update(NoticeChoice).values(reach=Reach(why)))
    elif why == "mailed":
        session.execute(update(NoticeCause).values(mailed_at=now()))
    else:
        session.execute(update(NoticeCause).values(told_at=now() - timedelta(days=31)))
    session.commit()
    assert write_digests() == 0
    assert mails() == []


@pytest.mark.parametrize(
    "why", ["muted", "away", "unconfirmed", "without", "unsubscribed", "suspended", "leaving"]
)
def test_nothing_is_written_to_who_wants_or_gets_no_mail(told: Hall, why: str) -> None:
    cleo = told.cast.get("cleo")
    if why == "muted":
        session.add(NoticeRhythm(member_id=cleo.id, muted_until=FRIDAY.date()))
    elif why == "away":
        cleo.away_until = FRIDAY.date()
    elif why == "unconfirmed":
        cleo.email_confirmed_at = None
    elif why == "without":
        cleo.email = None
    elif why == "unsubscribed":
        from tribe.mail import Recipient

        addresses.unsubscribe(addresses.address_of(Recipient.of(cleo)).id, "notices.digest")
    elif why == "suspended":
        cleo.state = State.SUSPENDED
    else:
        cleo.leaves_at = FRIDAY + timedelta(days=3)
    session.commit()
    assert write_digests() == 0
    assert mails() == []


def test_a_mute_that_is_over_ends(told: Hall) -> None:
    day = FRIDAY.date() - timedelta(days=1)
    session.add(NoticeRhythm(member_id=told.cast.ids["cleo"], muted_until=day))
    assert write_digests() == 1


def test_what_may_not_be_seen_when_it_is_sent_is_not_said(postal: Flask, told: Hall) -> None:
    assert write_digests() == 1
    row = CategoryPermission(category_id=told.room.id, audience="moderator", may_see=True)
    row.may_reply = row.may_create = True
    session.add(row)
    session.commit()
    send_all()
    session.rollback()
    mail = session.scalars(select(Mail)).one()
    assert (mail.state, mail.answer) == (MailState.WITHDRAWN, "nothing_to_say")


def test_what_was_read_before_it_is_sent_is_not_said(
    postal: Flask, box: Mailbox, told: Hall
) -> None:
    forum.follow(told.cast.get("cleo"), (other := told.topic("dov", "Soup")), Level.WATCHING)
    told.reply("ben", other)
    session.execute(update(NoticeCause).values(told_at=FRIDAY - timedelta(hours=1)))
    assert write_digests() == 1
    session.execute(update(Notice).where(Notice.subject_id == other.id).values(read_at=now()))
    session.commit()
    send_all()
    [taken] = box.taken
    said = taken.get_body(("plain",)).get_content()
    assert "Bread on Saturday" in said
    assert "Soup" not in said


@pytest.mark.parametrize("why", ["suspended", "leaving"])
@pytest.mark.parametrize("kind", ["notices.digest", "forum.addressed", "notices.told"])
def test_nothing_waits_for_who_is_suspended_or_leaves(
    postal: Flask, told: Hall, kind: str, why: str
) -> None:
    cleo = told.cast.get("cleo")
    if kind == "forum.addressed":
        told.reply("dov", told.topic("ben"), "@cleo?")
    elif kind == "notices.told":
        session.add(NoticeChoice(member_id=cleo.id, kind="forum.thanks", reach=Reach.AT_ONCE))
        post = session.scalars(select(Post).where(Post.author_id == cleo.id)).one()
        forum.react(told.cast.get("dov"), post, ReactionKind.THANKS)
        work()
    else:
        write_digests()
    session.execute(update(Mail).values(due_at=now()))
    assert list(session.scalars(select(Mail.kind).where(Mail.member_id == cleo.id))) == [kind]
    if why == "suspended":
        cleo.state = State.SUSPENDED
    else:
        cleo.leaves_at = now() + timedelta(days=3)
    session.commit()
    send_all()
    session.rollback()
    mail = session.scalars(select(Mail).where(Mail.member_id == cleo.id)).one()
    assert (mail.state, mail.answer) == (MailState.WITHDRAWN, "nothing_to_say")


def test_what_a_mail_has_said_or_stays_on_the_page_is_not_said_beside_it(told: Hall) -> None:
    cleo = told.cast.get("cleo")
    session.add(NoticeChoice(member_id=cleo.id, kind="forum.watched_topic", reach=Reach.PAGE))
    topic = session.scalars(select(Topic)).one()
    answer = session.scalars(select(Post).where(Post.number == 2)).one()
    told.reply("ben", topic, "To you, Dov", answer)
    told.reply("ada", topic, "@cleo, you too?", answer)
    assert [kind for name, kind in causes() if name == "cleo"] == [
        "forum.mention",
        "forum.reply",
        "forum.watched_topic",
    ]
    assert write_digests(FRIDAY) == 1
    [letter] = read_letters("notices.digest")
    assert "dov answers you" in letter.text.replace("\u2068", "").replace("\u2069", "")
    assert "names you" not in letter.text
    assert "wrote in" not in letter.text


def test_what_is_not_wanted_by_mail_any_more_is_not_said(postal: Flask, told: Hall) -> None:
    assert write_digests() == 1
    session.execute(update(NoticeChoice).values(reach=Reach.PAGE))
    session.commit()
    send_all()
    session.rollback()
    assert session.scalars(select(Mail.state)).one() is MailState.WITHDRAWN


def test_what_was_more_than_enough_at_once_is_in_the_digest(told: Hall) -> None:
    session.execute(delete(NoticeChoice))
    told.cast.get("cleo").joined_at = now() - timedelta(days=1)
    session.commit()
    for number in range(4):
        told.reply("dov", told.topic("cleo", f"Number {number}"))
    assert mails() == ["forum.addressed"] * 2
    assert write_digests(FRIDAY + timedelta(days=7)) == 1
    letter = read_letters("notices.digest")[0]
    assert [f"Number {number}" in letter.text for number in range(4)] == [False, False, True, True]


def test_two_that_write_at_once_write_one(told: Hall) -> None:
    """What another has written between the question and the mark is not written again."""
    member = told.cast.get("cleo")
    [rhythm] = [one for one in gathering.queries.list_rhythms() if one[0] == member.zone]
    listed = gathering.queries.list_due(rhythm, FRIDAY, FRIDAY.date(), 0, 10)
    assert [one.id for one in listed] == [member.id]
    reaches = gathering.reaches_of([member.id])[member.id]
    assert [gathering._write(member, FRIDAY, reaches) for _who in range(2)] == [True, False]
    session.commit()
    assert mails() == ["notices.digest"]


def test_each_has_exactly_one_after_a_writer_that_was_broken_off(
    told: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("ada", "ben", "ines"):
        forum.follow(told.cast.get(who), (topic := told.topic("dov", who)), Level.WATCHING)
        told.reply("cleo", topic)
    session.execute(update(NoticeCause).values(told_at=FRIDAY - timedelta(hours=1)))
    session.commit()
    monkeypatch.setattr(gathering, "BATCH", 2)
    whole, done = gathering._write, []

    def write(member: Member, *more: object) -> bool:
        done.append(member.id)
        if len(done) == 4:
            raise KeyboardInterrupt
        return whole(member, *more)

    monkeypatch.setattr(gathering, "_write", write)
    with pytest.raises(KeyboardInterrupt):
        write_digests()
    session.rollback()
    assert digested() == ["ada", "ben"]
    monkeypatch.setattr(gathering, "_write", whole)
    assert write_digests() == 2
    session.commit()
    assert digested() == ["ada", "ben", "cleo", "ines"]


def digested() -> list[str]:
    """To whom a digest is written, as often as it is."""
    session.rollback()
    names = select(Mail.name).where(Mail.kind == "notices.digest")
    return sorted(session.scalars(names))


def test_the_job_writes_them_on_schedule(told: Hall) -> None:
    jobs.schedule.enqueue_due(FRIDAY)
    while jobs.run_next(Lane.SLOW):
        pass
    assert mails() == ["notices.digest"]


def test_writing_asks_no_more_for_many_that_have_nothing(
    told: Hall, app: Flask, cast: Cast
) -> None:
    costs = []
    for number in (0, 30):
        for one in range(number):
            name = f"someone{one}"
            person = Member(name=name, name_key=name, email=f"{name}@example.invalid")
            session.add(person)
        session.execute(update(Member).values(email_confirmed_at=now()))
        session.execute(update(NoticeCause).values(mailed_at=now()))
        session.commit()
        with count_queries(app) as queries:
            assert write_digests() == 0
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 3


@pytest.mark.parametrize(
    ("weekday", "number"),
    [(0, 2), (1, 3), (4, 3)],  # who comes half an hour before a digest has the next a week later
)
def test_a_newcomer_has_three_mails_in_a_lively_first_week(
    postal: Flask,
    box: Mailbox,
    hall: Hall,
    clock: Callable[[datetime], None],
    weekday: int,
    number: int,
) -> None:
    begin = FRIDAY.replace(hour=7, minute=30) + timedelta(days=weekday)
    clock(begin)
    cleo = hall.cast.get("cleo")
    cleo.joined_at = cleo.email_confirmed_at = now()
    cleo.locale = "en"
    own = hall.topic("cleo", "Hello")
    bread, soup = hall.topic("dov", "Bread"), hall.topic("ben", "Soup")
    for topic in (bread, soup):
        forum.follow(cleo, topic, Level.WATCHING)
    said = hall.reply("cleo", bread, "I come from far")
    acts = 0
    for hour in range(1, 7 * 24):
        clock(begin + timedelta(hours=hour))
        if hour % 12 == 3:  # fourteen times a week
            hall.reply("dov", own, "Welcome!")
            hall.reply("ben", bread, "Have you met @cleo?")
            hall.reply("ada", soup)
            acts += 3
        if hour % 24 == 5:
            forum.react(hall.cast.get("ada"), hall.reply("cleo", soup, "Yes"), ReactionKind.THANKS)
            work()
            hall.reply("dov", bread, "Indeed", said)
            acts += 2
        if hour % 24 == 11:  # she looks at what is new once a day
            session.execute(update(Notice).values(read_at=now()))
            session.commit()
        write_digests()
        jobs.enqueue(SEND)
        session.commit()
        send_all()
    told = session.scalar(
        select(func.count(NoticeCause.activity_id)).where(NoticeCause.member_id == cleo.id)
    )
    assert told == acts == 56
    mine = [str(one["Subject"]) for one in box.taken if "cleo" in str(one["To"])]
    assert len(mine) == number
    assert sum(not one.startswith("New for you") for one in mine) == 2
