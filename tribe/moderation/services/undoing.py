"""Undoing a decision, by who may, and at its end by itself; its statement stays, and says so."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy import or_, select, update

from tribe.access import SYSTEM, Actor, is_moderator, may, require
from tribe.activity import ActivityKind
from tribe.base.db import now, session, take_turns
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.moderation import activities, policy
from tribe.moderation.models import (
    ENDED_EARLY,
    NO_ACTION,
    AppealOutcome,
    CaseState,
    Concerned,
    Decision,
    Finding,
    Ground,
    ModerationCase,
    Report,
)
from tribe.moderation.queries import cases_of, list_concerned, list_later, with_first
from tribe.moderation.queue import is_for_admins, moderates_alone, readable_by
from tribe.moderation.services.answering import answer_appeals
from tribe.moderation.services.carrying import carry_over, hold_with_open
from tribe.moderation.services.closing import hold_cases, settled_by, unsettle, waiting_again
from tribe.moderation.services.delivering import deliver_to_all
from tribe.moderation.services.finding import lies_with
from tribe.moderation.services.holding import hold_thing
from tribe.moderation.services.impartial import (
    is_impartial,
    require_impartial,
)
from tribe.moderation.services.judges import may_answer
from tribe.moderation.services.reaching import is_beyond
from tribe.moderation.services.recording import audit_act, note_act
from tribe.moderation.services.reporting import (
    check_length,
)
from tribe.web import moderated

log = structlog.get_logger(__name__)


def undo(actor: Actor, decision: Decision, why: str) -> None:
    """Put back all that a decision did, and say why; its statement stays, and says so.

    Raises Forbidden, and RuleBroken for what is undone already or cannot be.
    """
    if is_beyond(actor, decision):
        raise Forbidden("moderation.reaches_beyond")
    require(actor, policy.UNDO, decision, **lies_with(actor, decision))
    stake = require_impartial(
        actor,
        decision.member_id,
        parties=_concerned(decision),
        is_for_admins=lambda: _is_for_admins(decision),
    )
    if is_blank(why):
        raise RuleBroken("moderation.why_needed")
    check_length(why)
    is_judged = may_answer(actor, decision)
    reverse(actor, decision, why, activities.UNDONE)
    deliver_to_all(decision, "undone")
    audit_act("moderation.undone", actor, decision, why, stake)
    overturned = AppealOutcome.OVERTURNED
    answer_appeals(actor, decision, overturned, why, stake, is_judged=is_judged)


def may_undo(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may undo a decision, were it to stand, and has nothing at stake in it."""
    reached = {"is_beyond": is_beyond(actor, decision)}
    is_one = may(actor, policy.UNDO, decision, **lies_with(actor, decision), **reached)
    parties = _concerned(decision) if is_one else ()
    return bool(is_one) and is_impartial(
        actor,
        decision.member_id,
        parties=parties,
        is_for_admins=lambda: _is_for_admins(decision),
    )


def list_undoable(actor: Actor, decision_ids: Collection[int]) -> set[int]:
    """Which of some decisions an actor reads and may undo, were they to stand; one query.

    As `may_undo` without what an act reaches elsewhere and whom the brand ties, which the page of
    each asks; and the queries of the features.
    """
    if not decision_ids or actor.id is None:
        return set()
    own, ids = Decision, (Decision.id, Decision.together_id)
    concerned = select(Concerned.member_id).where(Concerned.member_id == actor.id)
    concerned = concerned.where(Concerned.decision_id.in_(ids)).correlate(own)
    chosen = (
        select(own.id)
        .join(ModerationCase, ModerationCase.id == own.case_id)
        .where(own.id.in_(decision_ids), own.member_id.is_distinct_from(actor.id))
        .where(or_(~concerned.exists(), moderates_alone(actor)), *readable_by(actor))
    )
    if not is_moderator(actor):
        chosen = chosen.where(or_(own.decided_by_id == actor.id, own.ground == Ground.NONE))
    return set(session.scalars(chosen))


def _is_for_admins(decision: Decision) -> bool:
    cases = (session.get_one(ModerationCase, number) for number in cases_of(decision))
    return any(map(is_for_admins, cases))


def _concerned(decision: Decision) -> set[int]:
    """Whom it concerns beside its member, and so of the words for which it was done."""
    return {number for one in with_first(decision) for number in list_concerned(one.id)}


def hold_for_undoing(decision: Decision) -> Sequence[int]:
    """Hold what undoing a decision changes, before that, in the order of who decides.

    Answers the numbers of the cases that wait again then.
    """
    settled = settled_by(decision)
    hold_cases(settled)
    hold_thing(decision.subject_type, decision.subject_id)
    return settled


