"""Each member decides how far each kind of notices comes, and when mails do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from werkzeug.datastructures import MultiDict

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.conftest import postal, send_all, server
from tests.mail.kinds import NEWS, TOKEN
from tests.notices.conftest import Hall, causes, work
from tests.world import appoint_fay, furnish
from tribe import jobs
from tribe.accounts.mails import SOMEBODY_ASKS
from tribe.accounts.services import addresses as own_addresses
from tribe.activity.notices import list_groups
from tribe.base.db import now, session
from tribe.features import FEATURES
from tribe.forum import services as forum
from tribe.forum.models import ReactionKind
from tribe.mail import Mail, MailKind, MailState
from tribe.mail.afterwards import SEND
from tribe.mail.composing import unsubscribe_token
from tribe.mail.kinds import init_app
from tribe.mail.models import Unsubscription
from tribe.notices import wishes
from tribe.notices.channels import MOST_A_DAY, MOST_IN_FIRST_WEEK
from tribe.notices.models import (
    BrandBudget,
    Digest,
    NoticeCause,
    NoticeChoice,
    NoticeRhythm,
    Reach,
    ReminderChoice,
)
from tribe.notices.wishes import Quiet
from tribe.settings import services as settings

__all__ = ["postal", "server"]

KEPT = {"digest": "friday", "digest_hour": "8", "most": "begin"}


@pytest.fixture
def browser(hall: Hall, app: Flask, cast: Cast) -> FlaskClient:
    """Cleo's, at an address that is known to be hers; she has been here for long."""
    for one in cast.ids:
        cast.get(one).email_confirmed_at = now()
        cast.get(one).joined_at = now() - timedelta(days=100)
    session.commit()
    return sign_in(app, cast, "cleo")


def reaches(cast: Cast, who: str = "cleo") -> dict[str, Reach]:
    session.rollback()
    return dict(wishes.reaches_of([cast.ids[who]])[cast.ids[who]])


def unwanted() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Unsubscription.kind).order_by(Unsubscription.kind)))


def mails() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Mail.kind).order_by(Mail.id)))


def stands() -> dict[str, list[Any]]:
    """What the one who chose has chosen, as it stands in the database."""
    session.rollback()
    rhythm = NoticeRhythm
    columns = {
        "rhythm": (
            rhythm.days,
            rhythm.hour,
            rhythm.most_a_day,
            rhythm.quiet_from,
            rhythm.quiet_until,
            rhythm.muted_until,
        ),
        "brand": (BrandBudget.channel, BrandBudget.most_a_month),
        "offsets": (ReminderChoice.minutes, ReminderChoice.is_wanted),
        "reaches": (NoticeChoice.kind, NoticeChoice.reach),
        "unwanted": (Unsubscription.kind,),
    }
    return {
        name: sorted(tuple(row) for row in session.execute(select(*of)))
        for name, of in columns.items()
    }


def newest() -> Mail:
    """The last mail, as it stands in the database."""
    session.rollback()
    return session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()


def send_now() -> Mail:
    """Send what waits as if its time had come; the last mail after it."""
    session.rollback()
    session.execute(update(Mail).values(due_at=now()))
    jobs.enqueue(SEND)
    session.commit()
    send_all()
    return newest()


def test_each_kind_has_its_words_where_members_choose(session_app: Flask) -> None:
    with session_app.app_context():
        named = [name for group in list_groups() for name in group.labels]
    kinds = [kind for feature in FEATURES for kind in feature.notices]
    assert sorted(named) == sorted(kind.name for kind in kinds)
    mailed = {one.name: one for feature in FEATURES for one in feature.mails}
    telling = [mailed[wishes.mailed_as(kind)] for kind in kinds]
    assert {one.is_offered_to for one in telling} == {None}  # it would be chosen twice
    assert not any(one.is_transactional for one in telling)


OF_SOME = {
    "moderation.appeal_made": {"ben", "ada"},
    "moderation.own_judged": {"ben", "ada", "fay"},
    "moderation.appeal_late": {"ada"},
    "reports.answered": {"ines", "ada"},
    "voice.judged": {"ada"},
    "forum.dismissed": {"fay"},
}


