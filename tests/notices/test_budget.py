"""Each member says how many messages of the brand a month, by channel; no way brings more."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import Cast, sign_in
from tests.mail.conftest import postal, server
from tests.notices.conftest import Hall, causes, work
from tests.notices.test_choices import KEPT, send_now
from tests.notices.test_digest import clock
from tests.stating import STATED
from tribe import mail
from tribe.activity import Activity
from tribe.activity.notices import Channel
from tribe.base.db import insert_or, now, session
from tribe.events import services as events
from tribe.events.models import Event, EventHost, Mode, Rsvp
from tribe.events.services import EventDraft
from tribe.forum import services as forum
from tribe.forum.models import ReactionKind, Topic
from tribe.mail import Letter, Mail, MailKind, MailState
from tribe.mail.kinds import EXTENSION
from tribe.members.models import Member
from tribe.notices import budget
from tribe.notices.models import BrandBudget, BrandMessage
from tribe.notices.services import remind, take, write_digests
from tribe.settings import services as settings

__all__ = ["clock", "postal", "server"]

MARKET = EventDraft(
    title="Market",
    serves=STATED.serves,
    asks=STATED.asks,
    mode=Mode.PLACE,
    zone="Europe/Paris",
    starts_at=now() + timedelta(days=60),
    ends_at=now() + timedelta(days=60, hours=2),
    place="The mill",
)
HOUR = timedelta(hours=1)
SPEAKS = MailKind(
    "test.speaks", lambda _facts: Letter("Buy", []), lambda: "the brand", of_brand=True
)


@pytest.fixture
def brand(hall: Hall) -> Hall:
    """Ben speaks for the brand; Cleo's address is known to be hers, and she is here for long."""
    hall.speaks("ben")
    return hall


def choose(hall: Hall, channel: Channel, most: int, who: str = "cleo") -> None:
    row = {"member_id": hall.cast.ids[who], "channel": channel.value, "most_a_month": most}
    added = insert_or(BrandBudget).values(row)
    session.execute(
        added.on_conflict_do_update(
            index_elements=["member_id", "channel"], set_={"most_a_month": most}
        )
    )
    session.commit()


def act(hall: Hall) -> int:
    """An act that nobody was told of; its number."""
    hall.topic("dov")
    return session.scalars(select(Activity.id).order_by(Activity.id.desc()).limit(1)).one()


def had(hall: Hall, channel: Channel, who: str = "cleo") -> int:
    session.commit()
    [found] = budget.list_standings(hall.cast.ids[who], [channel])
    return found.had


def mails(state: MailState | None = None) -> list[str]:
    session.commit()
    chosen = select(Mail.kind).order_by(Mail.id)
    return list(session.scalars(chosen if state is None else chosen.where(Mail.state == state)))


def test_an_act_is_counted_once_and_what_is_beyond_stays_beyond(brand: Hall) -> None:
    cleo = brand.cast.ids["cleo"]
    acts = [act(brand) for _ in range(4)]
    for _again in range(2):
        assert [bool(take(Channel.MAIL, [cleo], one)) for one in acts] == [True, True, False, False]
    assert had(brand, Channel.MAIL) == 2
    choose(brand, Channel.MAIL, 3)
    assert not take(Channel.MAIL, [cleo], acts[2])  # it is not sent later either
    assert take(Channel.MAIL, [cleo], act(brand)) == {cleo}


def test_no_channel_brings_more_than_the_page_and_a_new_month_begins_anew(
    brand: Hall, clock: Callable[[datetime], None]
) -> None:
    clock(datetime(2027, 1, 31, 23, 59, tzinfo=UTC))
    cleo = brand.cast.ids["cleo"]
    choose(brand, Channel.WEB, 1)
    first, second = act(brand), act(brand)
    assert take(Channel.MAIL, [cleo], first)
    assert not take(Channel.MAIL, [cleo], second)
    clock(datetime(2027, 2, 1, tzinfo=UTC))
    assert had(brand, Channel.MAIL) == 0
    assert take(Channel.MAIL, [cleo], act(brand))
    choose(brand, Channel.WEB, 0)
    assert not take(Channel.MAIL, [cleo], act(brand))


def test_the_place_lowers_what_begins_and_no_choice(brand: Hall) -> None:
    cleo, dov = brand.cast.ids["cleo"], brand.cast.ids["dov"]
    choose(brand, Channel.MAIL, 2)
    settings.change({"brand_messages_by_mail": 1}, brand.cast.ids["ada"])
    session.commit()
    first, second = act(brand), act(brand)
    assert take(Channel.MAIL, [cleo, dov], first) == {cleo, dov}
    assert take(Channel.MAIL, [cleo, dov], second) == {cleo}
    with pytest.raises(Exception, match=r"."):
        settings.change({"brand_messages_by_mail": 3}, brand.cast.ids["ada"])


