"""Answers, seats and the waitlist."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.events.conftest import add_members, draft
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.events.models import Attendance, Event, Rsvp
from tribe.events.queries import count_answers, waitlist_position
from tribe.events.services import answer, cancel_event, create_event, edit_event
from tribe.members.models import Member

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def host(cast: Cast, context: Flask) -> Member:
    """Cleo, who hosts."""
    return cast.get("cleo")


def statuses(event: Event) -> dict[str, tuple[str, int]]:
    """What everyone's answer is, and their guests, by name."""
    rows = session.execute(
        select(Member.name, Attendance.status, Attendance.guests)
        .join(Attendance, Attendance.member_id == Member.id)
        .where(Attendance.event_id == event.id)
    )
    return {name: (status.value, guests) for name, status, guests in rows}


def seated(event: Event) -> list[str]:
    return sorted(name for name, (status, _) in statuses(event).items() if status == "going")


def waiting(event: Event) -> list[str]:
    return sorted(name for name, (status, _) in statuses(event).items() if status == "waitlisted")


def test_answers_are_counted_with_guests(host: Member) -> None:
    event = create_event(host, draft())
    a, b, c = add_members(3)
    answer(a, event, Rsvp.GOING, guests=2)
    answer(b, event, Rsvp.INTERESTED, guests=5)
    answer(c, event, Rsvp.NOT_GOING)
    counts = count_answers([event.id])[event.id]
    assert (counts.going, counts.seats, counts.interested, counts.waiting) == (1, 3, 1, 0)
    assert statuses(event)["m001"] == ("interested", 0)


def test_an_answer_can_be_changed_and_stays_one_row(host: Member) -> None:
    event = create_event(host, draft())
    (a,) = add_members(1)
    for status in (Rsvp.GOING, Rsvp.NOT_GOING, Rsvp.INTERESTED, Rsvp.GOING):
        answer(a, event, status)
    assert statuses(event) == {"m000": ("going", 0)}


def test_who_finds_no_seat_waits_and_is_promoted_in_turn(host: Member) -> None:
    event = create_event(host, draft(capacity=2))
    a, b, c, d = add_members(4)
    for member in (a, b, c, d):
        last = answer(member, event, Rsvp.GOING)
    assert seated(event) == ["m000", "m001"]
    assert waitlist_position(last) == 2
    answer(a, event, Rsvp.NOT_GOING)
    assert (seated(event), waiting(event)) == (["m001", "m002"], ["m003"])
    assert session.get_one(Attendance, (event.id, c.id)).promoted_at is not None
    assert waitlist_position(last) == 1


def test_a_smaller_party_does_not_pass_a_larger_one(host: Member) -> None:
    event = create_event(host, draft(capacity=4))
    a, b, c, d = add_members(4)
    answer(a, event, Rsvp.GOING, guests=2)  # 3 of 4
    answer(b, event, Rsvp.GOING, guests=1)  # needs 2
    answer(c, event, Rsvp.GOING)  # would fit, but b was first
    assert (seated(event), waiting(event)) == (["m000"], ["m001", "m002"])
    with pytest.raises(RuleBroken):
        answer(a, event, Rsvp.GOING, guests=3)  # nor may who sits take the seat b waits for
    answer(a, event, Rsvp.GOING, guests=1)  # fewer guests: 2 free, b gets them
    assert (seated(event), waiting(event)) == (["m000", "m001"], ["m002"])
    answer(d, event, Rsvp.GOING)
    answer(b, event, Rsvp.INTERESTED)
    assert (seated(event), waiting(event)) == (["m000", "m002", "m003"], [])


def test_leaving_the_head_of_the_line_frees_those_behind(host: Member) -> None:
    event = create_event(host, draft(capacity=3))
    a, b, c = add_members(3)
    answer(a, event, Rsvp.GOING, guests=1)
    answer(b, event, Rsvp.GOING, guests=1)
    answer(c, event, Rsvp.GOING)
    assert waiting(event) == ["m001", "m002"]
    answer(b, event, Rsvp.NOT_GOING)
    assert (seated(event), waiting(event)) == (["m000", "m002"], [])