def test_nobody_chooses_of_what_can_never_come_to_them(app: Flask, cast: Cast) -> None:
    furnish(app, cast)  # Ada speaks for the brand there, and Cleo sits on the council
    appoint_fay(app, cast)
    everybody = {"cleo", "dov", "fay", "ben", "ines", "ada"}
    with app.app_context():
        names = [name for group in list_groups() for name in group.labels]
    pages = {who: sign_in(app, cast, who).get("/me/notices").text for who in everybody}
    for name in names:
        offered = {who for who, page in pages.items() if f'name="{name}"' in page}
        assert (name, offered) == (name, OF_SOME.get(name, everybody))
    assert ">Reports</summary>" in pages["ines"]
    assert ">Reports</summary>" not in pages["cleo"]
    with app.app_context():
        settings.change({"council_judges": "yes"}, None)
        session.commit()
    lay = {who: sign_in(app, cast, who).get("/me/notices").text for who in ("cleo", "dov")}
    assert [who for who, page in lay.items() if 'name="moderation.appeal_made"' in page] == ["cleo"]


def test_what_is_not_offered_stays_as_it_is(hall: Hall, browser: FlaskClient) -> None:
    before = stands()
    browser.post("/me/notices", data={"moderation.appeal_late": "nonsense"})
    browser.post("/me/notices", data={"digest_hour": "8"})
    assert stands()["reaches"] == before["reaches"]


def test_who_wants_nothing_of_a_kind_is_told_by_the_next(hall: Hall, browser: FlaskClient) -> None:
    refused = {"forum.reply": "nothing", "forum.watched_topic": "nothing"}
    assert browser.post("/me/notices", data=KEPT | refused).status_code == 303
    topic = hall.topic("cleo")
    hall.reply("dov", topic)
    assert causes() == []
    browser.post("/me/notices", data=KEPT | {"forum.watched_topic": "page"})
    hall.reply("dov", topic)
    assert causes() == [("cleo", "forum.watched_topic")]


def test_what_is_chosen_at_once_is_mailed_and_no_other(hall: Hall, browser: FlaskClient) -> None:
    topic = hall.topic("cleo")
    hall.reply("dov", topic)
    assert mails() == ["forum.addressed"]
    chosen = KEPT | {"forum.reply": "digest", "forum.thanks": "at_once"}
    assert browser.post("/me/notices", data=chosen).status_code == 303
    post = hall.reply("dov", topic)
    assert mails() == ["forum.addressed"]
    forum.react(
        hall.cast.get("ben"), forum.reply(hall.cast.get("cleo"), topic, "Yes"), ReactionKind.THANKS
    )
    work()
    assert mails() == ["forum.addressed", "notices.told"]
    assert post.number == 3


def test_the_page_says_what_counts_and_keeps_what_differs_alone(
    hall: Hall, browser: FlaskClient
) -> None:
    page = browser.get("/me/notices").text
    assert '<option value="at_once" selected>' in page
    browser.post("/me/notices", data=KEPT | {"forum.reply": "page", "forum.thanks": "digest"})
    rows = session.execute(select(NoticeChoice.kind, NoticeChoice.reach)).all()
    assert rows == [("forum.reply", Reach.PAGE)]  # thanks are in the digest as they began
    browser.post("/me/notices", data=KEPT | {"forum.reply": "at_once"})
    assert session.scalars(select(NoticeChoice.kind)).all() == []
    refused = browser.post("/me/notices", data=KEPT | {"forum.reply": "loudly"})
    assert refused.status_code == 422


def test_one_click_in_a_mail_is_the_same_choice_as_on_the_page(
    hall: Hall, browser: FlaskClient, client: FlaskClient
) -> None:
    topic = hall.topic("cleo")
    hall.reply("dov", topic)
    address = session.scalars(select(Mail.address_id)).one()
    link = f"/unsubscribe/{unsubscribe_token(address, 'forum.addressed')}"
    assert reaches(hall.cast)["forum.reply"] is Reach.AT_ONCE
    assert client.post(link).status_code == 200
    told = reaches(hall.cast)
    assert {told[kind] for kind in ("forum.reply", "forum.mention", "forum.quote")} == {Reach.PAGE}
    hall.reply("dov", topic)
    assert mails() == ["forum.addressed"]
    said = select(NoticeCause.mailed_at.is_not(None)).order_by(NoticeCause.activity_id)
    assert session.scalars(said).all() == [True, False]
    assert client.post(f"{link}/undo").status_code == 200
    assert reaches(hall.cast)["forum.reply"] is Reach.AT_ONCE
    # The other way round: what is chosen on the page is what the link says.
    calm = {f"forum.{kind}": "digest" for kind in ("reply", "mention", "quote")}
    browser.post("/me/notices", data=KEPT | calm)
    assert unwanted() == ["forum.addressed"]
    assert "You are unsubscribed" in client.get(link).text
    assert reaches(hall.cast)["forum.reply"] is Reach.DIGEST
    client.post(f"{link}/undo")
    assert reaches(hall.cast)["forum.reply"] is Reach.AT_ONCE
    assert unwanted() == []


