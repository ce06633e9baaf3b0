"""Declaring an interest on one's account, and ending it; what was written keeps what stood."""

from datetime import date

from sqlalchemy import func, select

from tribe.access import require
from tribe.activity import record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.interests import activities, policy
from tribe.interests.models import DeclaredInterest, InterestKind
from tribe.members.models import Member

MOST = 20  # of one account that have not ended


def declare(
    member: Member, kind: InterestKind, words: str, since: date, until: date | None = None
) -> DeclaredInterest:
    """Say who employs, pays or gifts one, and from when; raises Forbidden, RuleBroken."""
    require(member, policy.DECLARE)
    take_turns(f"interests:{member.id}")
    lasting = (DeclaredInterest.member_id == member.id, DeclaredInterest.until.is_(None))
    if (session.scalar(select(func.count()).where(*lasting)) or 0) >= MOST:
        raise RuleBroken("interests.too_many")
    declared = DeclaredInterest(
        member_id=member.id, kind=kind, words=words, since=since, until=until
    )
    session.add(declared)
    session.flush()
    record(activities.DECLARED, member.id, actor_id=member.id, member_id=member.id)
    return declared


def end(member: Member, interest_id: int) -> None:
    """Let an interest stand beside nothing that is written from now on; raises NotFound."""
    declared = session.get(DeclaredInterest, interest_id)
    if declared is None or declared.member_id != member.id:
        raise NotFound("interests.none")
    require(member, policy.END, declared)
    today = now().date()
    if declared.until is not None and declared.until <= today:
        return
    declared.until = today
    session.flush()
    record(activities.ENDED, member.id, actor_id=member.id, member_id=member.id)