def reverse(actor: Actor, decision: Decision, why: str, kind: ActivityKind | None) -> None:
    """Undo a decision without asking who may; for whoever has asked. Raises RuleBroken.

    Without a `kind` nobody is told: another takes its place at once.

    Of what is gone for good, or was erased with its member, nothing is put back, and the decision
    is undone all the same.
    """
    settled = hold_for_undoing(decision)
    session.refresh(decision, with_for_update=True)
    if decision.is_replaced:
        raise RuleBroken("moderation.is_replaced")
    if not decision.stands:
        raise RuleBroken("moderation.is_undone")
    act = moderated.register().acts.get(decision.act)
    if decision.act == NO_ACTION or act is None or act.undo is None:
        raise RuleBroken("moderation.cannot_be_undone")
    again = waiting_again(decision, settled)
    with suppress(NotFound), session.begin_nested():
        if decision.are_words_gone:
            raise NotFound("moderation.nothing")
        _put_back(act, decision)
    if act.restriction is moderated.Restriction.VISIBILITY:
        _put_back_what_waited(decision)
    unsettle(again)
    _mark_undone(actor, decision, why, kind)


def _put_back(act: moderated.ModerationAct, decision: Decision) -> None:
    """Put back what a decision did, also beneath later ones by the same act that stand."""
    if act.undo is None:
        return
    number, details = decision.subject_id, dict(decision.details)
    later = list_later(decision) if act.undo_beneath is not None else ()
    if act.undo_beneath is None or not later:
        act.undo(SYSTEM, number, details)
        return
    theirs = [dict(one.details) for one in later]
    act.undo_beneath(SYSTEM, number, details, theirs)
    for one, needed in zip(later, theirs, strict=True):
        one.details = needed
    session.flush()


def _put_back_what_waited(taking: Decision) -> None:
    """Undo changes of words once more that were undone while these were out of view.

    What came back are the words as they were taken, with those changes in them.
    """
    acts = moderated.register().acts
    changing = [name for name, act in acts.items() if act.changes is not None]
    meanwhile = (
        Decision.subject_type == taking.subject_type,
        Decision.subject_id == taking.subject_id,
        Decision.act.in_(changing),
        Decision.made_at <= taking.made_at,
        Decision.undone_at >= taking.made_at,
    )
    chosen = select(Decision).where(*meanwhile).order_by(Decision.undone_at, Decision.id)
    for decision in session.scalars(chosen).all():
        if not decision.are_words_gone:
            with suppress(NotFound), session.begin_nested():
                _put_back(acts[decision.act], decision)


def open_again(actor: Actor, decision: Decision, why: str) -> None:
    """Let a case wait once more in which nothing was to be done, with the reports of it.

    Where another case of the same thing is open, they are carried over and wait there.
    """
    session.refresh(decision, with_for_update=True)
    if not decision.stands or decision.act != NO_ACTION:
        raise RuleBroken("moderation.cannot_be_undone")
    take_turns(f"moderation:{decision.subject_type}:{decision.subject_id}")
    held = hold_with_open(decision.case_id, (decision.subject_type, decision.subject_id))
    case = held.pop(decision.case_id)
    for waiting in held.values():  # one at most
        carry_over(decision, waiting)
    if not held:
        case.state, case.decided_at = CaseState.OPEN, None
        of_case = Report.case_id == case.id
        session.execute(update(Report).where(of_case).values(finding=None))
    _mark_undone(actor, decision, why, activities.UNDONE)


def dismiss_reports(decision: Decision) -> None:
    """Say of the reports that led to a decision that they did not prove true, as it was undone."""
    of_case = Report.case_id == decision.case_id
    session.execute(update(Report).where(of_case).values(finding=Finding.DISMISSED))


def _mark_undone(actor: Actor, decision: Decision, why: str, kind: ActivityKind | None) -> None:
    decision.undone_at, decision.undone_by_id = now(), actor.id
    decision.why_undone = why.strip()
    session.flush()
    if kind is not None:
        note_act(actor, decision, kind, decision.member_id)


def end_due(at: datetime | None = None, number: int = 100) -> int:
    """Undo what was to end by now, so many at most; how many it were. The caller commits.

    One that cannot be undone is logged, and holds up no other.
    """
    moment = at or now()
    due = (Decision.ends_at <= moment, Decision.undone_at.is_(None))
    chosen = select(Decision).where(*due).order_by(Decision.ends_at, Decision.id).limit(number)
    return sum(map(_end, session.scalars(chosen.with_for_update(skip_locked=True)).all()))


def _end(decision: Decision) -> bool:
    """Whether a decision ended, as it was to."""
    number = decision.id
    try:
        with session.begin_nested():
            _bring_to_its_end(decision)
    except Exception:
        log.exception("a decision could not end", decision=number)
        return False
    return True


def end_early(actor: Actor, decision: Decision, why: str = "") -> None:
    """Undo now what was to end later, for what it was for is over; for whoever has asked who may.

    The audit says who ended it, and why. Raises RuleBroken for what is undone already.
    """
    _bring_to_its_end(decision, actor, why)
    decision.details = {**decision.details, ENDED_EARLY: True}
    session.flush()


def _bring_to_its_end(decision: Decision, actor: Actor = SYSTEM, why: str = "") -> None:
    reverse(SYSTEM, decision, "", activities.ENDED)
    deliver_to_all(decision, "ended")
    audit_act("moderation.ended", actor, decision, why)