def test_one_kind_that_comes_again_brings_no_other_back(
    hall: Hall, browser: FlaskClient, client: FlaskClient
) -> None:
    hall.reply("dov", hall.topic("cleo"))
    address = session.scalars(select(Mail.address_id)).one()
    client.post(f"/unsubscribe/{unsubscribe_token(address, 'forum.addressed')}")
    page = KEPT | {"forum.mention": "at_once", "forum.reply": "page", "forum.quote": "page"}
    browser.post("/me/notices", data=page)
    told = reaches(hall.cast)
    assert (told["forum.mention"], told["forum.reply"]) == (Reach.AT_ONCE, Reach.PAGE)
    assert unwanted() == []


def test_no_digest_is_the_same_as_unsubscribing_from_it(hall: Hall, browser: FlaskClient) -> None:
    browser.post("/me/notices", data=KEPT | {"digest": "never"})
    assert unwanted() == ["notices.digest"]
    assert '<option value="never" selected>' in browser.get("/me/notices").text
    browser.post("/me/notices", data=KEPT | {"digest": "daily", "digest_hour": "19"})
    assert unwanted() == []
    rhythm = session.scalars(select(NoticeRhythm)).one()
    assert (rhythm.days, rhythm.hour) == (Digest.DAILY, 19)


def test_the_choice_goes_along_to_another_address(hall: Hall, browser: FlaskClient) -> None:
    browser.post("/me/notices", data=KEPT | {"forum.reply": "page", "digest": "never"})
    own_addresses._move(hall.cast.get("cleo"), "cleo@elsewhere.invalid")
    session.commit()
    assert reaches(hall.cast)["forum.reply"] is Reach.PAGE
    assert '<option value="never" selected>' in browser.get("/me/notices").text


def test_other_mails_are_chosen_by_those_alone_who_get_them(
    hall: Hall, browser: FlaskClient, app: Flask, cast: Cast
) -> None:
    assert SOMEBODY_ASKS.name not in browser.get("/me/notices").text
    browser.post("/me/notices", data=KEPT)
    assert unwanted() == []
    ben = sign_in(app, cast, "ben")
    assert f'name="{SOMEBODY_ASKS.name}" type="checkbox" value="1" checked' in (
        ben.get("/me/notices").text
    )
    ben.post("/me/notices", data=KEPT | {SOMEBODY_ASKS.name: "0"})
    assert unwanted() == [SOMEBODY_ASKS.name]
    ben.post("/me/notices", data=KEPT | {SOMEBODY_ASKS.name: "1"})
    assert unwanted() == []


def test_who_has_no_address_chooses_for_the_page(hall: Hall, browser: FlaskClient) -> None:
    hall.cast.get("cleo").email = None
    session.commit()
    assert "Give an address" in browser.get("/me/notices").text
    chosen = KEPT | {"forum.reply": "nothing", "digest": "never"}
    assert browser.post("/me/notices", data=chosen).status_code == 303
    assert reaches(hall.cast)["forum.reply"] is Reach.NOTHING
    hall.reply("dov", hall.topic("cleo"), "@cleo")
    assert causes() == [("cleo", "forum.mention")]
    assert mails() == []


def test_the_page_of_mails_has_moved_here(browser: FlaskClient) -> None:
    assert browser.get("/me/mails").location == "/me/notices"


def test_no_choice_is_offered_that_would_not_count() -> None:
    bad = MailKind("a.b", TOKEN.render, NEWS.label, True, is_offered_to=lambda _member: True)
    with pytest.raises(ValueError, match=r"a\.b"):
        init_app(Flask("other"), [bad])


def test_a_newcomer_has_two_mails_at_once_and_others_three_a_day(
    hall: Hall, browser: FlaskClient
) -> None:
    hall.cast.get("ben").joined_at = now() - timedelta(days=6)
    hall.cast.get("ines").joined_at = now() - timedelta(days=6)
    session.add(NoticeRhythm(member_id=hall.cast.ids["ines"], most_a_day=0))
    topic = hall.topic("dov")
    for _number in range(MOST_A_DAY + 2):
        hall.reply("dov", topic, "@cleo @ben @ines")
    names = session.scalars(select(Mail.name)).all()
    assert {name: names.count(name) for name in names} == {
        "cleo": MOST_A_DAY,
        "ben": MOST_IN_FIRST_WEEK,
        "ines": MOST_A_DAY + 2,
    }
    for mail in session.scalars(select(Mail)):  # a day later
        mail.created_at -= timedelta(days=1, hours=1)
    hall.reply("dov", topic, "@cleo @ben @ines")
    names = session.scalars(select(Mail.name)).all()
    assert [names.count(who) for who in ("cleo", "ben")] == [MOST_A_DAY + 1, MOST_IN_FIRST_WEEK]


