"""Appeals: whom a decision concerns asks for another judge, who answers by a date."""

from datetime import timedelta

from sqlalchemy import select

from tribe import audit
from tribe.access import Actor, require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.base.text import is_blank
from tribe.members.models import Member
from tribe.moderation import activities, policy, settings
from tribe.moderation.models import Appeal, AppealOutcome, Decision
from tribe.moderation.services.deciding import reverse
from tribe.moderation.services.impartial import require_impartial
from tribe.moderation.services.reporting import check_length
from tribe.settings import value_of

TIME_TO_APPEAL = timedelta(days=183)  # six months: Digital Services Act, art. 20(1)


def appeal(member: Member, decision: Decision, words: str) -> Appeal:
    """Ask that somebody else decides; once, within six months.

    Raises Forbidden, and RuleBroken without words, when it is late, made already, or undone.
    """
    require(member, policy.APPEAL, decision)
    if is_blank(words):
        raise RuleBroken("moderation.words_needed")
    check_length(words)
    session.refresh(decision, with_for_update=True)
    if not decision.stands:
        raise RuleBroken("moderation.is_undone")
    moment = now()
    if moment > decision.made_at + TIME_TO_APPEAL:
        raise RuleBroken("moderation.appeal_is_late")
    mine = (Appeal.decision_id == decision.id, Appeal.member_id == member.id)
    if session.scalar(select(Appeal.id).where(*mine)) is not None:
        raise RuleBroken("moderation.appealed_already")
    made = Appeal(
        decision_id=decision.id,
        member_id=member.id,
        words=words.strip(),
        made_at=moment,
        due_at=moment + timedelta(days=value_of(settings.APPEAL_DAYS)),
        decided_at=None,
        decided_by_id=None,
        outcome=None,
    )
    session.add(made)
    session.flush()
    record(activities.APPEALED, decision.id, actor_id=member.id, at=moment, appeal=made.id)
    return made


def judge(actor: Actor, made: Appeal, outcome: AppealOutcome, answer: str) -> None:
    """Answer an appeal; a decision that is overturned is undone whole, in the same transaction.

    Raises Forbidden for who made the decision and for whom it concerns, RuleBroken without words.
    """
    decision = session.get_one(Decision, made.decision_id)
    require(actor, policy.JUDGE, decision)
    stake = require_impartial(actor, decision.member_id, decision.decided_by_id)
    if is_blank(answer):
        raise RuleBroken("moderation.why_needed")
    check_length(answer)
    session.refresh(made, with_for_update=True)
    if made.outcome is not None:
        raise RuleBroken("moderation.is_answered")
    if outcome is AppealOutcome.OVERTURNED and decision.stands:
        reverse(actor, decision, answer, activities.UNDONE)
    made.outcome, made.answer = outcome, answer.strip()
    made.decided_at, made.decided_by_id = now(), actor.id
    session.flush()
    record(
        activities.APPEAL_DECIDED,
        decision.id,
        actor_id=actor.id,
        member_id=made.member_id,
        appeal=made.id,
        appeal_outcome=outcome.value,
    )
    audit.record(
        "moderation.appeal_decided",
        decision.subject_type,
        decision.subject_id,
        actor_id=actor.id,
        facts={"decision": decision.id, "outcome": outcome.value, **stake},
        why=answer,
    )
