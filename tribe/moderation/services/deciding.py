"""Deciding a case: the act and its statement of reasons are one transaction; and undoing it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select, update

from tribe import audit, mail
from tribe.access import SYSTEM, Actor, may, require
from tribe.activity import ActivityKind, record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.mail import Recipient
from tribe.moderation import activities, policy
from tribe.moderation.mails import OUTCOME
from tribe.moderation.models import (
    ENDED_EARLY,
    MAX_RULE_LENGTH,
    NO_ACTION,
    AppealOutcome,
    CaseState,
    Concerned,
    Decision,
    Finding,
    Ground,
    ModerationCase,
    Report,
    Source,
)
from tribe.moderation.queries import (
    find_held_back,
    find_open,
    is_held_back,
    list_concerned,
    was_judged,
)
from tribe.moderation.queue import is_for_admins, is_in_sight, is_unseen
from tribe.moderation.services.announcing import handlers_of, tell_case, tell_queue
from tribe.moderation.services.answering import answer_appeals
from tribe.moderation.services.delivering import deliver, deliver_to_all
from tribe.moderation.services.finding import is_beyond, lies_with
from tribe.moderation.services.holding import hold_things
from tribe.moderation.services.impartial import (
    is_impartial,
    require_impartial,
    require_no_stake,
)
from tribe.moderation.services.reporting import (
    case_of_its_own,
    check_length,
    follow,
    of_staff,
    open_case,
)
from tribe.moderation.services.unbound import parties_of, require_unbound
from tribe.web import moderated

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ruling:
    """What is decided, and why: the statement that whom it concerns will read."""

    act: str  # the name of a declared act, or NO_ACTION
    why: str
    rule: str = ""
    ground: Ground = Ground.RULES
    choices: Mapping[str, Any] = field(default_factory=dict)
    ends_at: datetime | None = None
    is_automated: bool = False


def decide(actor: Actor, case: ModerationCase, ruling: Ruling) -> Decision:
    """Do something about the thing of a case, or nothing, and say why; the case is decided then.

    Raises Forbidden, NotFound, and RuleBroken where no reason is given, another decided first, or
    the act does not go any more.
    """
    is_local = moderated.handles_locally(actor, case.subject_type, case.subject_id)
    is_out = not is_in_sight(actor, case.id)
    require(actor, policy.DECIDE, case, is_local=is_local, is_unseen=is_out)
    _check(ruling)
    session.refresh(case, with_for_update=True)
    if not case.is_open:
        raise RuleBroken("moderation.is_decided")
    if ruling.ground is Ground.NONE:
        raise RuleBroken("moderation.rule_needed")
    require_unbound(actor, case, ruling.act)
    parties, heard = parties_of(case), handlers_of(case)
    stake = require_no_stake(actor, case, ruling.act, parties=parties, of_part=lambda: heard)
    hold_things(actor, [(case, ruling.act, ruling.choices)])
    _let_go(actor, case, ruling)
    act = _find(ruling, case)
    decision = _carry_out(actor, case, ruling, act)
    session.flush()
    _close(case, decision, Finding.DISMISSED if act is None else Finding.UPHELD, heard)
    _tell(actor, decision, stake)
    return decision


def hold_back(case: ModerationCase, rule: str, why: str) -> Decision | None:
    """The program takes a thing from view until a moderator has looked; its case stays open.

    None where anything was decided of the thing as it says now, or it cannot be done: what was
    looked at is held back again only once its author has edited it.
    """
    session.refresh(case, with_for_update=True)
    thing = (case.subject_type, case.subject_id)
    act, digest = moderated.holding_back(case.subject_type), moderated.digest_of(*thing)
    if act is None or digest is None or not case.is_open or was_judged(*thing, digest):
        return None
    ruling = Ruling(act.name, why, rule, is_automated=True)
    _check(ruling)
    decision = _carry_out(SYSTEM, case, ruling, _find(ruling, case))
    session.flush()
    tell_queue(case)
    tell_case(case)
    _tell(SYSTEM, decision)
    return decision


def _let_go(actor: Actor, case: ModerationCase, ruling: Ruling) -> None:
    """Put back what the program held back, so that the ruling is about the thing as it was."""
    held = find_held_back(case)
    if held is None:
        return
    reverse(actor, held, ruling.why, activities.UNDONE)
    is_over = ruling.act == NO_ACTION
    if is_over:
        deliver(held, "undone")
    _audit("moderation.undone", actor, held, ruling.why)
    outcome = AppealOutcome.OVERTURNED if is_over else AppealOutcome.UPHELD
    answer_appeals(actor, held, outcome, ruling.why)


def _carry_out(
    actor: Actor, case: ModerationCase, ruling: Ruling, act: moderated.ModerationAct | None
) -> Decision:
    choices = {**ruling.choices, "ends_at": ruling.ends_at}
    digest = moderated.digest_of(case.subject_type, case.subject_id)
    details = act.apply(actor, case.subject_id, choices) if act is not None else {}
    decision = Decision(
        case_id=case.id,
        act=ruling.act,
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        member_id=case.author_id,
        decided_by_id=actor.id,
        made_at=now(),
        ground=ruling.ground,
        rule=ruling.rule.strip(),
        why=ruling.why.strip(),
        is_automated=ruling.is_automated,
        words_digest=digest,
        details=details,
        ends_at=ruling.ends_at,
        undone_at=None,
        undone_by_id=None,
    )
    session.add(decision)
    beside = set(act.concerns(details)) if act is not None else set()
    if others := beside - {actor.id, case.author_id}:
        session.flush()
        session.add_all(Concerned(decision_id=decision.id, member_id=one) for one in sorted(others))
    return decision


def _tell(actor: Actor, decision: Decision, stake: Mapping[str, str] | None = None) -> None:
    session.flush()
    _note(actor, decision, activities.DECIDED, decision.member_id)
    deliver_to_all(decision, "made")
    _audit("moderation.decided", actor, decision, decision.why, stake)


def decide_on(actor: Actor, subject_type: str, subject_id: int, ruling: Ruling) -> Decision:
    """A moderator decides about a thing of their own accord, or on what was reported of it.

    Raises as `decide` does, and NotFound where nothing can be judged.
    """
    matter = moderated.read(subject_type, subject_id)
    if matter is None or (
        moderated.is_private(subject_type) and find_open(subject_type, subject_id) is None
    ):
        raise NotFound("moderation.nothing")
    require(actor, policy.DECIDE, matter, **_lies(actor, subject_type, subject_id))
    _check(ruling)
    if ruling.ground is Ground.NONE:
        case = case_of_its_own(subject_type, subject_id, matter)
        return _decide_in(actor, case, ruling)
    case = open_case(subject_type, subject_id, matter)
    if session.scalar(select(Report.id).where(Report.case_id == case.id).limit(1)) is None:
        source = Source.AUTOMATIC if ruling.is_automated else Source.STAFF
        session.add(of_staff(case.id, source))
        session.flush()
    return decide(actor, case, ruling)


def decide_apart(actor: Actor, subject_type: str, subject_id: int, ruling: Ruling) -> Decision:
    """Decide about a thing on an occasion of its own; what was reported of it goes on waiting.

    Raises as `decide` does, and NotFound where nothing can be judged.
    """
    matter = moderated.read(subject_type, subject_id)
    if matter is None or moderated.is_private(subject_type):
        raise NotFound("moderation.nothing")
    require(actor, policy.DECIDE, matter, **_lies(actor, subject_type, subject_id))
    _check(ruling)
    case = case_of_its_own(subject_type, subject_id, matter)
    record(activities.CASE_OPENED, case.id, actor_id=None)
    return _decide_in(actor, case, ruling)


def decide_beside(actor: Actor, subject_type: str, subject_id: int, ruling: Ruling) -> Decision:
    """Decide about a thing of one's own for what that does to others, whom alone it concerns.

    Raises as `decide` does, and NotFound where it is not one's own, or nothing can be judged.
    """
    own = moderated.read(subject_type, subject_id)
    if own is None or own.author_id != actor.id or moderated.is_private(subject_type):
        raise NotFound("moderation.nothing")
    matter = replace(own, author_id=None)
    require(actor, policy.DECIDE, matter, **_lies(actor, subject_type, subject_id))
    _check(ruling)
    return _decide_in(actor, case_of_its_own(subject_type, subject_id, matter), ruling)


def _decide_in(actor: Actor, case: ModerationCase, ruling: Ruling) -> Decision:
    """Do something about a thing in a case of its own; no report is answered by it."""
    require_unbound(actor, case, ruling.act)
    parties, of_part = parties_of(case), lambda: handlers_of(case)
    stake = require_no_stake(actor, case, ruling.act, parties=parties, of_part=of_part)
    decision = _carry_out(actor, case, ruling, _find(ruling, case))
    session.flush()
    _tell(actor, decision, stake)
    return decision


def may_decide(actor: Actor, subject_type: str, subject_id: int, matter: moderated.Matter) -> bool:
    """Whether an actor may decide about a thing."""
    return bool(may(actor, policy.DECIDE, matter, **_lies(actor, subject_type, subject_id)))


def _lies(actor: Actor, subject_type: str, subject_id: int) -> dict[str, bool]:
    """What the rule of deciding asks of where a thing without a case lies."""
    is_local = moderated.handles_locally(actor, subject_type, subject_id)
    return {"is_local": is_local, "is_unseen": is_unseen(actor, subject_type, subject_id)}


def require_not_held_back(subject_type: str, subject_id: int) -> None:
    """What the program took from view is written anew by nobody until a moderator has looked.

    Raises RuleBroken.
    """
    if is_held_back(subject_type, subject_id):
        raise RuleBroken("moderation.held_back")


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
        parties=list_concerned(decision.id),
        is_for_admins=lambda: _is_for_admins(decision),
    )
    if is_blank(why):
        raise RuleBroken("moderation.why_needed")
    check_length(why)
    reverse(actor, decision, why, activities.UNDONE)
    deliver_to_all(decision, "undone")
    _audit("moderation.undone", actor, decision, why, stake)
    answer_appeals(actor, decision, AppealOutcome.OVERTURNED, why, stake)


def may_undo(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may undo a decision, were it to stand, and has nothing at stake in it."""
    reached = {"is_beyond": is_beyond(actor, decision)}
    is_one = may(actor, policy.UNDO, decision, **lies_with(actor, decision), **reached)
    parties = list_concerned(decision.id) if is_one else ()
    return bool(is_one) and is_impartial(
        actor,
        decision.member_id,
        parties=parties,
        is_for_admins=lambda: _is_for_admins(decision),
    )