def test_what_was_not_sent_counts_for_nothing(hall: Hall, browser: FlaskClient) -> None:
    topic = hall.topic("dov")
    for _number in range(MOST_A_DAY):
        hall.reply("dov", topic, "@cleo")
    for mail in session.scalars(select(Mail)):
        mail.state = MailState.WITHDRAWN
    hall.reply("dov", topic, "@cleo")
    assert len(mails()) == MOST_A_DAY + 1


def test_who_mutes_all_is_told_on_the_page_and_not_by_mail(
    hall: Hall, browser: FlaskClient
) -> None:
    until = (now() + timedelta(days=3)).date()
    browser.post("/me/notices", data=KEPT | {"muted_until": until.isoformat()})
    assert f'value="{until.isoformat()}"' in browser.get("/me/notices").text
    hall.reply("dov", hall.topic("cleo"))
    assert causes() == [("cleo", "forum.reply")]
    assert mails() == []


ZONE = ZoneInfo("Europe/Brussels")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "muted", "moment", "ends"),
    [
        ((None, None), None, local(1, 3), None),
        ((22, 7), None, local(1, 21, 59), None),
        ((22, 7), None, local(1, 22), local(2, 7)),
        ((22, 7), None, local(2, 6, 59), local(2, 7)),
        ((22, 7), None, local(2, 7), None),
        ((9, 17), None, local(2, 12), local(2, 17)),
        ((9, 9), None, local(2, 9), None),
        ((None, None), 4, local(1, 12), local(5, 0)),
        ((None, None), 4, local(4, 23, 59), local(5, 0)),
        ((None, None), 4, local(5, 0), None),
        ((22, 7), 4, local(1, 12), local(5, 7)),
        ((22, 2), None, local(28, 1), local(28, 3)),  # the clocks jump from two to three
        ((22, 7), None, local(27, 23), datetime(2027, 3, 28, 5, tzinfo=UTC)),
    ],
)
def test_quiet_hours_are_those_of_the_members_clock(
    hours: tuple[int | None, int | None],
    muted: int | None,
    moment: datetime,
    ends: datetime | None,
) -> None:
    day = date(2027, 3, muted) if muted else None
    rhythm = NoticeRhythm(quiet_from=hours[0], quiet_until=hours[1], muted_until=day)
    assert Quiet(rhythm, ZONE).ends_at(moment) == ends


def test_quiet_hours_end_later_also_where_two_hours_come_twice() -> None:
    rhythm = NoticeRhythm(quiet_from=22, quiet_until=2)
    back_at = datetime(2027, 10, 31, 1, tzinfo=UTC)  # from three to one
    troll = Quiet(rhythm, ZoneInfo("Antarctica/Troll"))
    ends = [troll.ends_at(back_at + timedelta(minutes=one)) for one in (-90, 30, 60)]
    assert ends == [back_at - timedelta(hours=1), back_at + timedelta(hours=1), None]


def quiet_now(cast: Cast) -> NoticeRhythm:
    """Let Cleo be quiet at this hour and the next."""
    cast.get("cleo").zone = "Asia/Tokyo"
    hour = now().astimezone(ZoneInfo("Asia/Tokyo")).hour
    rhythm = NoticeRhythm(member_id=cast.ids["cleo"], quiet_from=hour, quiet_until=(hour + 2) % 24)
    session.add(rhythm)
    session.commit()
    return rhythm


def test_a_mail_that_is_written_in_quiet_hours_waits_until_they_end(
    hall: Hall, browser: FlaskClient
) -> None:
    quiet_now(hall.cast)
    hall.reply("dov", hall.topic("cleo"))
    mail = session.scalars(select(Mail)).one()
    assert timedelta(hours=1) < mail.due_at - now() <= timedelta(hours=2)
    assert mail.due_at.minute == 0


def test_a_mail_waits_where_it_has_become_quiet_meanwhile(
    postal: Flask, hall: Hall, browser: FlaskClient
) -> None:
    hall.reply("dov", hall.topic("cleo"))
    quiet_now(hall.cast)
    mail = send_now()
    assert (mail.state, mail.attempts, mail.answer) == (MailState.WAITING, 0, "")
    assert timedelta(hours=1) < mail.due_at - now() <= timedelta(hours=2)
    session.execute(delete(NoticeRhythm))
    session.commit()
    assert send_now().state is MailState.SENT


