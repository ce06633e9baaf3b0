"""Changing trust levels; each change has its row, which its member reads."""

from datetime import datetime

from sqlalchemy import or_, select

from tribe import audit
from tribe.access import TrustLevel, require
from tribe.activity import Happened, record
from tribe.activity.taking_part import count_parts
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.base.text import is_blank
from tribe.members.models import Member
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    Decision,
    Finding,
    Report,
    Settled,
    Source,
)
from tribe.trust import activities, policy, queries
from tribe.trust.models import Because, TrustChange
from tribe.trust.rules import BELOW, RESTS, STEPS, grown
from tribe.web.moderated import Restriction, register

BATCH = 500  # members at a time: a few queries for all of them
SET = "trust.level.set"


def grow(after: int = 0, at: datetime | None = None) -> int | None:
    """Let the trust of the next members grow by one level, as what they did is enough for it.

    Answers the number to go on after, None at the end; the caller commits each.
    """
    moment = at or now()
    members = queries.list_growing(after, moment - RESTS, BATCH)
    parts = count_parts([member.id for member in members])
    for member in members:
        level = grown(member.trust, parts[member.id], moment - member.joined_at)
        if level is not None:
            _move(member, level, Because.GROWN, moment)
    session.flush()
    return members[-1].id if len(members) == BATCH else None


def fall(member: Member, decision_id: int | None = None, at: datetime | None = None) -> None:
    """Lower a member's trust by one level: a report about them proved true."""
    level = BELOW.get(member.trust)
    if level is not None:
        _move(member, level, Because.UPHELD, at or now(), decision_id=decision_id)
        session.flush()


def rise_again(decision_id: int) -> None:
    """Give back the level that a decision took that was undone, whatever others took meanwhile.

    Once; and not where staff set the level since, or it grew.
    """
    change = queries.find_fall(decision_id)
    if change is None or queries.is_given_back(change) or queries.is_changed_otherwise(change):
        return
    member = session.get_one(Member, change.member_id)
    level = STEPS.get(member.trust)
    if level is not None:
        _move(member, level, Because.OVERTURNED, now(), decision_id=decision_id)
        session.flush()


def set_level(actor: Member, member: Member, level: TrustLevel, reason: str) -> None:
    """Give a member a level, and say why; they read it. Raises Forbidden, RuleBroken."""
    require(actor, policy.SET, member)
    if is_blank(reason):
        raise RuleBroken("trust.no_reason")
    if level is member.trust:
        raise RuleBroken("trust.same_level")
    facts = {"before": member.trust.value, "after": level.value}
    _move(member, level, Because.STAFF, now(), reason=reason, set_by_id=actor.id)
    session.flush()
    audit.record(SET, "member", member.id, actor_id=actor.id, facts=facts, why=reason)


def hear_decision(happened: Happened) -> None:
    """A member falls by a decision that takes something from them, on a report that proved true."""
    decision = session.get_one(Decision, happened.subject_id)
    act = register().acts.get(decision.act)
    is_harmless = act is None or act.restriction is Restriction.NONE
    if decision.act == NO_ACTION or is_harmless or decision.member_id is None:
        return
    settled = select(Settled.case_id).where(Settled.decision_id == decision.id)
    proved = select(Report.id).where(
        or_(Report.case_id == decision.case_id, Report.case_id.in_(settled)),
        Report.finding == Finding.UPHELD,
        Report.source != Source.STAFF,
    )
    if session.scalar(proved.limit(1)) is not None:
        fall(session.get_one(Member, decision.member_id), decision.id, happened.at)


def hear_undoing(happened: Happened) -> None:
    """What was undone lowers nobody; what came to its end was right, and does."""
    rise_again(happened.subject_id)


def hear_answer(happened: Happened) -> None:
    """Nor does what was overturned on appeal, also once it had ended and nothing was undone."""
    if happened.facts["appeal_outcome"] == AppealOutcome.OVERTURNED:
        rise_again(happened.subject_id)


def _move(
    member: Member,
    level: TrustLevel,
    why: Because,
    at: datetime,
    *,
    reason: str = "",
    decision_id: int | None = None,
    set_by_id: int | None = None,
) -> None:
    change = TrustChange(member_id=member.id, from_level=member.trust, to_level=level, why=why)
    change.at, change.reason = at, reason
    change.decision_id, change.set_by_id = decision_id, set_by_id
    session.add(change)
    member.trust = level
    record(activities.LEVEL_CHANGED, member.id, actor_id=set_by_id, member_id=member.id)
