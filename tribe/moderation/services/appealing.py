"""Appeals: whom a decision concerns asks for another judge, who answers by a date."""

from datetime import timedelta

from sqlalchemy import select

from tribe.access import Actor, require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.members.models import Member
from tribe.moderation import activities, policy, queries, settings
from tribe.moderation.models import (
    NO_ACTION,
    TIME_TO_APPEAL,
    Appeal,
    AppealOutcome,
    Decision,
    Report,
)
from tribe.moderation.services.answering import answer_appeals
from tribe.moderation.services.judges import require_judge
from tribe.moderation.services.reporting import check_length
from tribe.moderation.services.undoing import (
    dismiss_reports,
    hold_for_undoing,
    open_again,
    reverse,
)
from tribe.settings import value_of

BATCH = 100  # in one transaction


def appeal(member: Member, decision: Decision, words: str) -> Appeal:
    """Ask that somebody else decides; once, within six months, also after it ended.

    Raises Forbidden, and RuleBroken without words, when it is late, made already, or undone.
    """
    is_party = queries.is_party(member.id, decision)
    require(member, policy.APPEAL, decision, is_party=is_party)
    return _object(decision, words, member_id=member.id)


def appeal_as_guest(report: Report, words: str) -> Appeal:
    """A guest asks that somebody else decides on what they reported; whoever calls has their link.

    Raises NotFound where there is nothing to object to, RuleBroken as `appeal` does.
    """
    decision = queries.find_objectionable(report)
    if decision is None:
        raise NotFound("moderation.nothing_to_object")
    return _object(decision, words, report_id=report.id)


def _object(
    decision: Decision, words: str, *, member_id: int | None = None, report_id: int | None = None
) -> Appeal:
    if is_blank(words):
        raise RuleBroken("moderation.words_needed")
    check_length(words)
    session.refresh(decision, with_for_update=True)
    if decision.is_replaced:
        raise RuleBroken("moderation.is_replaced")
    if not (decision.stands or decision.has_ended) or queries.is_overturned(decision.id):
        raise RuleBroken("moderation.is_undone")
    moment = now()
    if moment > decision.made_at + TIME_TO_APPEAL:
        raise RuleBroken("moderation.appeal_is_late")
    theirs = Appeal.member_id == member_id if member_id else Appeal.report_id == report_id
    of_it = (Appeal.decision_id == decision.id, Appeal.is_carried.is_(False))
    earlier = select(Appeal.id).where(*of_it, theirs)
    if session.scalar(earlier) is not None:
        raise RuleBroken("moderation.appealed_already")
    made = Appeal(
        decision_id=decision.id,
        member_id=member_id,
        report_id=report_id,
        words=words.strip(),
        made_at=moment,
        due_at=moment + timedelta(days=value_of(settings.APPEAL_DAYS)),
        decided_at=None,
        decided_by_id=None,
        late_at=None,
        outcome=None,
    )
    session.add(made)
    session.flush()
    record(activities.APPEALED, decision.id, actor_id=member_id, appeal=made.id)
    return made


def judge(
    actor: Actor, made: Appeal, outcome: AppealOutcome, answer: str, last: int | None = None
) -> None:
    """Answer an appeal; a decision that is overturned is undone whole, in the same transaction.

    With it goes what was found of the reports that led to it; where nothing was to be done, the
    case waits again. Other appeals of the decision that wait are answered alike; where it is
    upheld, those alone that were read, up to the number of the `last`. Raises Forbidden for who
    made the decision and for its parties, RuleBroken without words, where it was answered or is of
    what came instead by now, and for upholding what was undone.
    """
    decision = session.get_one(Decision, made.decision_id)
    stake = require_judge(actor, decision)
    if is_blank(answer):
        raise RuleBroken("moderation.why_needed")
    check_length(answer)
    hold_for_undoing(decision)
    session.refresh(decision, with_for_update=True)
    session.refresh(made, with_for_update=True)
    if made.outcome is not None:
        raise RuleBroken("moderation.is_answered")
    if made.decision_id != decision.id:  # carried over to what came instead, meanwhile
        raise RuleBroken("moderation.is_replaced")
    if outcome is AppealOutcome.OVERTURNED:
        _overturn(actor, decision, answer)
        last = None
    elif not (decision.stands or decision.has_ended):
        raise RuleBroken("moderation.is_undone")
    answer_appeals(actor, decision, outcome, answer, stake, last)


def _overturn(actor: Actor, decision: Decision, answer: str) -> None:
    if decision.act == NO_ACTION:
        if decision.stands:
            open_again(actor, decision, answer)
        return
    if decision.stands:
        reverse(actor, decision, answer, activities.UNDONE)
    for one in (decision, *queries.list_replaced(decision.id)):
        if queries.has_settled(one):
            dismiss_reports(one)


def tell_of_late() -> None:
    """Tell admins of each appeal that was to be answered by now, once."""
    late = (Appeal.decided_at.is_(None), Appeal.due_at < now(), Appeal.late_at.is_(None))
    chosen = select(Appeal).where(*late).order_by(Appeal.id).limit(BATCH)
    for made in session.scalars(chosen.with_for_update(skip_locked=True)):
        made.late_at = now()
        session.flush()
        record(activities.APPEAL_LATE, made.decision_id, actor_id=None, appeal=made.id)