def test_a_mail_that_would_rest_beyond_its_use_is_withdrawn(
    postal: Flask, hall: Hall, browser: FlaskClient
) -> None:
    hall.reply("dov", hall.topic("cleo"))
    quiet_now(hall.cast)
    session.execute(update(Mail).values(until=now() + timedelta(minutes=30)))
    session.commit()
    mail = send_now()
    assert (mail.state, mail.answer) == (MailState.WITHDRAWN, "too_late")


@pytest.mark.parametrize("kind", ["forum.reply", "forum.thanks"])
@pytest.mark.parametrize(
    ("end", "state"),
    [
        ("read", MailState.WITHDRAWN),
        ("refused", MailState.WITHDRAWN),
        ("taken back", MailState.WITHDRAWN),
        ("unread", MailState.SENT),
    ],
)
def test_what_was_read_or_is_not_wanted_any_more_is_not_sent(
    postal: Flask, hall: Hall, browser: FlaskClient, kind: str, end: str, state: MailState
) -> None:
    browser.post("/me/notices", data=KEPT | {kind: "at_once"})
    topic, dov = hall.topic("cleo"), hall.cast.get("dov")
    if kind == "forum.reply":
        post = hall.reply("dov", topic)
    else:
        post = hall.reply("cleo", topic)
        forum.react(dov, post, ReactionKind.THANKS)
        work()
    assert newest().state is MailState.WAITING
    if end == "read":
        browser.post("/notices/read")
    elif end == "refused":
        browser.post("/me/notices", data=KEPT | {kind: "page", "forum.quote": "at_once"})
    elif end == "taken back" and kind == "forum.reply":
        forum.remove(dov, post)
        work()
    elif end == "taken back":
        forum.unreact(dov, post, ReactionKind.THANKS)
        work()
    assert send_now().state is state


def test_the_page_costs_the_same_with_many_choices(app: Flask, cast: Cast) -> None:
    cleo, costs = sign_in(app, cast, "cleo"), []
    kinds = [kind.name for feature in FEATURES for kind in feature.notices]
    for chosen in ({}, dict.fromkeys(kinds, "page")):
        cleo.post("/me/notices", data=KEPT | chosen)
        with count_queries(app) as queries:
            assert cleo.get("/me/notices").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_what_a_form_does_not_say_stays_as_it_is(hall: Hall, browser: FlaskClient) -> None:
    """As a program sends it, or a page that was kept since before a choice was offered."""
    chosen = {
        "digest": "never",
        "digest_hour": "20",
        "most": "3",
        "quiet_from": "22",
        "quiet_until": "7",
        "muted_until": (now() + timedelta(days=3)).date().isoformat(),
        "brand_web": "0",
        "brand_mail": "1",
        "forum.reply": "page",
        "events.near.1440": "0",
        "events.near.120": "1",
    }
    assert browser.post("/me/notices", data=chosen).status_code == 303
    kept = stands()
    assert kept["brand"] == [("mail", 1), ("web", 0)]
    assert kept["offsets"] == [(120, True), (1440, False)]
    for sent in ({}, {"digest_hour": "20"}, {"brand_web": "0"}, {"forum.reply": "page"}):
        assert browser.post("/me/notices", data=sent).status_code == 303
        assert stands() == kept
    browser.post("/me/notices", data={"events.near.1440": "1", "quiet_from": "", "quiet_until": ""})
    assert stands()["offsets"] == [(120, True)]
    assert stands()["rhythm"] == [("friday", 20, 3, None, None, kept["rhythm"][0][5])]


def test_a_box_that_is_not_ticked_is_sent_as_such(browser: FlaskClient) -> None:
    page = browser.get("/me/notices").text
    box = page.split('name="events.near.1440" type="checkbox" value="1" checked')[1].split(
        "<label"
    )[0]
    assert '<input type="hidden" name="events.near.1440" value="0">' in box
    refused = browser.post("/me/notices", data={"events.near.1440": "0", "most": "all"})
    assert refused.status_code == 422
    assert 'name="events.near.1440" type="checkbox" value="1"><input' in refused.text
    both = MultiDict([("events.near.120", "1"), ("events.near.120", "0")])  # ticked, as browsers do
    assert browser.post("/me/notices", data=both).status_code == 303
    assert stands()["offsets"] == [(120, True)]
