"""Who goes to a gathering is reminded of it, as long before as they chose, once and in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.reading import read_letters
from tests.notices.conftest import Hall, causes, work
from tribe.activity.reminders import list_reminders
from tribe.base.db import now, session
from tribe.events import services as events
from tribe.events.mails import reminder
from tribe.events.models import Attendance, Event, Mode, Rsvp
from tribe.mail import Mail
from tribe.notices import services as notices
from tribe.notices.models import Reminder, ReminderChoice
from tribe.notices.services import gathering

TITLE = "Bread and soup"
KEPT = {"digest": "friday", "digest_hour": "8", "most": "begin"}
DAY = timedelta(days=1)
LONG_AGO = timedelta(days=30)


@pytest.fixture
def event(hall: Hall) -> Event:
    """Cleo's in twenty hours: Dov goes since long ago, Ben waits, Ines is interested."""
    for who in ("cleo", "dov", "ben", "ines"):
        hall.cast.get(who).email_confirmed_at = now()
        hall.cast.get(who).locale = "en"
    start = now() + timedelta(hours=20)
    draft = events.EventDraft(
        TITLE,
        Mode.PLACE,
        "Europe/Paris",
        start,
        start + timedelta(hours=2),
        place="The mill",
        capacity=1,
    )
    made = events.create_event(hall.cast.get("cleo"), draft, at=now() - LONG_AGO)
    for who in ("dov", "ben"):
        events.answer(hall.cast.get(who), made, Rsvp.GOING, at=now() - LONG_AGO)
    events.answer(hall.cast.get("ines"), made, Rsvp.INTERESTED, at=now() - LONG_AGO)
    work()
    return made


def draft_of(event: Event) -> events.EventDraft:
    return events.EventDraft(
        event.title,
        event.mode,
        event.zone,
        event.starts_at,
        event.ends_at,
        place=event.place,
        capacity=event.capacity,
    )


def remind(moment: datetime | None = None) -> int:
    recorded = notices.remind(moment)
    work()
    return recorded


def near() -> list[tuple[str, str]]:
    return [one for one in causes() if one[1] == "events.near"]


def test_who_goes_or_hosts_is_reminded_once_a_day_before(hall: Hall, event: Event) -> None:
    assert remind(event.starts_at - DAY - timedelta(minutes=1)) == 0
    assert [remind() for _again in range(3)] == [1, 0, 0]
    assert near() == [("cleo", "events.near"), ("dov", "events.near")]
    [mailed] = [one for one in read_letters("events.reminder") if one.to.startswith("dov")]
    start = event.starts_at.astimezone(ZoneInfo("UTC"))  # the zone of the place
    assert mailed.subject.startswith(f"Reminder: “{TITLE}” is on {start:%A} {start.day} ")
    assert mailed.subject.endswith(f"at {start:%H:%M}")
    assert f"/events/{event.id}.ics" in mailed.text
    assert f"{event.local_start:%H:%M}" in mailed.text
    assert "The mill" in mailed.text


def test_it_speaks_to_each_in_their_language_and_on_their_clocks(hall: Hall, event: Event) -> None:
    hall.cast.get("dov").locale, hall.cast.get("dov").zone = "fr", "America/New_York"
    remind()
    subjects = {one.to: one.subject for one in read_letters("events.reminder")}
    there = event.starts_at.astimezone(ZoneInfo("America/New_York"))
    french = subjects["dov@example.invalid"]
    assert french.startswith("Rappel")
    assert french.endswith(f"à {there:%H:%M}")
    assert subjects["cleo@example.invalid"].startswith("Reminder:")


def test_a_day_is_a_day_also_when_the_clocks_change(hall: Hall, event: Event) -> None:
    """In 2027 those of Paris go forward on the 28th of March at one o'clock UTC."""
    event.starts_at = datetime(2027, 3, 28, 17, tzinfo=UTC)  # 19:00 there
    event.ends_at = event.starts_at + timedelta(hours=2)
    work()
    due = datetime(2027, 3, 27, 17, tzinfo=UTC)
    assert remind(due - timedelta(seconds=1)) == 0
    assert remind(due) == 1


@pytest.mark.parametrize("hours", [11, -1])
def test_so_late_it_is_not_sent(hall: Hall, event: Event, hours: int) -> None:
    """Half a day late at most, and never once it has begun."""
    assert remind(event.starts_at - timedelta(hours=hours)) == 0