def _is_for_admins(decision: Decision) -> bool:
    return is_for_admins(session.get_one(ModerationCase, decision.case_id))


def reverse(actor: Actor, decision: Decision, why: str, kind: ActivityKind) -> None:
    """Undo a decision without asking who may; for whoever has asked. Raises RuleBroken.

    Of what is gone for good, or was erased with its member, nothing is put back, and the decision
    is undone all the same.
    """
    session.refresh(decision, with_for_update=True)
    if not decision.stands:
        raise RuleBroken("moderation.is_undone")
    act = moderated.register().acts.get(decision.act)
    if decision.act == NO_ACTION or act is None or act.undo is None:
        raise RuleBroken("moderation.cannot_be_undone")
    with suppress(NotFound), session.begin_nested():
        if decision.are_words_gone:
            raise NotFound("moderation.nothing")
        act.undo(SYSTEM, decision.subject_id, dict(decision.details))
    if act.restriction is moderated.Restriction.VISIBILITY:
        _put_back_what_waited(decision)
    _mark_undone(actor, decision, why, kind)


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
        undo_it = acts[decision.act].undo
        if undo_it is None or decision.are_words_gone:
            continue
        with suppress(NotFound), session.begin_nested():
            undo_it(SYSTEM, decision.subject_id, dict(decision.details))


