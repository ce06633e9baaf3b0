"""Coming by name: a seat under the same lock as members' seats, and no trace afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.architecture.test_methods import rows_of_tables
from tests.conftest import Cast, sign_in
from tests.events.conftest import Make, add_members, draft
from tests.events.test_race import answering, at_once, tally
from tests.guests.conftest import end, send_all
from tests.mail.servers import Mailbox
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.events import queries
from tribe.events import services as events
from tribe.events.models import Event, GuestSeat, Mode, Rsvp
from tribe.guests import services
from tribe.mail.models import Mail, MailAddress
from tribe.notices import services as notices
from tribe.settings import services as settings

HOSTILE = "<script>alert(1)</script>‮"


def come(guest: FlaskClient, event_id: int, name: str = "Wren", email: str = "") -> str:
    answer = guest.post(f"/events/{event_id}/guest", data={"name": name, "email": email})
    assert answer.status_code == 303, answer.text
    return answer.location


def said(box: Mailbox, number: int) -> str:
    return " ".join(str(box.taken[number].get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]


def seats(app: Flask, event_id: int) -> int:
    with app.app_context():
        return queries.count_answers([event_id])[event_id].seats


def test_a_guest_comes_and_gives_the_place_back(
    app: Flask, guest: FlaskClient, event_id: int
) -> None:
    assert f'href="/events/{event_id}/guest"' in guest.get(f"/events/{event_id}").text
    own = come(guest, event_id)
    assert seats(app, event_id) == 1
    assert "Wren" in guest.get(own).text
    assert "Wren" not in guest.get(f"/events/{event_id}").text
    assert guest.post(own).status_code == 200
    assert seats(app, event_id) == 0
    assert guest.get(own).status_code == 404
    assert guest.post(own).status_code == 404


def test_hosts_see_the_names_and_take_a_place_away(
    app: Flask, cast: Cast, guest: FlaskClient, event_id: int
) -> None:
    come(guest, event_id, HOSTILE)
    app.config["WTF_CSRF_ENABLED"] = False
    host, other = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    page = host.get(f"/events/{event_id}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "alert(1)" not in other.get(f"/events/{event_id}").text
    with app.app_context():
        number = session.scalars(select(GuestSeat.id)).one()
    path = f"/events/{event_id}/guests/remove"
    assert other.post(path, data={"seat": number}).status_code == 403
    assert host.post(path, data={"seat": number}).status_code == 303
    assert host.post(path, data={"seat": number}).status_code == 404
    assert seats(app, event_id) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "‮​"), ("name", "x" * 61), ("email", "nobody"), ("email", "a\nb@c")],
)
def test_what_was_typed_is_shown_again(
    app: Flask, guest: FlaskClient, event_id: int, field: str, value: str
) -> None:
    typed = {"name": "Wren", "email": "wren@example.org"} | {field: value}
    answer = guest.post(f"/events/{event_id}/guest", data=typed)
    assert answer.status_code == 422
    assert ("Wren" if field == "email" else "wren@example.org") in answer.text
    assert seats(app, event_id) == 0


def test_members_alone_come_where_the_hosts_or_the_admins_say_so(
    app: Flask, cast: Cast, guest: FlaskClient, make: Make, event_id: int
) -> None:
    closed = make(capacity=4)
    assert "/guest" not in guest.get(f"/events/{closed}").text
    assert guest.post(f"/events/{closed}/guest", data={"name": "Wren"}).status_code == 404
    with app.app_context():
        settings.change({"max_guest_seats": 0}, cast.ids["ada"])
        session.commit()
    assert guest.get(f"/events/{event_id}/guest").status_code == 404
    assert guest.post(f"/events/{event_id}/guest", data={"name": "Wren"}).status_code == 404


def test_a_guest_takes_no_place_of_those_who_wait(
    app: Flask, cast: Cast, guest: FlaskClient, event_id: int
) -> None:
    with app.app_context():
        event = session.get_one(Event, event_id)
        for member in add_members(5):
            events.answer(member, event, Rsvp.GOING)
        session.commit()
    answer = guest.post(f"/events/{event_id}/guest", data={"name": "Wren"})
    assert answer.status_code == 409
    assert "Wren" in answer.text
    assert tally(app, event_id) == {"going": 4, "waitlisted": 1}


def test_a_place_that_is_given_back_goes_to_who_waits(
    app: Flask, cast: Cast, guest: FlaskClient, event_id: int
) -> None:
    own = come(guest, event_id)
    with app.app_context():
        event = session.get_one(Event, event_id)
        for member in add_members(4):
            events.answer(member, event, Rsvp.GOING)
        session.commit()
    assert tally(app, event_id) == {"going": 3, "waitlisted": 1}
    guest.post(own)
    assert tally(app, event_id) == {"going": 4}


def test_no_more_guests_come_than_the_admins_allow(
    app: Flask, cast: Cast, guest: FlaskClient, event_id: int
) -> None:
    with app.app_context():
        settings.change({"max_guest_seats": 2}, cast.ids["ada"])
        session.commit()
    come(guest, event_id)
    come(guest, event_id)
    assert guest.post(f"/events/{event_id}/guest", data={"name": "Wren"}).status_code == 409


def seating(event_id: int, refused: list[str]) -> Callable[[], None]:
    def act() -> None:
        try:
            services.come(session.get_one(Event, event_id), "Wren", None, None)
            session.commit()
        except RuleBroken as refusal:
            session.rollback()
            refused.append(refusal.code)

    return act


def test_members_and_guests_at_once_for_ten_places(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make(capacity=10, welcomes_guests=True)
    with app.app_context():
        settings.change({"max_guest_seats": 100}, cast.ids["ada"])
        ids = [member.id for member in add_members(20)]
        session.commit()
    refused: list[str] = []
    acts = [answering(event_id, number, Rsvp.GOING) for number in ids]
    acts += [seating(event_id, refused) for _ in range(20)]
    assert at_once(app, acts[::2] + acts[1::2]) == []
    assert seats(app, event_id) == 10
    with app.app_context():
        by_name = session.scalar(select(func.count()).select_from(GuestSeat)) or 0
    assert by_name + tally(app, event_id)["going"] == 10
    assert len(refused) == 20 - by_name


def test_who_left_an_address_hears_where_it_is_and_that_it_moved(
    postal: Flask, cast: Cast, guest: FlaskClient, event_id: int, box: Mailbox
) -> None:
    own = come(guest, event_id, "Wren", "Wren@Example.org")
    come(guest, event_id, "Finch")
    send_all()
    assert box.recipients == ["wren@example.org"]
    assert own in said(box, 0)
    assert guest.get(own).status_code == 200
    with postal.app_context():
        events.cancel_event(cast.get("cleo"), session.get_one(Event, event_id))
        session.commit()
    send_all()
    assert box.recipients == ["wren@example.org"] * 2
    assert str(box.taken[1]["Subject"]).startswith("Cancelled")


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ({"place": "Elsewhere 9"}, "Another place: "),
        ({"title": "Mending, newly called", "description": "Bring tea."}, None),
        ({"capacity": 9}, None),
        ({"days": 1}, "Another time: "),
        ({"days": 1, "place": "Elsewhere 9"}, "Another time and place: "),
    ],
    ids=["place", "words", "seats", "time", "both"],
)
def test_guests_hear_of_what_changes_for_them_in_one_mail(
    postal: Flask,
    cast: Cast,
    guest: FlaskClient,
    event_id: int,
    box: Mailbox,
    changed: dict[str, Any],
    subject: str | None,
) -> None:
    come(guest, event_id, "Wren", "wren@example.org")
    come(guest, event_id, "Finch", "finch@example.org")
    come(guest, event_id, "Second seat", "wren@example.org")
    send_all()
    box.taken.clear()
    box.recipients.clear()
    with postal.app_context():
        event = session.get_one(Event, event_id)
        told: dict[str, Any] = {"capacity": 4, "welcomes_guests": True, **changed}
        starts_at = event.starts_at + timedelta(days=told.pop("days", 0))
        events.edit_event(cast.get("cleo"), event, draft(starts_at, **told))
        session.commit()
    send_all()
    assert sorted(box.recipients) == (["finch@example.org", "wren@example.org"] if subject else [])
    for number, mail in enumerate(box.taken):
        assert str(mail["Subject"]).startswith(str(subject))
        assert changed.get("place", "The mill") in said(box, number)


def due(event: Event) -> datetime:
    return event.starts_at - timedelta(days=1)


def remind(moment: datetime) -> None:
    notices.remind(moment)
    session.commit()
    send_all()


def test_guests_who_left_an_address_are_reminded_once_a_day_before(
    postal: Flask, guest: FlaskClient, event_id: int, box: Mailbox
) -> None:
    for name, email in (("Wren", "wren@example.org"), ("Finch", ""), ("Two", "wren@example.org")):
        come(guest, event_id, name, email)
    send_all()
    box.taken.clear()
    box.recipients.clear()
    with postal.app_context():
        at = due(session.get_one(Event, event_id))
        remind(at - timedelta(minutes=1))
        assert box.recipients == []
        for _again in range(2):
            remind(at)
    assert box.recipients == ["wren@example.org"]
    assert str(box.taken[0]["Subject"]).startswith("Soon: ")
    assert "The mill" in said(box, 0)


@pytest.mark.parametrize("before", ["given back", "moved", "cancelled", "taken late"])
def test_guests_are_not_reminded_of_what_is_so_no_more(
    postal: Flask, cast: Cast, guest: FlaskClient, event_id: int, box: Mailbox, before: str
) -> None:
    own = come(guest, event_id, "Wren", "wren@example.org")
    send_all()
    box.taken.clear()
    box.recipients.clear()
    with postal.app_context():
        event = session.get_one(Event, event_id)
        at = due(event)
        if before == "taken late":
            session.scalars(select(GuestSeat)).one().taken_at = at + timedelta(minutes=1)
        session.commit()
        notices.remind(at)  # the mail waits in the outbox
        session.commit()
        if before == "moved":
            told: dict[str, Any] = {"capacity": 4, "welcomes_guests": True}
            moved = draft(event.starts_at + timedelta(days=3), **told)
            events.edit_event(cast.get("cleo"), event, moved)
        if before == "cancelled":
            events.cancel_event(cast.get("cleo"), event)
        session.commit()
    if before == "given back":
        guest.post(own)
    send_all()
    assert not [mail for mail in box.taken if str(mail["Subject"]).startswith("Soon")]


def test_guests_hear_of_another_way_in_and_not_what_it_is(
    postal: Flask, cast: Cast, guest: FlaskClient, make: Make, box: Mailbox
) -> None:
    online = {"mode": Mode.ONLINE, "place": "", "welcomes_guests": True}
    event_id = make(**online, online_url="https://meet.example/hall")
    come(guest, event_id, "Wren", "wren@example.org")
    with postal.app_context():
        event = session.get_one(Event, event_id)
        events.edit_event(
            cast.get("cleo"), event, draft(**online, online_url="https://meet.example/attic")
        )
        session.commit()
    send_all()
    assert str(box.taken[-1]["Subject"]).startswith("Another place")
    assert "The way in online is another one." in said(box, -1)
    assert "meet.example" not in said(box, -1)


def test_guests_hear_that_it_takes_place_after_all(
    postal: Flask, cast: Cast, guest: FlaskClient, event_id: int, box: Mailbox
) -> None:
    french = guest.post(
        f"/events/{event_id}/guest",
        data={"name": "Wren", "email": "wren@example.org"},
        headers={"Accept-Language": "fr"},
    )
    assert french.status_code == 303
    send_all()
    with postal.app_context():
        events.cancel_event(cast.get("cleo"), session.get_one(Event, event_id))
        session.commit()
    send_all()
    with postal.app_context():
        events.reinstate_event(cast.get("cleo"), session.get_one(Event, event_id))
        session.commit()
    send_all()
    subjects = [str(mail["Subject"]).split(":")[0].strip() for mail in box.taken]
    assert subjects[1:] == ["Annulée", "Elle a finalement lieu"]


def test_guests_hear_nothing_of_a_cancellation_that_was_taken_back_before_it_went(
    postal: Flask, cast: Cast, guest: FlaskClient, event_id: int, box: Mailbox
) -> None:
    come(guest, event_id, "Wren", "wren@example.org")
    send_all()
    with postal.app_context():
        events.cancel_event(cast.get("cleo"), session.get_one(Event, event_id))
        events.reinstate_event(cast.get("cleo"), session.get_one(Event, event_id))
        session.commit()
    send_all()
    assert [str(mail["Subject"]).split(":")[0] for mail in box.taken[1:]] == [
        "It takes place after all"
    ]


def test_the_way_in_is_shown_to_who_has_a_place(
    app: Flask, cast: Cast, guest: FlaskClient, make: Make
) -> None:
    address = "https://meet.example/hall"
    event_id = make(mode=Mode.ONLINE, place="", online_url=address, welcomes_guests=True)
    assert address not in guest.get(f"/events/{event_id}/guest").text
    own = come(guest, event_id)
    assert address in guest.get(own).text
    other = make(welcomes_guests=True)
    swapped = own.replace(f"/events/{event_id}/", f"/events/{other}/")
    assert guest.get(swapped).status_code == 404
    assert guest.post(swapped).status_code == 404


def test_no_trace_is_kept_after_it(
    postal: Flask, cast: Cast, guest: FlaskClient, event_id: int, box: Mailbox
) -> None:
    own = come(guest, event_id, "Zqxwren", "zqxwren@example.org")
    send_all()
    end(postal, event_id, days=2)
    with postal.app_context():
        services.forget()
        session.commit()
    assert guest.get(own).status_code == 200
    end(postal, event_id, days=4)
    with postal.app_context():
        for mail in session.scalars(select(Mail)):
            mail.ended_at = mail.ended_at and mail.ended_at.replace(year=2025)
        services.forget()
        session.commit()
    session.rollback()
    assert guest.get(own).status_code == 404
    assert traces_of(postal, "zqxwren") == []


def traces_of(app: Flask, word: str) -> list[str]:
    session.rollback()
    return [name for name, rows in rows_of_tables(app).items() if word in repr(rows).lower()]


def test_an_address_that_serves_otherwise_stays(
    postal: Flask, cast: Cast, guest: FlaskClient, event_id: int, box: Mailbox
) -> None:
    come(guest, event_id, "Cleo", "cleo@example.invalid")
    send_all()
    end(postal, event_id, days=4)
    with postal.app_context():
        address = session.scalars(select(MailAddress)).one()
        address.member_id = cast.ids["cleo"]
        for mail in session.scalars(select(Mail)):
            mail.ended_at = mail.ended_at and mail.ended_at.replace(year=2025)
        services.forget()
        session.commit()
        assert session.scalars(select(MailAddress)).one().address == "cleo@example.invalid"
