"""Who hosts, goes or waits is told of what happens to a gathering; keepers of their rite."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.notices.conftest import Hall, causes, work
from tribe import jobs
from tribe.activity import Activity
from tribe.activity.notices import TELL
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.events import services as events
from tribe.events.models import Event, EventStatus, Mode, Rsvp
from tribe.mail import Mail
from tribe.notices import services as notices
from tribe.notices.mailing import letter
from tribe.notices.models import Notice
from tribe.rituals import services as rituals
from tribe.rituals.models import Ritual
from tribe.voice import services as voice
from tribe.voice.models import Outcome

TITLE = "Bread and soup"
DRAFT = events.EventDraft(
    title=TITLE,
    mode=Mode.PLACE,
    zone="Europe/Paris",
    starts_at=now() + timedelta(days=3),
    ends_at=now() + timedelta(days=3, hours=2),
    place="The mill",
    capacity=1,
)


@pytest.fixture
def event(hall: Hall) -> Event:
    """A gathering of Cleo's with one seat: Dov has it, and Ben waits."""
    for who in ("cleo", "dov", "ben", "ines"):
        hall.cast.get(who).email_confirmed_at = now()
        hall.cast.get(who).locale = "en"
    made = events.create_event(hall.cast.get("cleo"), DRAFT)
    for who in ("dov", "ben"):
        events.answer(hall.cast.get(who), made, Rsvp.GOING)
    events.answer(hall.cast.get("ines"), made, Rsvp.INTERESTED)
    work()
    return made


def test_who_waited_is_told_of_their_seat(hall: Hall, event: Event) -> None:
    events.answer(hall.cast.get("dov"), event, Rsvp.NOT_GOING)
    work()
    assert causes() == [("ben", "events.seat")]
    assert hall.lines("ben") == [(f"You have a seat at “{TITLE}”",)]
    [mailed] = read_letters("events.news")
    assert (mailed.to, mailed.subject) == ("ben@example.invalid", TITLE)
    assert f"You have a seat at “{TITLE}”" in mailed.text
    assert f"/events/{event.id}" in mailed.text


def test_what_was_read_meanwhile_is_not_mailed(hall: Hall, event: Event) -> None:
    events.answer(hall.cast.get("dov"), event, Rsvp.NOT_GOING)
    work()
    notices.mark_all_read(hall.cast.get("ben"))
    session.commit()
    assert [letter(one.facts) for one in session.scalars(select(Mail))] == [None]


