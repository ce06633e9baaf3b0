"""What is done in this room: wording the charter, seating the council, promising and judging."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from tribe.db import now, session, take_turns
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.markup import cook
from tribe.members.models import Member
from tribe.voice import policy, queries
from tribe.voice.models import CharterValue, CouncilSeat, Outcome, Promise


def add_value(position: int | None, title: str, meaning: str) -> CharterValue:
    """Write a value into the charter, last when no position is given.

    For founding a tribe from a command, where nobody is signed in; pages use `write_value`.
    """
    if position is None:
        position = (session.scalar(select(func.max(CharterValue.position))) or 0) + 1
    value = CharterValue(position=position, title=title, meaning=meaning)
    session.add(value)
    session.flush()
    return value


def write_value(member: Member, position: int | None, title: str, meaning: str) -> CharterValue:
    """Add a value to the charter; raises Forbidden to all but the council and admins."""
    _check_amending(member)
    return add_value(position, title, meaning)


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


def remove_value(member: Member, value: CharterValue) -> None:
    """Take a value out; raises NotFound, and Forbidden to all but the council and admins."""
    _check_amending(member)
    session.delete(_held(value))
    session.flush()


def seat(member: Member, since: date) -> CouncilSeat:
    """Give a member their seat; raises RuleBroken for the brand's accounts or a second seat.

    For founding a tribe from a command, where nobody is signed in; pages use `open_seat`.
    """
    if not policy.may_sit(member):
        raise RuleBroken(_("The council is the members' own: the brand has no seat on it."))
    take_turns("council")
    if queries.is_seated_from(member.id, since):
        raise RuleBroken(_("%(name)s sits on the council already.", name=member.name))
    place = CouncilSeat(member_id=member.id, since=since)
    session.add(place)
    session.flush()
    return place


def open_seat(admin: Member, member: Member, since: date) -> CouncilSeat:
    """Note whom the members chose; raises Forbidden to all but admins, else as `seat`."""
    if not policy.may_seat(admin):
        raise Forbidden(_("Only an admin notes who sits on the council."))
    return seat(member, since)


def end_seat(member: Member, place: CouncilSeat, at: datetime | None = None) -> None:
    """End a seat; one's own, or any by an admin. Raises Forbidden to others."""
    if not (policy.may_seat(member) or member.id == place.member_id):
        raise Forbidden(_("Only an admin notes who sits on the council."))
    day = (at or now()).date()
    if place.until is None or place.until > day:
        place.until = max(day, place.since)
        session.flush()


def make_promise(
    member: Member, title: str, body: str, due_on: date, at: datetime | None = None
) -> Promise:
    """Promise in the brand's name, for all to see.

    Raises Forbidden to all but the brand and admins, RuleBroken when the day is already past.
    """
    if not policy.may_promise(member):
        raise Forbidden(_("Only the brand's accounts and admins promise in its name."))
    moment = at or now()
    if due_on < moment.date():
        raise RuleBroken(_("A promise is for a day to come."))
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
    return promise


def settle_promise(
    member: Member, promise: Promise, outcome: Outcome, account: str, at: datetime | None = None
) -> None:
    """Say in words what became of a promise.

    Raises Forbidden to all but the council, and to whoever made the promise; RuleBroken when the
    promise is settled already or no words are given.
    """
    moment = at or now()
    if not policy.may_settle(member, queries.is_seated(member.id, moment.date()), promise):
        raise Forbidden(_("Only the members' council says what became of a promise."))
    if promise.outcome is not None:
        raise RuleBroken(_("This promise is settled already."))
    if not account.strip():
        raise RuleBroken(_("Please say in words what happened."))
    promise.outcome, promise.account = Outcome(outcome), account
    promise.settled_at, promise.settled_by_id = moment, member.id
    session.flush()


def _held(value: CharterValue) -> CharterValue:
    """The value as it is now, and ours until the transaction ends."""
    held = queries.get_value(value.id, for_update=True)
    if held is None:
        raise NotFound(_("The charter has no such value."))
    return held


def _check_amending(member: Member) -> None:
    if not policy.may_amend(member, queries.is_seated(member.id, now().date())):
        raise Forbidden(_("Only the members' council and admins word the charter."))
