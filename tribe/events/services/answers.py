"""Answering an invitation; seats are counted, given and promoted under one lock."""

from datetime import datetime

from tribe.access import require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.events import activities, policy, queries, settings
from tribe.events.models import Attendance, Event, EventStatus, Rsvp
from tribe.members.models import Member
from tribe.settings import value_of

ANSWERS = (Rsvp.GOING, Rsvp.INTERESTED, Rsvp.NOT_GOING)


def answer(
    member: Member,
    event: Event,
    status: Rsvp,
    guests: int = 0,
    at: datetime | None = None,
    *,
    is_hidden: bool | None = None,
) -> Attendance:
    """Take a member's answer; who finds no seat waits in line, and freed seats are given at once.

    `is_hidden` is whether others who come see them; None is as before, and first as they begin.
    Raises Forbidden, and RuleBroken when it is over, cancelled or has no room for the guests.
    """
    require(member, policy.ANSWER)
    event = queries.lock_event(event.id)
    moment = at or now()
    _check_answer(event, status, guests, moment)
    attendance = queries.get_attendance(event.id, member.id)
    before = attendance.status if attendance else None
    if attendance is None:
        attendance = Attendance(
            event_id=event.id,
            member_id=member.id,
            status=Rsvp.NOT_GOING,
            answered_at=moment,
            is_hidden=member.hides_attendance,
        )
        session.add(attendance)
    if is_hidden is not None:
        attendance.is_hidden = is_hidden
    if status is not Rsvp.GOING:
        _stay_away(attendance, status, moment)
    elif attendance.status is Rsvp.GOING:
        _change_guests(event, attendance, guests)
    elif attendance.status is Rsvp.WAITLISTED:
        _change_waiting_party(attendance, guests, moment)
    else:
        _ask_for_seats(event, attendance, guests, moment)
    session.flush()
    if attendance.status is not before:
        record(
            activities.EVENT_ANSWERED,
            event.id,
            actor_id=member.id,
            at=at,
            status=attendance.status.value,
        )
    if event.capacity is not None:
        promote(event, at)
    return attendance


def promote(event: Event, at: datetime | None = None) -> list[Attendance]:
    """Give free seats to those who wait, strictly in turn; the caller holds the event's lock.

    A party that does not fit yet holds up those behind it, however small. Only a party that is
    larger than the whole gathering, since its capacity was lowered, is passed over.
    """
    waiting = queries.list_waiting(event.id)
    if not waiting:
        return []
    free = None if event.capacity is None else event.capacity - _seats_taken(event)
    promoted = []
    for attendance in waiting:
        if not _could_ever_fit(event, attendance):
            continue
        if free is not None:
            free -= 1 + attendance.guests
            if free < 0:
                break
        attendance.status = Rsvp.GOING
        attendance.promoted_at = at or now()
        promoted.append(attendance)
    session.flush()
    for attendance in promoted:
        record(
            activities.SEAT_GIVEN, event.id, actor_id=None, member_id=attendance.member_id, at=at
        )
    return promoted


def _check_answer(event: Event, status: Rsvp, guests: int, moment: datetime) -> None:
    if event.status is EventStatus.CANCELLED:
        raise RuleBroken("events.cancelled")
    if event.ends_at <= moment:
        raise RuleBroken("events.over")
    if status not in ANSWERS:
        raise RuleBroken("events.waitlist_is_given")
    most = value_of(settings.MAX_GUESTS)
    if not 0 <= guests <= most:
        raise RuleBroken("events.too_many_guests", count=most)
    if status is Rsvp.GOING and event.capacity is not None and 1 + guests > event.capacity:
        raise RuleBroken("events.party_too_large", count=event.capacity)


def _seats_taken(event: Event) -> int:
    return queries.count_answers([event.id])[event.id].seats


def _could_ever_fit(event: Event, attendance: Attendance) -> bool:
    return event.capacity is None or 1 + attendance.guests <= event.capacity


def free_seats(event: Event) -> int | None:
    """Seats that may be given now: none while someone waits for one; None is without end."""
    if event.capacity is None:
        return None
    if any(_could_ever_fit(event, waiting) for waiting in queries.list_waiting(event.id)):
        return 0
    return max(0, event.capacity - _seats_taken(event))


def _stay_away(attendance: Attendance, status: Rsvp, moment: datetime) -> None:
    if attendance.status is not status:
        attendance.answered_at = moment
    attendance.status = status
    attendance.guests = 0
    attendance.promoted_at = None


def _ask_for_seats(event: Event, attendance: Attendance, guests: int, moment: datetime) -> None:
    free = free_seats(event)
    attendance.status = Rsvp.GOING if free is None or 1 + guests <= free else Rsvp.WAITLISTED
    attendance.guests = guests
    attendance.answered_at = moment
    attendance.promoted_at = None


def _change_guests(event: Event, attendance: Attendance, guests: int) -> None:
    free = free_seats(event)
    if free is not None and guests - attendance.guests > free:
        raise RuleBroken("events.no_room_for_guests")
    attendance.guests = guests


def _change_waiting_party(attendance: Attendance, guests: int, moment: datetime) -> None:
    if guests > attendance.guests:
        attendance.answered_at = moment  # a larger party asks anew, behind those who asked before
    attendance.guests = guests
