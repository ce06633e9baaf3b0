"""Closing cases by a decision: its own, and those of what else its act took from view.

Whoever takes several things of somebody at once, or a topic with the post that begins it, has
judged what was reported of each. Where that is undone, these cases wait again as they did.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from tribe import mail
from tribe.activity import record
from tribe.base.db import now, session, take_turns
from tribe.mail import Recipient
from tribe.moderation import activities
from tribe.moderation.mails import OUTCOME
from tribe.moderation.models import (
    NO_ACTION,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    Report,
    Settled,
)
from tribe.moderation.queries import find_open
from tribe.moderation.services.announcing import handlers_of, tell_case, tell_queue
from tribe.moderation.services.carrying import OF_PEOPLE, carry, hold_with_open
from tribe.moderation.services.reporting import follow
from tribe.web import moderated


def hold_with_settled(ruled: Iterable[tuple[ModerationCase, str]]) -> None:
    """Hold cases by number, with those of their authors that an act on each may settle."""
    own, acts, found = ModerationCase, moderated.register().acts, list(ruled)
    ways: list[ColumnElement[bool]] = [own.id.in_(sorted({case.id for case, _name in found}))]
    for case, name in found:
        act = acts.get(name)
        if act is not None and act.settles and case.author_id is not None:
            waiting = (own.author_id == case.author_id, own.state == CaseState.OPEN)
            ways.append(and_(*waiting, own.subject_type.in_(sorted(act.settles))))
    held = select(own).where(or_(*ways)).order_by(own.id).with_for_update()
    session.execute(held.execution_options(populate_existing=True)).all()


def close(case: ModerationCase, decision: Decision, finding: Finding, heard: set[int]) -> None:
    """Let a case be decided, find the same of all its reports, and tell who made them."""
    case.state, case.decided_at = CaseState.DECIDED, now()
    waiting = (Report.case_id == case.id, Report.finding.is_(None))
    _answer_reporters(list(session.scalars(select(Report).where(*waiting))), decision.id)
    session.execute(update(Report).where(*waiting).values(finding=finding))
    tell_queue(case, heard | handlers_of(case))
    tell_case(case)
    session.flush()


def settle(decision: Decision) -> None:
    """Close the cases of all that a decision took from view besides its thing, of one author.

    What was reported of these proved true. Where nobody reported its own thing, it was done for the
    first that people reported of them. One query where none waits.
    """
    act = moderated.register().acts.get(decision.act)
    if act is None or not act.settles or decision.member_id is None:
        return
    own = ModerationCase
    waiting = (own.author_id == decision.member_id, own.state == CaseState.OPEN)
    of_these = (own.subject_type.in_(sorted(act.settles)), own.id != decision.case_id)
    chosen = select(own).where(*waiting, *of_these).order_by(own.id)
    cases = session.scalars(chosen.with_for_update()).all()
    taken = {
        kind: act.settles[kind](decision.subject_id, decision.details)
        for kind in {case.subject_type for case in cases}
    }
    for case in cases:
        if case.subject_id in taken[case.subject_type]:
            session.add(Settled(case_id=case.id, decision_id=decision.id))
            close(case, decision, Finding.UPHELD, handlers_of(case))
            _note_cause(decision, case)


def _note_cause(decision: Decision, case: ModerationCase) -> None:
    is_told = decision.cause_id is not None or decision.together_id is not None
    if is_told or _is_of_people(decision.case_id) or not _is_of_people(case.id):
        return
    decision.cause_id = case.id
    session.flush()


def _is_of_people(case_id: int) -> bool:
    reported = select(Report.id).where(Report.case_id == case_id, Report.source.in_(OF_PEOPLE))
    return session.scalar(reported.limit(1)) is not None


def settled_by(decision: Decision) -> Sequence[int]:
    """The numbers of the cases that a decision settled besides its own; one query."""
    chosen = select(Settled.case_id).where(Settled.decision_id == decision.id)
    return session.scalars(chosen.order_by(Settled.case_id)).all()


def hold_cases(case_ids: Sequence[int]) -> None:
    """Hold some cases by number, before what is to be put back; nothing where there are none."""
    if case_ids:
        chosen = select(ModerationCase.id).where(ModerationCase.id.in_(case_ids))
        session.execute(chosen.order_by(ModerationCase.id).with_for_update()).all()


def waiting_again(decision: Decision, case_ids: Sequence[int]) -> Sequence[int]:
    """Those of the cases that a decision settled which wait again once it is undone.

    Not those of which a moderator decided since: what they gave back by itself, or took themselves,
    unless it was brought up again. Two queries, and that of its feature, for each.
    """
    chosen = select(ModerationCase).where(ModerationCase.id.in_(case_ids))
    cases = session.scalars(chosen.order_by(ModerationCase.id)).all() if case_ids else ()
    return [case.id for case in cases if not _is_decided_since(case, decision)]


def _is_decided_since(case: ModerationCase, decision: Decision) -> bool:
    if find_open(case.subject_type, case.subject_id) is not None:
        return False
    if moderated.in_view(case.subject_type)(case.subject_id):
        return True
    of_it = (
        Decision.subject_type == case.subject_type,
        Decision.subject_id == case.subject_id,
        Decision.id > decision.id,
        Decision.undone_at.is_(None),
    )
    chosen = select(Decision.id).where(*of_it, Decision.act != NO_ACTION).limit(1)
    return session.scalar(chosen) is not None


def unsettle(case_ids: Iterable[int]) -> None:
    """Let cases wait again that a decision settled which is undone, with all that was reported.

    Where another case of the same thing is open, that is carried over and waits there.
    """
    for number in case_ids:
        case = session.get_one(ModerationCase, number)
        thing = (case.subject_type, case.subject_id)
        take_turns(f"moderation:{case.subject_type}:{case.subject_id}")
        held = hold_with_open(number, thing)
        case = held.pop(number)
        session.execute(delete(Settled).where(Settled.case_id == number))
        for waiting in held.values():  # one at most
            carry(number, waiting)
            done_for_it = update(Decision).where(Decision.cause_id == number)
            session.execute(done_for_it.values(cause_id=waiting.id))
        if not held:
            case.state, case.decided_at = CaseState.OPEN, None
            of_case = Report.case_id == number
            session.execute(update(Report).where(of_case).values(finding=None))
            session.flush()
            tell_queue(case)
        tell_case(case)


def _answer_reporters(reports: Iterable[Report], decision_id: int) -> None:
    """Tell who reported that it was decided; who decided is told to nobody."""
    for report in reports:
        if report.reporter_id is not None:
            member_id = report.reporter_id
            record(activities.REPORT_ANSWERED, report.id, actor_id=None, member_id=member_id)
        elif report.email is not None:
            thing, to = f"report-{report.id}", Recipient(report.email, locale=report.locale)
            mail.enqueue(
                OUTCOME,
                to,
                thing=f"{thing}-outcome-{decision_id}",
                parents=(thing,),
                report=report.id,
                secret=follow(report),
            )