CHANGES: dict[str, tuple[Callable[[Hall, Event], object], str, str]] = {
    "cancelled": (
        lambda h, e: events.cancel_event(h.cast.get("cleo"), e),
        "events.cancelled",
        f"“{TITLE}” is cancelled",
    ),
    "at another place": (
        lambda h, e: events.edit_event(h.cast.get("cleo"), e, replace(DRAFT, place="The barn")),
        "events.changed",
        f"“{TITLE}” is at another place: The barn",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_who_goes_or_waits_is_told_that_it_is(hall: Hall, event: Event, name: str) -> None:
    change, kind, line = CHANGES[name]
    change(hall, event)
    work()
    assert causes() == [("ben", kind), ("dov", kind)]
    assert hall.lines("dov") == [(line,)]


def test_one_change_of_time_and_place_is_one_mail(hall: Hall, event: Event) -> None:
    hours = {name: getattr(DRAFT, name) + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    for place in ("The barn", "The church"):
        events.edit_event(hall.cast.get("cleo"), event, replace(DRAFT, place=place, **hours))
        work()
    assert len(causes()) == 6
    mails = read_letters("events.news")
    assert [one.to for one in mails] == ["ben@example.invalid", "dov@example.invalid"]
    for mail in mails:
        assert f"“{TITLE}” is now on " in mail.text
        assert mail.text.count(f"“{TITLE}” is at another place: The church") == 1


def test_of_a_move_is_told_when_it_is_and_when_it_was(hall: Hall, event: Event) -> None:
    """By the clocks and in the language of whoever reads."""
    start, hour = datetime(now().year + 1, 12, 1, 15, tzinfo=UTC), timedelta(hours=1)
    cleo, ben, dov = (hall.cast.get(name) for name in ("cleo", "ben", "dov"))
    ben.locale, ben.zone, dov.zone = "fr", "Europe/Paris", "Europe/London"

    def move(starts: datetime, ends: datetime) -> None:
        events.edit_event(cleo, event, replace(DRAFT, starts_at=starts, ends_at=ends))
        work()

    move(start, start + hour)
    move(start + hour, start + 2 * hour)
    texts = {one.to: " ".join(one.text.split()) for one in read_letters("events.news")}
    day, jour = (format_date(start.date(), "EEEE", locale=one) for one in ("en", "fr"))
    told = f"“{TITLE}” is now on {day} 1 December at 16:00 (was 15:00)"
    assert told in texts["dov@example.invalid"]
    told = f"« {TITLE} » a lieu maintenant le {jour} 1er décembre à 17:00 (avant : 16:00)"
    assert told in texts["ben@example.invalid"]
    move(start + hour, start + 3 * hour)
    line = f"“{TITLE}” now ends on {day} 1 December at 18:00 (was 17:00)"
    assert any(line in one.text for one in read_letters("events.news"))


def test_the_subject_of_a_cancellation_says_what_is_off_and_when(hall: Hall, event: Event) -> None:
    hall.cast.get("ben").zone = "Asia/Tokyo"
    events.cancel_event(hall.cast.get("cleo"), event)
    work()
    to_ben, *_others = read_letters("events.news")
    local = event.starts_at.astimezone(ZoneInfo("Asia/Tokyo"))
    day = format_date(local.date(), "EEEE d MMMM", locale="en")
    assert to_ben.subject == f"Cancelled: “{TITLE}”, {day} at {local:%H:%M}"


def test_what_follows_a_mail_that_is_taken_back_has_its_own(hall: Hall, event: Event) -> None:
    """Also where it is told before the other is taken back."""
    events.cancel_event(hall.cast.get("cleo"), event)
    work()
    events.reinstate_event(hall.cast.get("cleo"), event)
    session.commit()
    notices.tell({"activity_id": session.scalar(select(func.max(Activity.id)))})
    work()
    mails = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [letter(one.facts) is None for one in mails] == [True, True, False, False]


def test_why_it_is_cancelled_stands_where_it_is_told(
    hall: Hall, event: Event, client: FlaskClient
) -> None:
    """In the notice, its mail, on the page and in calendars, until it takes place after all."""
    why = "The <oven> is cold"
    events.cancel_event(hall.cast.get("cleo"), event, why=why)
    work()
    assert hall.lines("dov") == [(f"“{TITLE}” is cancelled: {why}",)]
    assert all(why in one.text for one in read_letters("events.news"))
    page, calendar = f"/events/{event.id}", f"/events/{event.id}.ics"
    assert "The &lt;oven&gt; is cold" in client.get(page).text
    assert f"COMMENT:{why}" in client.get(calendar).text
    events.reinstate_event(hall.cast.get("cleo"), event)
    work()
    assert "is cold" not in client.get(page).text + client.get(calendar).text


def test_a_reason_that_is_too_long_is_refused_and_kept(
    hall: Hall, event: Event, app: Flask, cast: Cast
) -> None:
    cleo, why = sign_in(app, cast, "cleo"), "cold " * 61
    answer = cleo.post(f"/events/{event.id}/cancel", data={"why": why})
    assert answer.status_code == 422
    assert why.strip() in answer.text
    assert cleo.post(f"/events/{event.id}/cancel", data={"why": "Rain"}).status_code == 303
    session.rollback()
    assert session.get_one(Event, event.id).why_cancelled == "Rain"


def test_another_zone_is_no_other_place(hall: Hall, event: Event) -> None:
    events.edit_event(hall.cast.get("cleo"), event, replace(DRAFT, zone="Europe/Brussels"))
    work()
    assert causes() == []


def test_nobody_is_told_of_what_is_over(hall: Hall, event: Event) -> None:
    event.starts_at, event.ends_at = now() - timedelta(hours=3), now() - timedelta(hours=1)
    work()
    draft = replace(DRAFT, starts_at=event.starts_at, ends_at=now() - timedelta(minutes=1))
    events.edit_event(hall.cast.get("cleo"), event, replace(draft, place="The barn"))
    work()
    events.cancel_event(hall.cast.get("cleo"), event)
    work()
    assert causes() == []


def test_a_new_description_is_told_to_nobody(hall: Hall, event: Event) -> None:
    events.edit_event(hall.cast.get("cleo"), event, replace(DRAFT, description="Bring a bowl"))
    work()
    assert causes() == []


def test_what_takes_place_after_all_is_not_told_as_cancelled(hall: Hall, event: Event) -> None:
    events.cancel_event(hall.cast.get("cleo"), event)
    work()
    events.reinstate_event(hall.cast.get("cleo"), event)
    work()
    assert hall.lines("dov") == [(f"“{TITLE}” takes place after all",)]
    assert session.scalar(select(func.count(Notice.id))) == 2


def test_a_gathering_is_not_cancelled_and_taken_up_again_without_end(
    hall: Hall, event: Event
) -> None:
    """Each time is told to all who come, with words of whoever cancels it."""
    host = hall.cast.get("cleo")
    for _ in range(3):
        events.cancel_event(host, event)
        events.reinstate_event(host, event)
    events.cancel_event(host, event)
    with pytest.raises(RuleBroken, match=r"events\.reinstated_often"):
        events.reinstate_event(host, event)


def test_what_is_so_no_more_is_not_told_afterwards(hall: Hall, event: Event) -> None:
    """Whichever of the jobs of a gathering's acts comes last, and however late."""
    cleo = hall.cast.get("cleo")
    for change in (events.cancel_event, events.reinstate_event, events.cancel_event):
        change(cleo, event)
    work()
    acts = session.scalars(select(Activity.id).order_by(Activity.id)).all()
    for status, kind in (("CANCELLED", "events.cancelled"), ("CONFIRMED", "events.reinstated")):
        event.status = EventStatus[status]
        session.execute(delete(Notice))
        for activity_id in acts:
            jobs.enqueue(TELL, activity_id=activity_id)
        work()
        assert {told for _name, told in causes()} == {kind}


def test_who_is_asked_to_host_is_told_once_and_the_hosts_of_the_answer(
    hall: Hall, event: Event
) -> None:
    cleo, ines = hall.cast.get("cleo"), hall.cast.get("ines")
    for _again in range(2):
        events.edit_event(cleo, event, replace(DRAFT, asked_ids=(ines.id,)))
        work()
    assert hall.lines("ines") == [(f"cleo asks you to host “{TITLE}”",)]
    asked = select(func.count(Activity.id)).where(Activity.kind == "events.host.asked")
    assert session.scalar(asked) == 1
    events.accept_hosting(ines, event)
    work()
    assert hall.lines("cleo") == [(f"ines hosts “{TITLE}” with you",)]
    events.remove_host(cleo, event, ines.id)
    work()
    assert hall.lines("ines")[0][-1] == f"You do not host “{TITLE}” any more"


def test_the_hosts_are_told_of_a_no(hall: Hall, event: Event) -> None:
    cleo, ines = hall.cast.get("cleo"), hall.cast.get("ines")
    events.edit_event(cleo, event, replace(DRAFT, asked_ids=(ines.id,)))
    events.decline_hosting(ines, event)
    work()
    assert hall.lines("cleo") == [(f"ines will not host “{TITLE}”",)]


@pytest.fixture
def rite(hall: Hall) -> Ritual:
    """A rite that Cleo keeps."""
    hall.cast.get("dov").email_confirmed_at = now()
    made = rituals.declare(hall.cast.get("cleo"), rituals.RitualDraft("First light", "To greet"))
    work()
    return made


def test_who_is_asked_to_keep_a_rite_is_told_and_the_keepers_of_who_offers(
    hall: Hall, rite: Ritual
) -> None:
    cleo, dov, ines = (hall.cast.get(name) for name in ("cleo", "dov", "ines"))
    rituals.ask_member_to_keep(cleo, rite, dov)
    rituals.ask_to_keep(ines, rite)
    work()
    assert hall.lines("dov") == [("cleo asks you to keep “First light”",)]
    assert hall.lines("cleo") == [("ines would like to keep “First light” with you",)]
    assert session.scalars(select(Mail.name)).all() == ["dov"]
    rituals.ask_member_to_keep(cleo, rite, ines)
    rituals.decline_keeper(dov, rite, dov.id)
    work()
    assert hall.lines("ines")[0][0] == "You keep “First light” now"
    assert "dov will not keep “First light”" in hall.lines("cleo")[0]


def test_only_who_had_asked_is_told_that_they_were_not_taken(hall: Hall, rite: Ritual) -> None:
    cleo, dov, ines = (hall.cast.get(name) for name in ("cleo", "dov", "ines"))
    rituals.ask_member_to_keep(cleo, rite, dov)
    rituals.ask_to_keep(ines, rite)
    for member in (dov, ines):
        rituals.decline_keeper(cleo, rite, member.id)
    work()
    assert [name for name, kind in causes() if kind == "rituals.refused"] == ["ines"]


def test_a_rite_without_keepers_is_told_to_who_took_part_and_moderates(
    hall: Hall, rite: Ritual
) -> None:
    topic = hall.topic("cleo")
    rituals.enact(hall.cast.get("cleo"), rite, topic=topic)
    event = events.create_event(hall.cast.get("cleo"), replace(DRAFT, capacity=None))
    rituals.enact(hall.cast.get("cleo"), rite, event=event)
    events.answer(hall.cast.get("dov"), event, Rsvp.GOING)
    rituals.release(hall.cast.get("cleo"), rite)
    work()
    told = [name for name, kind in causes() if kind == "rituals.orphaned"]
    assert told == ["ada", "ben", "dov"]
    assert hall.lines("dov") == [("Nobody keeps “First light” any more: you could",)]
    rituals.become_keeper(hall.cast.get("ben"), rite)
    work()
    assert hall.lines("dov") == []


def test_who_has_a_seat_on_the_council_is_told_and_when_another_ends_it(hall: Hall) -> None:
    ada, cleo, dov = (hall.cast.get(name) for name in ("ada", "cleo", "dov"))
    for member in (cleo, dov):
        member.email_confirmed_at, member.locale = now(), "en"
    seat, own = (voice.open_seat(ada, member, now().date()) for member in (cleo, dov))
    work()
    assert causes() == [("cleo", "voice.seated"), ("dov", "voice.seated")]
    assert hall.lines("cleo") == [("You have a seat on the council",)]
    assert [one.subject for one in read_letters("voice.news")] == ["Seat on the council"] * 2
    voice.end_seat(ada, seat)
    voice.end_seat(dov, own)
    work()
    assert causes() == [("cleo", "voice.unseated")]
    assert hall.lines("cleo") == [("Your seat on the council has ended",)]


def test_who_promised_is_told_how_it_was_judged(hall: Hall) -> None:
    ada, cleo = hall.cast.get("ada"), hall.cast.get("cleo")
    ada.is_brand = True
    voice.seat(cleo, now().date())
    promise = voice.make_promise(ada, "Spare parts", "For ten years", now().date())
    voice.judge_promise(cleo, promise, Outcome.KEPT, "They came")
    work()
    assert hall.lines("ada") == [("The council says that you kept “Spare parts”",)]
