"""After its end a gathering goes to the ledger, once, and comes back out when it is undone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.events.conftest import add_members, draft
from tribe.base.db import now, session
from tribe.events.models import Event, EventHost, Rsvp
from tribe.events.services import (
    answer,
    cancel_event,
    create_event,
    edit_event,
    record_attendance,
    step_down,
)
from tribe.events.services.attendance import JOB
from tribe.graph.data.kinds import Kind
from tribe.jobs import Job, run_next
from tribe.ledger.models import Interaction

pytestmark = pytest.mark.usefixtures("context")


def past(cast: Cast, going: tuple[str, ...] = ("ben", "cleo", "dov"), days: int = 2) -> Event:
    """A gathering of Cleo's and Ada's that is over, with those who were going."""
    start = now() - timedelta(days=days)
    event = create_event(
        cast.get("cleo"),
        draft(starts_at=start, host_ids=(cast.ids["ada"],)),
        at=start - timedelta(days=5),
    )
    for name in going:
        answer(cast.get(name), event, Rsvp.GOING, at=start - timedelta(days=1))
    return event


def written() -> dict[Kind, set[tuple[int, int]]]:
    found: dict[Kind, set[tuple[int, int]]] = {}
    for row in session.scalars(select(Interaction)):
        found.setdefault(row.kind, set()).add((row.actor_id, row.target_id))
    return found


def test_those_who_went_and_those_who_hosted_become_pairs(cast: Cast) -> None:
    event = past(cast)
    answer(cast.get("ines"), event, Rsvp.INTERESTED, at=event.starts_at)
    assert record_attendance(event)
    ada, ben, cleo, dov = (cast.ids[name] for name in ("ada", "ben", "cleo", "dov"))
    assert written() == {
        Kind.CO_ATTENDANCE: {(ben, cleo), (ben, dov), (cleo, dov)},
        Kind.CO_HOSTING: {(ada, cleo)},
    }
    rows = session.scalars(select(Interaction)).all()
    assert {(row.kind, row.group_size, row.at) for row in rows} == {
        (Kind.CO_ATTENDANCE, 3, event.starts_at),
        (Kind.CO_HOSTING, 2, event.starts_at),
    }


def test_settling_twice_is_as_once(cast: Cast) -> None:
    event = past(cast)
    assert record_attendance(event)
    assert not record_attendance(event)
    assert session.scalar(select(func.count()).select_from(Interaction)) == 4


def test_who_does_not_agree_to_be_measured_is_counted_but_not_written(cast: Cast) -> None:
    cast.get("dov").is_measured = False
    session.flush()
    record_attendance(past(cast))
    rows = session.scalars(select(Interaction).where(Interaction.kind == Kind.CO_ATTENDANCE)).all()
    assert [(row.actor_id, row.target_id) for row in rows] == [(cast.ids["ben"], cast.ids["cleo"])]
    assert rows[0].group_size == 3


def test_nothing_of_what_is_to_come_or_is_called_off(cast: Cast) -> None:
    to_come = create_event(cast.get("cleo"), draft())
    answer(cast.get("ben"), to_come, Rsvp.GOING)
    off = past(cast)
    cancel_event(cast.get("cleo"), off)
    assert not record_attendance(to_come)
    assert not record_attendance(off)
    assert written() == {}


def test_calling_off_afterwards_takes_it_back(cast: Cast) -> None:
    event = past(cast)
    record_attendance(event)
    cancel_event(cast.get("cleo"), event)
    assert (written(), event.settled_at) == ({}, None)


def do_jobs() -> int:
    session.commit()
    done = 0
    while run_next():
        done += 1
    return done


def end_in(event: Event, moment: datetime) -> None:
    """Let time pass: as though the gathering ended at that moment."""
    event.starts_at, event.ends_at = moment - timedelta(hours=1), moment
    session.flush()


def test_a_job_settles_it_at_its_end(cast: Cast) -> None:
    event = create_event(cast.get("cleo"), draft())
    for name in ("ben", "dov"):
        answer(cast.get(name), event, Rsvp.GOING)
    assert do_jobs() == 2  # of the answers, for whom a reminder is taken back; the end is not due
    job = session.scalars(select(Job).where(Job.kind == JOB)).one()
    assert job.run_at == event.ends_at
    end_in(event, now() - timedelta(minutes=1))
    job.run_at = event.ends_at
    assert do_jobs() == 2  # and what reminded of it is taken back
    assert set(written()) == {Kind.CO_ATTENDANCE}
    assert set(session.scalars(select(Job.failure))) == {""}


def test_moving_it_moves_the_job_and_the_old_one_does_nothing(cast: Cast) -> None:
    event = create_event(cast.get("cleo"), draft())
    for name in ("ben", "dov"):
        answer(cast.get(name), event, Rsvp.GOING)
    assert do_jobs() == 2  # of the answers
    later = event.starts_at + timedelta(days=7)
    edit_event(cast.get("cleo"), event, draft(starts_at=later))
    assert do_jobs() == 2  # who comes is told of the move, and no more of the time before
    own = select(Job).where(Job.kind == JOB).order_by(Job.id)
    first, second = session.scalars(own).all()
    assert second.run_at == event.ends_at == later + timedelta(hours=2)
    first.run_at = now() - timedelta(minutes=1)
    assert do_jobs() == 1
    assert written() == {}
    end_in(event, now() - timedelta(minutes=1))
    second.run_at = event.ends_at
    assert do_jobs() == 2  # and what reminded of it is taken back
    assert set(written()) == {Kind.CO_ATTENDANCE}


def test_moving_a_settled_one_to_another_day_takes_it_back_until_then(cast: Cast) -> None:
    event = past(cast)
    record_attendance(event)
    edit_event(cast.get("cleo"), event, draft(starts_at=now() + timedelta(days=1)))
    assert written() == {}
    step_down(cast.get("ada"), event)
    assert session.scalars(select(EventHost.member_id)).all() == [cast.ids["cleo"]]
    end_in(event, now() - timedelta(minutes=1))
    assert record_attendance(event)
    assert set(written()) == {Kind.CO_ATTENDANCE}


def test_many_are_written_in_batches(cast: Cast) -> None:
    event = past(cast, going=())
    for member in add_members(60):
        answer(member, event, Rsvp.GOING, at=event.starts_at)
    record_attendance(event)
    assert session.scalar(select(func.count()).where(Interaction.group_size == 60)) == 60 * 59 // 2
