"""What is done in this room: wording the charter, seating the council, promising and judging."""

from datetime import date, datetime

from sqlalchemy import func, select

from tribe.access import Role, may, require
from tribe.activity import Happened, record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.markup import cook
from tribe.members.models import Member
from tribe.voice import activities, policy, queries
from tribe.voice.models import CharterValue, CouncilSeat, Outcome, Promise


def add_value(
    position: int | None, title: str, meaning: str, member: Member | None = None
) -> CharterValue:
    """Write a value into the charter, last when no position is given.

    For founding a tribe from a command, where nobody is signed in; pages use `write_value`.
    """
    if position is None:
        take_turns("charter")
        position = (session.scalar(select(func.max(CharterValue.position))) or 0) + 1
    value = CharterValue(position=position, title=title, meaning=meaning)
    session.add(value)
    session.flush()
    record(activities.VALUE_ADDED, value.id, actor_id=member.id if member else None)
    return value


def write_value(member: Member, position: int | None, title: str, meaning: str) -> CharterValue:
    """Add a value to the charter; raises Forbidden to all but the council and admins."""
    _check_amending(member)
    return add_value(position, title, meaning, member)


def change_value(
    member: Member, value: CharterValue, position: int | None, title: str, meaning: str
) -> None:
    """Reword or move a value; raises NotFound, and Forbidden to all but the council and admins."""
    _check_amending(member)
    value = _held(value)
    value.title, value.meaning = title, meaning
    if position is not None:
        value.position = position
    session.flush()
    record(activities.VALUE_CHANGED, value.id, actor_id=member.id)


def remove_value(member: Member, value: CharterValue) -> None:
    """Take a value out; raises NotFound, and Forbidden to all but the council and admins."""
    _check_amending(member)
    session.delete(_held(value))
    session.flush()
    record(activities.VALUE_REMOVED, value.id, actor_id=member.id)


def seat(
    member: Member, since: date, admin: Member | None = None, at: datetime | None = None
) -> CouncilSeat:
    """Give a member their seat; raises RuleBroken for staff or a second seat.

    For founding a tribe from a command, where nobody is signed in; pages use `open_seat`.
    """
    if not may(member, policy.SIT):
        raise RuleBroken("voice.staff_on_council")
    take_turns("council")
    if queries.is_seated_from(member.id, since):
        raise RuleBroken("voice.seated_already", name=member.name)
    place = CouncilSeat(member_id=member.id, since=since)
    session.add(place)
    session.flush()
    record(
        activities.SEAT_OPENED,
        place.id,
        actor_id=admin.id if admin else None,
        member_id=member.id,
        at=at,
    )
    return place


def open_seat(admin: Member, member: Member, since: date) -> CouncilSeat:
    """Note whom the members chose; raises Forbidden to all but admins, else as `seat`."""
    require(admin, policy.SEAT)
    return seat(member, since, admin)


def end_seat(member: Member, place: CouncilSeat, at: datetime | None = None) -> None:
    """End a seat; one's own, or any by an admin. Raises Forbidden to others."""
    require(member, policy.END_SEAT, place)
    day = (at or now()).date()
    if place.until is None or place.until > day:
        place.until = max(day, place.since)
        session.flush()
        record(
            activities.SEAT_ENDED,
            place.id,
            actor_id=member.id,
            member_id=place.member_id,
            at=at,
        )


def make_promise(
    member: Member, title: str, body: str, due_on: date, at: datetime | None = None
) -> Promise:
    """Promise in the brand's name, for all to see.

    Raises Forbidden to all but the brand and admins, RuleBroken when the day is already past.
    """
    require(member, policy.PROMISE)
    moment = at or now()
    if due_on < moment.date():
        raise RuleBroken("voice.day_is_past")
    promise = Promise(
        title=title,
        source=body,
        html=cook(body).html,
        made_by_id=member.id,
        made_at=moment,
        due_on=due_on,
    )
    session.add(promise)
    session.flush()
    record(activities.PROMISE_MADE, promise.id, actor_id=member.id, at=at)
    return promise


def judge_promise(
    member: Member, promise: Promise, outcome: Outcome, account: str, at: datetime | None = None
) -> None:
    """Say in words what became of a promise.

    Raises Forbidden to all but the council, and to whoever made the promise; RuleBroken when the
    promise is settled already or no words are given.
    """
    moment = at or now()
    seated = queries.is_seated(member.id, moment.date())
    require(member, policy.JUDGE, promise, is_seated=seated)
    if promise.outcome is not None:
        raise RuleBroken("voice.settled_already")
    if not account.strip():
        raise RuleBroken("voice.no_account")
    promise.outcome, promise.account = Outcome(outcome), account
    promise.settled_at, promise.settled_by_id = moment, member.id
    session.flush()
    record(
        activities.PROMISE_JUDGED,
        promise.id,
        actor_id=member.id,
        at=at,
        outcome=promise.outcome.value,
    )


def _held(value: CharterValue) -> CharterValue:
    """The value as it is now, and ours until the transaction ends."""
    held = queries.get_value(value.id, for_update=True)
    if held is None:
        raise NotFound("voice.no_value")
    return held


def _check_amending(member: Member) -> None:
    require(member, policy.AMEND, **queries.council_facts(member.id, now().date()))


def keep_staff_from_council(happened: Happened) -> None:
    """Whoever sits on the council, or will, is not made staff before the seat ends.

    Raises RuleBroken, so that the act is undone.
    """
    if happened.facts.get("role") in (Role.ANALYST, Role.MEMBER):
        return
    take_turns("council")
    if queries.is_seated_from(happened.subject_id, now().date()):
        raise RuleBroken(
            "voice.seat_before_staff", name=session.get_one(Member, happened.subject_id).name
        )
