"""Deciding a case: the act and its statement of reasons are one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tribe.access import SYSTEM, Actor, may, require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.moderation import activities, policy
from tribe.moderation.models import (
    ADDRESS,
    MAX_RULE_LENGTH,
    NO_ACTION,
    AppealOutcome,
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
    list_standing,
    was_judged,
)
from tribe.moderation.queue import is_in_sight, is_unseen
from tribe.moderation.services.announcing import handlers_of, tell_case, tell_queue
from tribe.moderation.services.answering import answer_appeals, carry_on
from tribe.moderation.services.closing import close, hold_with_settled, settle
from tribe.moderation.services.delivering import deliver, deliver_to_all
from tribe.moderation.services.holding import hold_thing, hold_things
from tribe.moderation.services.impartial import (
    require_no_stake,
)
from tribe.moderation.services.judges import may_judge, require_judge
from tribe.moderation.services.parts import is_kept_by_another
from tribe.moderation.services.recording import audit_act, note_act
from tribe.moderation.services.reporting import (
    case_of_its_own,
    case_to_decide,
    check_length,
    of_staff,
)
from tribe.moderation.services.unbound import parties_of, require_unbound
from tribe.moderation.services.undoing import may_undo, reverse
from tribe.web import moderated


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


def decide(
    actor: Actor,
    case: ModerationCase,
    ruling: Ruling,
    last: int | None = None,
    *,
    is_of_both: bool = False,
    words: ModerationCase | None = None,
) -> Decision:
    """Do something about the thing of a case, or nothing, and say why; the case is decided then.

    Appeals of what the program held back are answered with it where the actor may judge them and
    has read them, up to the number of the `last`; else they wait on, for whoever may.
    `is_of_both` says that something is done about its author in one act with it; `words` is the
    case of what they wrote, for which something is done about an author.

    Raises Forbidden, NotFound, and RuleBroken where no reason is given, another decided first, or
    the act does not go any more.
    """
    is_local = moderated.handles_locally(actor, case.subject_type, case.subject_id)
    is_out = not is_in_sight(actor, case.id)
    require(actor, policy.DECIDE, case, is_local=is_local, is_unseen=is_out)
    if does_let_through(ruling.act) and is_blank(ruling.rule):
        ruling = replace(ruling, ground=Ground.NONE)
    _check(ruling)
    hold_with_settled([(case, ruling.act)])
    if not case.is_open:
        raise RuleBroken("moderation.is_decided")
    if ruling.ground is Ground.NONE and not does_let_through(ruling.act):
        raise RuleBroken("moderation.rule_needed")
    require_unbound(actor, case, ruling.act, words)
    parties, heard = parties_of(case), handlers_of(case)
    stake = require_no_stake(actor, case, ruling.act, parties=parties, of_part=lambda: heard)
    hold_things(actor, [(case, ruling.act, ruling.choices)])
    held = _let_go(actor, case, ruling)
    act, lifted = _lift(actor, case, ruling)
    decision = _carry_out(actor, case, ruling, act, lifted)
    decision.cause_id = words.id if words is not None else None
    session.flush()
    if held is not None:
        _replace(actor, held, decision, last)
    is_in_order = act is None or act.lets_through
    close(case, decision, _unfounded(case, act) if is_in_order else Finding.UPHELD, heard)
    settle(decision)
    _tell(actor, decision, stake, is_of_both=is_of_both)
    return decision


def _unfounded(case: ModerationCase, act: moderated.ModerationAct | None) -> Finding:
    """What is found of reports where nothing is done: what is gone already is not judged."""
    if act is not None or case.subject_type == ADDRESS:
        return Finding.DISMISSED
    matter = moderated.read(case.subject_type, case.subject_id)
    return Finding.MOOT if matter is None or matter.is_gone else Finding.DISMISSED


def does_let_through(name: str) -> bool:
    """Whether an act lets through what waited, which breaks no rule."""
    act = moderated.register().acts.get(name)
    return act is not None and act.lets_through


def hold_back(case: ModerationCase, rule: str, why: str) -> Decision | None:
    """The program takes a thing from view until a moderator has looked; its case stays open.

    None where anything was decided of the thing as it says now, or it cannot be done: what was
    looked at is held back again only once its author has edited it.
    """
    session.refresh(case, with_for_update=True)
    thing = (case.subject_type, case.subject_id)
    hold_thing(*thing)
    act, digest = moderated.holding_back(case.subject_type), moderated.digest_of(*thing)
    if act is None or digest is None or not case.is_open or was_judged(*thing, digest):
        return None
    matter = moderated.read(*thing)
    if matter is None or matter.is_gone:  # nothing but a moderator's act goes on from there
        return None
    ruling = Ruling(act.name, why, rule, is_automated=True)
    _check(ruling)
    decision = _carry_out(SYSTEM, case, ruling, _find(ruling, case))
    session.flush()
    tell_queue(case)
    tell_case(case)
    _tell(SYSTEM, decision)
    return decision


def _let_go(actor: Actor, case: ModerationCase, ruling: Ruling) -> Decision | None:
    """Put back what the program held back, so that the ruling is about the thing as it was.

    Answers what the ruling takes the place of; nothing where it stands again as it was.
    """
    held = find_held_back(case)
    if held is None:
        return None
    if ruling.act != NO_ACTION:
        reverse(actor, held, "", None)
        return held
    reverse(actor, held, ruling.why, activities.UNDONE)
    deliver(held, "undone")
    audit_act("moderation.undone", actor, held, ruling.why)
    answer_appeals(actor, held, AppealOutcome.OVERTURNED, ruling.why)
    return None


def _lift(
    actor: Actor, case: ModerationCase, ruling: Ruling
) -> tuple[moderated.ModerationAct | None, Sequence[Decision]]:
    """The act of a ruling, and the decisions that were put back so that it takes their place.

    Raises Forbidden where one of these is not the actor's to put back, and what `_find` does.
    """
    act = _find(ruling, case)
    names = act.replaces(case.subject_id) if act is not None else ()
    found = list_standing(case.subject_type, case.subject_id, names) if names else []
    if act is not None and any(_changes_nothing(act, ruling, one) for one in found[:1]):
        raise RuleBroken("moderation.applies_already")
    for earlier in found:  # the latest first
        if not may_undo(actor, earlier):
            raise Forbidden("moderation.replaces_anothers")
        reverse(actor, earlier, "", None)
    if names and is_kept_by_another(actor, case.subject_type, case.subject_id):
        raise Forbidden("moderation.replaces_anothers")
    return act, found


def _changes_nothing(act: moderated.ModerationAct, ruling: Ruling, earlier: Decision) -> bool:
    """Whether an act that says no more than its end would stand as an earlier decision does."""
    is_plain = not act.asks and act.name == earlier.act
    return is_plain and earlier.ends_at is None and ruling.ends_at is None


def _replace(actor: Actor, held: Decision, decision: Decision, last: int | None) -> None:
    """Say that a decision took the place of another, such as what the program did until then.

    Its appeals end by who may judge them and read them; others are of the decision from now on.
    """
    held.replaced_by_id = decision.id
    earlier = update(Decision).where(Decision.replaced_by_id == held.id)
    session.execute(earlier.values(replaced_by_id=decision.id))
    session.flush()
    audit_act("moderation.replaced", actor, held, decision.why)
    if last is not None and may_judge(actor, held):
        stake = require_judge(actor, held)
        answer_appeals(actor, held, AppealOutcome.UPHELD, decision.why, stake, last)
    carry_on(held, decision)


def _carry_out(
    actor: Actor,
    case: ModerationCase,
    ruling: Ruling,
    act: moderated.ModerationAct | None,
    lifted: Sequence[Decision] = (),
) -> Decision:
    replaced = [one.act for one in lifted]
    choices = {**ruling.choices, "ends_at": ruling.ends_at, "replaced": replaced}
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
    for earlier in lifted:
        session.flush()
        _replace(actor, earlier, decision, None)
    return decision


def _tell(
    actor: Actor,
    decision: Decision,
    stake: Mapping[str, str] | None = None,
    *,
    is_of_both: bool = False,
) -> None:
    session.flush()
    note_act(actor, decision, activities.DECIDED, decision.member_id, is_of_both=is_of_both)
    if decision.together_id is None:  # else that decision tells of both
        deliver_to_all(decision, "made")
    audit_act("moderation.decided", actor, decision, decision.why, stake)


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
    case = case_to_decide(subject_type, subject_id, matter)
    if session.scalar(select(Report.id).where(Report.case_id == case.id).limit(1)) is None:
        source = Source.AUTOMATIC if ruling.is_automated else Source.STAFF
        session.add(of_staff(case.id, source))
        session.flush()
    return decide(actor, case, ruling)


def decide_apart(
    actor: Actor,
    subject_type: str,
    subject_id: int,
    ruling: Ruling,
    together: Decision | None = None,
    words: ModerationCase | None = None,
) -> Decision:
    """Decide about a thing on an occasion of its own; what was reported of it goes on waiting.

    `together` is what was decided in one act with it, about what its member wrote; `words` is a
    case of that for which it is done. Raises as `decide` does, and NotFound where nothing can be
    judged.
    """
    matter = moderated.read(subject_type, subject_id)
    if matter is None or moderated.is_private(subject_type):
        raise NotFound("moderation.nothing")
    require(actor, policy.DECIDE, matter, **_lies(actor, subject_type, subject_id))
    _check(ruling)
    case = case_of_its_own(subject_type, subject_id, matter)
    record(activities.CASE_OPENED, case.id, actor_id=None)
    return _decide_in(actor, case, ruling, together, words)


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


def _decide_in(
    actor: Actor,
    case: ModerationCase,
    ruling: Ruling,
    together: Decision | None = None,
    words: ModerationCase | None = None,
) -> Decision:
    """Do something about a thing in a case of its own; no report is answered by it."""
    of_words = words if together is None else session.get_one(ModerationCase, together.case_id)
    require_unbound(actor, case, ruling.act, of_words)
    parties, of_part = parties_of(case), lambda: handlers_of(case)
    stake = require_no_stake(actor, case, ruling.act, parties=parties, of_part=of_part)
    hold_with_settled([(case, ruling.act)])
    hold_things(actor, [(case, ruling.act, ruling.choices)])
    act, lifted = _lift(actor, case, ruling)
    decision = _carry_out(actor, case, ruling, act, lifted)
    decision.together_id = together.id if together is not None else None
    decision.cause_id = words.id if words is not None else None
    session.flush()
    settle(decision)
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
        matter = moderated.read(case.subject_type, case.subject_id)
        if matter is not None and matter.is_waiting:
            raise RuleBroken("moderation.waits_for_act")
        return None
    act = moderated.register().acts.get(ruling.act)
    if act is None or act.subject_type != case.subject_type:
        raise RuleBroken("moderation.no_such_act")
    if ruling.ground is Ground.NONE and act.needs_rule:
        raise RuleBroken("moderation.rule_needed")
    matter = moderated.read(case.subject_type, case.subject_id)
    if matter is None or not act.is_possible(case.subject_id):
        if matter is None or matter.is_gone:
            raise RuleBroken("moderation.is_gone")
        raise RuleBroken("moderation.no_such_act")
    if ruling.ends_at is not None and not act.may_end:
        raise RuleBroken("moderation.never_ends")
    if ruling.ends_at is None and act.needs_end:
        raise RuleBroken("moderation.end_needed")
    return act