def test_those_who_tell_at_one_moment_do_not_exceed_it_together(app: Flask, brand: Hall) -> None:
    members = [brand.cast.ids[one] for one in ("ada", "cleo", "dov")]
    acts = [act(brand) for _ in range(6)]
    session.remove()
    together = threading.Barrier(len(acts))

    def tell(one: int) -> int:
        with app.app_context():
            together.wait()
            reached = len(take(Channel.MAIL, members, one))
            session.commit()
            return reached

    with ThreadPoolExecutor(len(acts)) as pool:
        assert sum(pool.map(tell, acts)) == 2 * len(members)
    counted = select(BrandMessage.nth).where(BrandMessage.nth.is_not(None))
    assert sorted(one or 0 for one in session.scalars(counted)) == [1] * len(members) + [2] * len(
        members
    )


def test_what_its_accounts_write_counts_and_what_they_owe_does_not(brand: Hall) -> None:
    choose(brand, Channel.WEB, 2)
    topic = brand.topic("cleo")
    asked = [brand.reply("ben", topic, "Look here, @cleo") for _ in range(3)][-1]
    post = forum.reply(brand.cast.get("cleo"), topic, "Yes?", asked)
    work()
    forum.react(brand.cast.get("ben"), post, ReactionKind.THANKS)
    work()
    told = [kind for who, kind in causes() if who == "cleo"]
    assert told == ["forum.mention", "forum.mention"]
    brand.reply("ben", topic, "An answer for @cleo", to=post)
    brand.reply("dov", topic, "And you, @cleo")
    told = [kind for who, kind in causes() if who == "cleo"]
    assert told == ["forum.mention", "forum.mention", "forum.mention", "forum.reply"]
    assert had(brand, Channel.WEB) == 2


@pytest.mark.parametrize("turns", ["names", "quotes", "answers", "answers what it began", "no"])
def test_an_answer_is_owed_to_who_turned_to_the_brand_and_to_nobody_else(
    postal: Flask, brand: Hall, turns: str
) -> None:
    """Or it would answer everybody whatever they said."""
    for channel in (Channel.WEB, Channel.MAIL):
        choose(brand, channel, 0)
    topic = brand.topic("ben" if turns == "answers what it began" else "dov")
    before = brand.reply("ben", topic, "An oven")
    words = {"names": "@ben, how hot?", "quotes": f"> [ben](/p/{before.id})\n>\n> An oven\n\nHot?"}
    to = before if turns == "answers" else None
    post = brand.reply("cleo", topic, words.get(turns, "How hot?"), to)
    brand.reply("ben", topic, "Buy our oven", post)
    told = [kind for who, kind in causes() if who == "cleo"]
    assert told == ([] if turns == "no" else ["forum.reply"])
    to_cleo = select(Mail.kind).where(Mail.member_id == brand.cast.ids["cleo"])
    assert list(session.scalars(to_cleo)) == ([] if turns == "no" else ["forum.addressed"])
    assert had(brand, Channel.WEB) == 0


def to_cleo() -> list[str]:
    return [kind for who, kind in causes() if who == "cleo"]


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("second", ["ben", "ines"])
def test_one_question_is_owed_one_answer(brand: Hall, second: str, is_first: bool) -> None:
    """Of the brand, whichever of its accounts gives another."""
    brand.cast.get("ines").is_brand = True
    choose(brand, Channel.WEB, 0)
    topic = brand.topic("cleo" if is_first else "dov", body="How hot, @ben?")
    asked = brand.reply("cleo", topic, "@ben and @ines, how hot?") if not is_first else None
    answer = brand.reply("ben", topic, "Very", asked)
    assert to_cleo() == ["forum.reply"]
    forum.remove(brand.cast.get("ben"), answer)
    for who in (second, "ben"):
        brand.reply(who, topic, "Buy our oven", asked)
    assert to_cleo() == []  # what is removed was told, and its notice is taken back
    again = brand.reply("cleo", topic, "And how big, @ben?")
    brand.reply("ben", topic, "Not very", again)
    assert to_cleo() == ["forum.reply"]
    assert had(brand, Channel.WEB) == 0


@pytest.mark.parametrize("becomes", ["unmarked", "erased"])
def test_what_it_did_counts_whatever_becomes_of_the_account(brand: Hall, becomes: str) -> None:
    """Also where it is told when the account has no mark, or is gone."""
    choose(brand, Channel.WEB, 0)
    forum.create_topic(brand.cast.get("ben"), brand.room, "A call", "Come, @cleo", intent=STATED)
    brand.cast.get("ben").is_brand = False
    if becomes == "erased":
        session.flush()
        session.execute(update(Activity).values(actor_id=None))
    work()
    assert to_cleo() == []
    assert session.scalars(select(Activity.facts["by_brand"].as_boolean())).all()[-1]