def open_again(actor: Actor, decision: Decision, why: str) -> None:
    """Let a case wait once more in which nothing was to be done, with the reports of it.

    Another case of the same thing that is open takes its place: what was reported waits there.
    """
    session.refresh(decision, with_for_update=True)
    if not decision.stands or decision.act != NO_ACTION:
        raise RuleBroken("moderation.cannot_be_undone")
    take_turns(f"moderation:{decision.subject_type}:{decision.subject_id}")
    case = session.get_one(ModerationCase, decision.case_id, with_for_update=True)
    if find_open(case.subject_type, case.subject_id) is None:
        case.state, case.decided_at = CaseState.OPEN, None
        of_case = Report.case_id == case.id
        session.execute(update(Report).where(of_case).values(finding=None))
    _mark_undone(actor, decision, why, activities.UNDONE)


def dismiss_reports(decision: Decision) -> None:
    """Say of the reports that led to a decision that they did not prove true, as it was undone."""
    of_case = Report.case_id == decision.case_id
    session.execute(update(Report).where(of_case).values(finding=Finding.DISMISSED))


def _mark_undone(actor: Actor, decision: Decision, why: str, kind: ActivityKind) -> None:
    decision.undone_at, decision.undone_by_id = now(), actor.id
    decision.why_undone = why.strip()
    session.flush()
    _note(actor, decision, kind, decision.member_id)


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


