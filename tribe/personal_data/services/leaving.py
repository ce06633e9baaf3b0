"""Leaving: asked for, with a pause in which one may stay after all."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from tribe import mail
from tribe.access import require
from tribe.activity import record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import RuleBroken
from tribe.jobs import enqueue
from tribe.members.models import Member, State
from tribe.members.staff import end_sign_ins, keep_one_admin
from tribe.personal_data import activities, mails, policy
from tribe.personal_data.models import Departure, ReasonFor, Words
from tribe.personal_data.services.erasing import JOB, has_begun

PAUSE = timedelta(days=14)


def find_departure(member: Member) -> Departure | None:
    """That a member is leaving; one query."""
    return session.scalar(select(Departure).where(Departure.member_id == member.id))


def leave(
    member: Member,
    words: Words,
    *,
    reason: str = "",
    reason_for: ReasonFor = ReasonFor.NOBODY,
    at: datetime | None = None,
    zone: str | None = None,
) -> Departure:
    """Begin the pause after which a member is erased, and sign them out everywhere.

    `zone` is that of the clocks by which they read the day, for the mail that names it again.
    Raises Forbidden for an account that is not in use, RuleBroken for the last admin.
    """
    take_turns("staff")
    if standing := find_departure(member):  # asked for twice at one moment
        return standing
    require(member, policy.LEAVE)
    keep_one_admin(member)
    moment = at or now()
    departure = Departure(
        member_id=member.id,
        words=words,
        reason=reason if reason_for is not ReasonFor.NOBODY else "",
        reason_for=reason_for,
        asked_at=moment,
        due_at=moment + PAUSE,
    )
    session.add(departure)
    member.leaves_at = departure.due_at
    end_sign_ins(member)
    session.flush()
    enqueue(JOB, at=departure.due_at, departure_id=departure.id)
    record(activities.LEAVING, member.id, actor_id=member.id, at=at)
    _tell(member, departure, zone)
    return departure


def _tell(member: Member, departure: Departure, zone: str | None) -> None:
    """Write to the member when they are erased, and how to stay: it may not have been them."""
    if member.email:
        to = replace(mail.Recipient.of(member), zone=zone or member.zone)
        due_at = departure.due_at
        mail.enqueue(mails.LEAVING, to, until=due_at, due_at=due_at.isoformat())


def stay(member: Member) -> None:
    """Stay after all: all is as it was. Raises RuleBroken where the erasure has begun."""
    take_turns(f"erase {member.id}")
    if has_begun(member.id) or member.state is State.LEFT:
        raise RuleBroken("personal_data.too_late")
    departure = find_departure(member)
    if departure is not None:
        session.delete(departure)
        member.leaves_at = None
        session.flush()
        record(activities.STAYED, member.id, actor_id=member.id)