def test_a_waiting_party_that_grows_asks_anew_and_one_that_shrinks_does_not(host: Member) -> None:
    event = create_event(host, draft(capacity=3))
    a, b, c, d = add_members(4)
    answer(a, event, Rsvp.GOING, guests=2)
    for member in (b, c, d):
        answer(member, event, Rsvp.GOING, guests=1)
    places = [waitlist_position(answer(b, event, Rsvp.GOING, guests=2))]
    places.append(waitlist_position(answer(c, event, Rsvp.GOING, guests=0)))
    assert places == [3, 1]
    answer(a, event, Rsvp.NOT_GOING)
    assert (seated(event), waiting(event)) == (["m002", "m003"], ["m001"])


def test_a_party_larger_than_the_house_is_refused(host: Member) -> None:
    event = create_event(host, draft(capacity=2))
    (a,) = add_members(1)
    with pytest.raises(RuleBroken, match="party_too_large"):
        answer(a, event, Rsvp.GOING, guests=2)
    assert statuses(event) == {}


def test_a_raised_capacity_promotes_and_a_lowered_one_evicts_nobody(host: Member) -> None:
    event = create_event(host, draft(capacity=2))
    members = add_members(6)
    for member in members:
        answer(member, event, Rsvp.GOING)
    edit_event(host, event, draft(starts_at=event.starts_at, capacity=4))
    assert len(seated(event)) == 4
    edit_event(host, event, draft(starts_at=event.starts_at, capacity=1))
    assert len(seated(event)) == 4
    answer(members[0], event, Rsvp.NOT_GOING)
    assert len(seated(event)) == 3
    edit_event(host, event, draft(starts_at=event.starts_at, capacity=None))
    assert (len(seated(event)), waiting(event)) == (5, [])


def test_a_party_that_can_no_longer_fit_at_all_does_not_block_the_line(host: Member) -> None:
    event = create_event(host, draft(capacity=3))
    a, b, c, d = add_members(4)
    answer(a, event, Rsvp.GOING, guests=2)
    answer(b, event, Rsvp.GOING, guests=2)
    answer(c, event, Rsvp.GOING)
    edit_event(host, event, draft(starts_at=event.starts_at, capacity=2))
    answer(a, event, Rsvp.NOT_GOING)
    assert (seated(event), waiting(event)) == (["m002"], ["m001"])
    answer(d, event, Rsvp.GOING)
    assert seated(event) == ["m002", "m003"]


@pytest.mark.parametrize("guests", [-1, 11, 10**9])
def test_guests_are_bounded(host: Member, guests: int) -> None:
    event = create_event(host, draft())
    with pytest.raises(RuleBroken):
        answer(host, event, Rsvp.GOING, guests=guests)


def test_a_place_in_the_waitlist_cannot_be_chosen(host: Member) -> None:
    event = create_event(host, draft())
    with pytest.raises(RuleBroken):
        answer(host, event, Rsvp.WAITLISTED)


def test_no_answer_after_the_end_or_after_it_is_called_off(host: Member) -> None:
    (a,) = add_members(1)
    past = create_event(host, draft(starts_at=now() - timedelta(hours=3)))
    with pytest.raises(RuleBroken, match="over"):
        answer(a, past, Rsvp.GOING)
    answer(a, past, Rsvp.GOING, at=now() - timedelta(days=1))  # as an importer dates it
    event = create_event(host, draft())
    cancel_event(host, event)
    with pytest.raises(RuleBroken, match="cancelled"):
        answer(a, event, Rsvp.GOING)


def test_the_suspended_do_not_answer(host: Member, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        answer(cast.get("eve"), create_event(host, draft()), Rsvp.GOING)