def end_early(decision: Decision) -> None:
    """Undo now what was to end later, for what it was for is over; for whoever has asked who may.

    Raises RuleBroken for what is undone already.
    """
    _bring_to_its_end(decision)
    decision.details = {**decision.details, ENDED_EARLY: True}
    session.flush()


def _bring_to_its_end(decision: Decision) -> None:
    reverse(SYSTEM, decision, "", activities.ENDED)
    deliver_to_all(decision, "ended")
    _audit("moderation.ended", SYSTEM, decision, "")


def _check(ruling: Ruling) -> None:
    if is_blank(ruling.why):
        raise RuleBroken("moderation.why_needed")
    check_length(ruling.why)
    if len(ruling.rule) > MAX_RULE_LENGTH:
        raise RuleBroken("moderation.too_long", maximum=MAX_RULE_LENGTH)
    is_order = ruling.ground is Ground.NONE
    if ruling.act != NO_ACTION and not is_order and is_blank(ruling.rule):
        raise RuleBroken("moderation.rule_needed")
    if ruling.ends_at is not None and ruling.ends_at <= now():
        raise RuleBroken("moderation.end_is_past")


def _find(ruling: Ruling, case: ModerationCase) -> moderated.ModerationAct | None:
    """The declared act of a ruling; None where nothing is to be done."""
    if ruling.act == NO_ACTION:
        if ruling.ends_at is not None:
            raise RuleBroken("moderation.never_ends")
        return None
    act = moderated.register().acts.get(ruling.act)
    if act is None or act.subject_type != case.subject_type:
        raise RuleBroken("moderation.no_such_act")
    if ruling.ground is Ground.NONE and act.needs_rule:
        raise RuleBroken("moderation.rule_needed")
    if moderated.read(case.subject_type, case.subject_id) is None:
        raise RuleBroken("moderation.no_such_act")
    if not act.is_possible(case.subject_id):
        raise RuleBroken("moderation.no_such_act")
    if ruling.ends_at is not None and not act.may_end:
        raise RuleBroken("moderation.never_ends")
    if ruling.ends_at is None and act.needs_end:
        raise RuleBroken("moderation.end_needed")
    return act


def _close(case: ModerationCase, decision: Decision, finding: Finding, heard: set[int]) -> None:
    case.state, case.decided_at = CaseState.DECIDED, now()
    waiting = (Report.case_id == case.id, Report.finding.is_(None))
    _answer_reporters(list(session.scalars(select(Report).where(*waiting))), decision.id)
    session.execute(update(Report).where(*waiting).values(finding=finding))
    tell_queue(case, heard | handlers_of(case))
    tell_case(case)
    session.flush()


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


def _note(actor: Actor, decision: Decision, kind: ActivityKind, member_id: int | None) -> None:
    if decision.is_no_action:  # whose thing it is, is told nothing
        member_id = None
    record(
        kind,
        decision.id,
        actor_id=actor.id,
        member_id=member_id,
        case=decision.case_id,
    )


def _audit(
    kind: str, actor: Actor, decision: Decision, why: str, stake: Mapping[str, str] | None = None
) -> None:
    facts = {"decision": decision.id, "act": decision.act, "rule": decision.rule, **(stake or {})}
    audit.record(
        kind,
        decision.subject_type,
        decision.subject_id,
        actor_id=actor.id,
        facts=facts,
        why=why,
    )
