"""Sixty at once for ten seats: exactly ten get one, on real connections of their own."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.events.conftest import Make, add_members
from tribe.base.db import now, session
from tribe.events.models import Attendance, Event, Rsvp
from tribe.events.services import answer
from tribe.members.models import Member


def at_once(app: Flask, acts: list[Callable[[], None]]) -> list[Exception]:
    """Begin all acts at the same moment, each in a thread and a context of its own."""
    barrier, failures = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        try:
            with app.app_context():
                barrier.wait(timeout=30)
                act()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return failures


def answering(event_id: int, member_id: int, status: Rsvp, guests: int = 0) -> Callable[[], None]:
    def act() -> None:
        event, member = session.get_one(Event, event_id), session.get_one(Member, member_id)
        answer(member, event, status, guests)
        session.commit()

    return act


def tally(app: Flask, event_id: int) -> Counter[str]:
    with app.app_context():
        rows = session.scalars(
            select(Attendance.status).where(Attendance.event_id == event_id)
        ).all()
        return Counter(status.value for status in rows)


def test_sixty_for_ten_seats(app: Flask, make: Make) -> None:
    event_id = make(capacity=10)
    with app.app_context():
        ids = [member.id for member in add_members(60)]
        session.commit()
    assert at_once(app, [answering(event_id, number, Rsvp.GOING) for number in ids]) == []
    assert tally(app, event_id) == {"going": 10, "waitlisted": 50}
    with app.app_context():
        order = select(Attendance.status).order_by(Attendance.answered_at)
        assert set(session.scalars(order.limit(10))) == {Rsvp.GOING}  # the first ten, no others


def test_seats_change_hands_at_once_and_none_is_lost_or_doubled(app: Flask, make: Make) -> None:
    event_id = make(capacity=10)
    with app.app_context():
        ids = [member.id for member in add_members(40)]
        event = session.get_one(Event, event_id)
        for index, number in enumerate(ids[:20]):
            moment = now() - timedelta(hours=1) + timedelta(seconds=index)
            answer(session.get_one(Member, number), event, Rsvp.GOING, at=moment)
        session.commit()
    leaving = [answering(event_id, number, Rsvp.NOT_GOING) for number in ids[:10]]
    coming = [answering(event_id, number, Rsvp.GOING) for number in ids[20:]]
    assert at_once(app, leaving + coming) == []
    assert tally(app, event_id) == {"going": 10, "waitlisted": 20, "not_going": 10}
    with app.app_context():
        going = select(Attendance.member_id).where(Attendance.status == Rsvp.GOING)
        assert sorted(session.scalars(going)) == ids[10:20]  # those who waited, not the newcomers


def test_parties_never_fill_more_than_the_seats(app: Flask, make: Make) -> None:
    event_id = make(capacity=10)
    with app.app_context():
        ids = [member.id for member in add_members(30)]
        session.commit()
    acts = [answering(event_id, number, Rsvp.GOING, index % 4) for index, number in enumerate(ids)]
    assert at_once(app, acts) == []
    with app.app_context():
        seats = select(func.sum(1 + Attendance.guests)).where(Attendance.status == Rsvp.GOING)
        assert 7 <= (session.scalar(seats) or 0) <= 10


def test_the_same_member_twice_at_once_is_one_answer(app: Flask, make: Make, cast: Cast) -> None:
    event_id = make(capacity=10)
    acts = [answering(event_id, cast.ids["dov"], Rsvp.GOING, 1) for _ in range(12)]
    assert at_once(app, acts) == []
    assert tally(app, event_id) == {"going": 1}


def test_through_the_door_too(app: Flask, make: Make, cast: Cast) -> None:
    event_id = make(capacity=2)
    clients = [sign_in(app, cast, name) for name in ("ada", "ben", "cleo", "dov", "ines")]
    statuses: list[int] = []

    def post(client: object) -> None:
        response = client.post(f"/events/{event_id}/rsvp", data={"status": "going"})  # type: ignore[attr-defined]
        statuses.append(response.status_code)

    threads = [threading.Thread(target=post, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert statuses == [303] * 5
    assert tally(app, event_id) == {"going": 2, "waitlisted": 3}