def call(hall: Hall, number: int) -> Topic:
    """The brand names Cleo in so many topics, of which she is told by mail."""
    return [hall.topic("ben", f"Call {n}", "Come, @cleo") for n in range(number)][-1]


def test_mails_at_once_count(postal: Flask, brand: Hall) -> None:
    call(brand, 3)
    assert mails() == ["forum.addressed"] * 2
    choose(brand, Channel.MAIL, 2)
    send_now()
    assert mails(MailState.SENT) == ["forum.addressed"] * 2


def test_who_takes_fewer_since_gets_none(postal: Flask, brand: Hall) -> None:
    call(brand, 3)
    choose(brand, Channel.MAIL, 1)
    send_now()
    assert mails(MailState.WITHDRAWN) == ["forum.addressed"] * 2  # no more of what is counted


def test_what_waits_over_the_end_of_a_month_counts_in_the_next(
    postal: Flask, brand: Hall, clock: Callable[[datetime], None]
) -> None:
    clock(datetime(2027, 1, 31, 23, 59, tzinfo=UTC))
    call(brand, 2)
    clock(datetime(2027, 2, 1, 0, 1, tzinfo=UTC))
    choose(brand, Channel.MAIL, 1)
    send_now()
    assert had(brand, Channel.MAIL) == 1
    assert mails(MailState.SENT) == ["forum.addressed"]
    call(brand, 1)
    assert len(mails()) == 2


def test_a_digest_says_of_the_brand_what_is_left(
    brand: Hall, app: Flask, cast: Cast, clock: Callable[[datetime], None]
) -> None:
    clock(datetime(2027, 1, 12, 12, tzinfo=UTC))
    page = KEPT | {"forum.mention": "digest", "brand_mail": "1", "digest": "daily"}
    assert sign_in(app, cast, "cleo").post("/me/notices", data=page).status_code == 303
    call(brand, 2)
    brand.topic("dov", "Bread", "Come, @cleo")
    clock(datetime(2027, 1, 13, 8, 5, tzinfo=UTC))
    write_digests()
    session.commit()
    digest = session.scalars(select(Mail).where(Mail.kind == "notices.digest")).one()
    assert len(digest.facts["acts"]) == 2
    assert had(brand, Channel.MAIL) == 1
    write_digests(now() + timedelta(days=1))
    assert mails().count("notices.digest") == 1  # what was beyond is in no later one


def test_no_mail_of_the_brand_is_written_beside_the_budget(brand: Hall, app: Flask) -> None:
    cleo = brand.cast.get("cleo")
    known = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = known | {SPEAKS.name: SPEAKS}
    try:
        to = mail.Recipient.of(cleo)
        written = [mail.enqueue(SPEAKS, to, activity=act(brand)) for _ in range(3)]
        assert [one is not None for one in written] == [True, True, False]
        assert mail.enqueue(SPEAKS, to) is None  # it tells of no act
        assert mail.enqueue(SPEAKS, mail.Recipient("guest@example.org"), activity=1) is None
    finally:
        app.extensions[EXTENSION] = known


def test_members_choose_and_see_how_much_is_used(brand: Hall, app: Flask, cast: Cast) -> None:
    browser = sign_in(app, cast, "cleo")
    call(brand, 1)
    page = browser.get("/me/notices").text
    assert ": 1 of 8." in page
    assert ": 1 of 2." in page
    assert browser.post("/me/notices", data=KEPT | {"brand_web": "31"}).status_code == 422
    assert browser.post("/me/notices", data=KEPT | {"brand_web": "0"}).status_code == 303
    assert session.scalars(select(BrandBudget.most_a_month)).all() == [0]
    assert ": 1 of 0." in browser.get("/me/notices").text
    browser.post("/me/notices", data=KEPT | {"brand_web": "begin"})
    session.rollback()
    assert session.scalars(select(BrandBudget.most_a_month)).all() == []


@pytest.fixture
def market(brand: Hall) -> Event:
    """A gathering of the brand's to which Cleo goes, who takes nothing of it."""
    for channel in (Channel.WEB, Channel.MAIL):
        choose(brand, channel, 0)
    made = events.create_event(brand.cast.get("ben"), MARKET)
    events.answer(brand.cast.get("cleo"), made, Rsvp.GOING)
    work()
    return made


def change(hall: Hall, event: Event, who: str = "ben", **columns: object) -> list[str]:
    """Change a gathering; what Cleo is told of by it."""
    before = Counter(to_cleo())
    events.edit_event(hall.cast.get(who), event, replace(MARKET, **columns))  # type: ignore[arg-type]
    work()
    return sorted((Counter(to_cleo()) - before).elements())