CHANGES: dict[str, Callable[[Hall, Event], object]] = {
    "cancelled": lambda h, e: events.cancel_event(h.cast.get("cleo"), e),
    "moved away": lambda h, e: events.edit_event(
        h.cast.get("cleo"),
        e,
        replace(draft_of(e), starts_at=e.starts_at + 3 * DAY, ends_at=e.ends_at + 3 * DAY),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_near_any_more_is_not_reminded_of(hall: Hall, event: Event, name: str) -> None:
    CHANGES[name](hall, event)
    work()
    assert remind() == 0
    assert near() == []


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_reminded_of_is_taken_back_with_its_mail(
    hall: Hall, event: Event, name: str
) -> None:
    remind()
    CHANGES[name](hall, event)
    work()
    assert near() == []
    waiting = session.scalars(select(Mail).where(Mail.kind == "events.reminder")).all()
    assert [reminder(one.facts) for one in waiting] == [None, None]


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_between_the_act_and_the_telling_is_not_told(
    hall: Hall, event: Event, name: str
) -> None:
    notices.remind()
    CHANGES[name](hall, event)
    work()
    assert near() == []


def test_another_start_than_the_one_reminded_of_is_not_told(hall: Hall, event: Event) -> None:
    """Also where nobody was told of it, as of a move that lies in the past."""
    notices.remind()
    event.starts_at, event.ends_at = event.starts_at + 3 * DAY, event.ends_at + 3 * DAY
    work()
    assert near() == []


def test_a_moved_gathering_is_reminded_of_at_its_new_time(hall: Hall, event: Event) -> None:
    remind()
    CHANGES["moved away"](hall, event)
    work()
    later = session.get_one(Event, event.id).starts_at
    assert remind(later - DAY) == 1


def test_who_was_told_of_a_new_time_since_needs_no_reminder(hall: Hall, event: Event) -> None:
    nearer = timedelta(hours=1)
    draft = replace(
        draft_of(event), starts_at=event.starts_at - nearer, ends_at=event.ends_at - nearer
    )
    events.edit_event(hall.cast.get("cleo"), event, draft)
    work()
    remind()
    assert near() == [("cleo", "events.near")]  # whoever moved it was told by nobody


def test_who_gives_up_their_seat_is_not_reminded_and_who_has_it_is(
    hall: Hall, event: Event
) -> None:
    events.answer(hall.cast.get("dov"), event, Rsvp.NOT_GOING)
    session.execute(
        update(Attendance).where(Attendance.status == Rsvp.GOING).values(promoted_at=now() - DAY)
    )
    work()
    remind()
    assert near() == [("ben", "events.near"), ("cleo", "events.near")]


def test_a_mail_is_not_sent_to_who_gave_up_their_seat_meanwhile(hall: Hall, event: Event) -> None:
    remind()
    events.answer(hall.cast.get("dov"), event, Rsvp.NOT_GOING)
    work()
    mails = session.scalars(select(Mail).where(Mail.kind == "events.reminder")).all()
    said = {one.name: reminder(one.facts) for one in mails}
    assert said["dov"] is None
    assert said["cleo"] is not None


def test_who_says_that_they_come_after_it_was_due_is_not_reminded(hall: Hall, event: Event) -> None:
    session.execute(update(Attendance).values(answered_at=now() - timedelta(hours=1)))
    remind()
    assert near() == [("cleo", "events.near")]


@pytest.fixture
def browser(hall: Hall, event: Event, app: Flask, cast: Cast) -> FlaskClient:
    return sign_in(app, cast, "dov")


def test_members_choose_how_long_before(hall: Hall, event: Event, browser: FlaskClient) -> None:
    page = browser.get("/me/notices").text
    assert page.count('name="events.near.1440" type="checkbox" value="1" checked') == 1
    assert '<option value="digest"' not in page.split('name="events.near"')[1].split("</select>")[0]
    days = {"events.near.10080": "1", "events.near.1440": "0", "events.near.120": "1"}
    chosen = KEPT | days
    assert browser.post("/me/notices", data=chosen).status_code == 303
    assert "checked" not in browser.get("/me/notices").text.split('"events.near.1440"')[1][:40]
    rows = session.execute(select(ReminderChoice.minutes, ReminderChoice.is_wanted)).all()
    assert sorted(rows) == [(120, True), (1440, False), (10080, True)]
    session.rollback()
    remind()
    assert near() == [("cleo", "events.near")]
    event.starts_at = now() + timedelta(hours=1, minutes=50)
    session.flush()
    remind()
    assert ("dov", "events.near") in near()
    as_it_began = {"events.near.10080": "0", "events.near.1440": "1", "events.near.120": "0"}
    assert browser.post("/me/notices", data=as_it_began).status_code == 303
    assert session.scalars(select(ReminderChoice.minutes)).all() == []


@pytest.mark.parametrize("reach", ["digest", "loudly"])
def test_no_digest_reminds(hall: Hall, event: Event, browser: FlaskClient, reach: str) -> None:
    assert browser.post("/me/notices", data=KEPT | {"events.near": reach}).status_code == 422
    browser.post("/me/notices", data=KEPT | {"events.near": "page", "events.near.1440": "1"})
    remind()
    assert ("dov", "events.near") in near()
    assert [one.to for one in read_letters("events.reminder")] == ["cleo@example.invalid"]
    assert gathering.write_digests(now() + timedelta(days=7)) == 0


def test_who_wants_none_has_none(hall: Hall, event: Event, browser: FlaskClient) -> None:
    browser.post("/me/notices", data=KEPT | {"events.near": "nothing", "events.near.1440": "1"})
    remind()
    assert near() == [("cleo", "events.near")]


def test_it_is_gone_once_the_gathering_is_over(hall: Hall, event: Event) -> None:
    remind()
    event.starts_at, event.ends_at = now() - timedelta(hours=3), now() - timedelta(hours=1)
    session.flush()
    events.record_attendance(event)
    work()
    assert near() == []


def test_marks_are_forgotten_some_weeks_after(hall: Hall, event: Event) -> None:
    remind()
    notices.forget()
    assert session.scalar(select(func.count(Reminder.subject_id))) == 1
    session.execute(update(Reminder).values(moment=now() - timedelta(days=61)))
    notices.forget()
    assert session.scalar(select(func.count(Reminder.subject_id))) == 0


def test_looking_in_vain_is_one_query_for_each_time_before(
    hall: Hall, event: Event, app: Flask
) -> None:
    remind()
    offsets = sum(len(kind.offsets) for kind in list_reminders())
    with count_queries(app) as queries:
        assert notices.remind() == 0
    assert len(queries) == offsets


def test_who_moves_the_end_alone_keeps_the_reminder(hall: Hall, event: Event) -> None:
    remind()
    later = replace(draft_of(event), ends_at=event.ends_at + timedelta(minutes=30))
    events.edit_event(hall.cast.get("cleo"), event, later)
    work()
    assert near() == [("cleo", "events.near")]  # the others were told that it is at another time
    assert ("dov", "events.moved") in causes()
    assert remind() == 0


def test_who_lets_it_take_place_after_all_is_reminded_again(hall: Hall, event: Event) -> None:
    remind()
    events.cancel_event(hall.cast.get("cleo"), event)
    work()
    assert near() == []
    events.reinstate_event(hall.cast.get("cleo"), session.get_one(Event, event.id))
    work()
    assert [remind(), remind()] == [1, 0]
    assert near() == [("cleo", "events.near")]


def test_a_host_who_does_not_come_is_not_reminded(hall: Hall, event: Event) -> None:
    events.answer(hall.cast.get("cleo"), event, Rsvp.NOT_GOING)
    work()
    remind()
    assert near() == [("dov", "events.near")]


def test_who_gives_up_their_seat_since_is_not_told_any_more(hall: Hall, event: Event) -> None:
    remind()
    for who, left in (("dov", [("cleo", "events.near")]), ("cleo", [])):
        events.answer(hall.cast.get(who), session.get_one(Event, event.id), Rsvp.NOT_GOING)
        work()
        assert near() == left
    waiting = session.scalars(select(Mail).where(Mail.kind == "events.reminder")).all()
    assert [reminder(one.facts) for one in waiting] == [None, None]


def test_no_mail_goes_to_who_wants_none_so_long_before_any_more(
    hall: Hall, event: Event, browser: FlaskClient
) -> None:
    remind()
    browser.post("/me/notices", data={"events.near.1440": "0"})
    session.rollback()
    mails = session.scalars(select(Mail).where(Mail.kind == "events.reminder")).all()
    said = {one.name: reminder(one.facts) for one in mails}
    assert said["dov"] is None
    assert said["cleo"] is not None