def test_a_few_minutes_are_owed_once_they_add_up(brand: Hall, market: Event) -> None:
    told = [
        change(brand, market, starts_at=MARKET.starts_at + timedelta(minutes=7 * n))
        for n in range(1, 7)
    ]
    assert told == [[], [], ["events.moved"], [], [], ["events.moved"]]
    back = [
        change(brand, market, starts_at=MARKET.starts_at + timedelta(minutes=42 - n))
        for n in (10, 0, 10, 20)
    ]
    assert back == [[], [], [], ["events.moved"]]


def test_another_end_and_a_few_minutes_are_counted(brand: Hall, market: Event) -> None:
    for n in range(1, 4):
        ends_at = MARKET.ends_at + timedelta(minutes=n)
        assert change(brand, market, title=f"{n}0% off", ends_at=ends_at) == []
    assert change(brand, market, starts_at=MARKET.starts_at + timedelta(minutes=14)) == []
    choose(brand, Channel.WEB, 1)
    assert change(brand, market, ends_at=MARKET.ends_at + timedelta(hours=1)) == ["events.moved"]
    assert change(brand, market, ends_at=MARKET.ends_at + timedelta(hours=2)) == []
    later = MARKET.starts_at + timedelta(minutes=30)
    assert change(brand, market, starts_at=later) == ["events.moved"]  # which is owed


def test_of_one_gathering_so_many_changes_are_owed(brand: Hall, market: Event) -> None:
    assert change(brand, market, place="The barn") == ["events.changed"]
    for n in (1, 2):
        starts_at = MARKET.starts_at + timedelta(minutes=30 * n)
        assert change(brand, market, place="The barn", starts_at=starts_at) == ["events.moved"]
    assert change(brand, market) == []
    assert had(brand, Channel.WEB) == 0
    mailed = select(Mail.kind).where(Mail.member_id == brand.cast.ids["cleo"])
    assert set(session.scalars(mailed)) == {"events.news"}
    events.cancel_event(brand.cast.get("ben"), market)
    work()
    assert "events.cancelled" in to_cleo()


def test_it_is_owed_again_a_month_later_and_by_a_member_always(
    brand: Hall, market: Event, clock: Callable[[datetime], None]
) -> None:
    places = [f"Barn {n}" for n in range(5)]
    assert [change(brand, market, place=place) for place in places[:4]][3] == []
    market.hosts.append(EventHost(member_id=brand.cast.ids["dov"], position=1))
    session.commit()
    assert change(brand, market, "dov", place=places[4]) == ["events.changed"]
    clock(now() + timedelta(days=31))
    assert change(brand, market, place="The mill") == ["events.changed"]


def test_whether_it_takes_place_is_owed_so_often_that_nobody_comes_in_vain(
    brand: Hall, market: Event
) -> None:
    told = []
    for verb in (events.cancel_event, events.reinstate_event) * 2 + (events.cancel_event,):
        verb(brand.cast.get("ben"), market)
        work()
        told.append(to_cleo())
    assert told == [
        ["events.cancelled"],
        ["events.reinstated"],
        ["events.cancelled"],
        [],
        [],
    ]


def reminding_cleo() -> list[Mail]:
    of_her = (Mail.member_id == session.scalar(select(Member.id).where(Member.name == "cleo")),)
    return list(session.scalars(select(Mail).where(Mail.kind == "events.reminder", *of_her)))


def test_reminders_are_owed_so_often_and_counted_beyond(
    postal: Flask, brand: Hall, market: Event, clock: Callable[[datetime], None]
) -> None:
    """Or the brand would move a gathering each day and have its new title mailed again."""
    start, told = MARKET.starts_at, []
    for n in range(5):
        start += timedelta(days=1, hours=1)
        change(brand, market, title=f"{n}0% off", starts_at=start, ends_at=start + HOUR)
        clock(start - timedelta(days=1) + timedelta(minutes=1))
        before = len(reminding_cleo())
        remind()
        work()
        told.append("events.near" in to_cleo() and len(reminding_cleo()) > before)
    assert told == [True, True, True, False, False]
    assert had(brand, Channel.WEB) == 0


def test_reminders_of_what_members_alone_host_are_owed_always(
    brand: Hall, clock: Callable[[datetime], None]
) -> None:
    choose(brand, Channel.WEB, 0)
    start = MARKET.starts_at
    made = events.create_event(brand.cast.get("dov"), replace(MARKET, serves="", asks=""))
    events.answer(brand.cast.get("cleo"), made, Rsvp.GOING)
    for _n in range(5):
        start += timedelta(days=1, hours=1)
        change(brand, made, "dov", serves="", asks="", starts_at=start, ends_at=start + HOUR)
        clock(start - timedelta(days=1) + timedelta(minutes=1))
        remind()
        work()
        assert "events.near" in to_cleo()
