"""Who may decide of a thing as far as it, and what is one with it, was brought up before.

Every way to a decision asks here: the page of a case, several at once, and the pages of features.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, or_, select, true, union
from sqlalchemy.orm import aliased

from tribe.access import Actor, is_moderator
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.moderation.given_back import IS_OF_IT
from tribe.moderation.models import (
    Appeal,
    AppealOutcome,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    Report,
    Source,
)
from tribe.moderation.queries import with_first
from tribe.moderation.queue import moderates_alone
from tribe.web import moderated

Thing = tuple[str, int]  # type and number

_APPEALED = aliased(Decision)


def require_unbound(
    actor: Actor, case: ModerationCase, act: str = "", words: ModerationCase | None = None
) -> None:
    """Go on where nothing decided or passed on binds an actor.

    Raises RuleBroken for who does not moderate the place, where it was passed on to who does;
    Forbidden where an appeal overturned what they decided, and it says the same; of an account,
    where nothing new was brought up. `words` is the case for which something is done about an
    author. What takes other things along leaves standing what an appeal gave back, and is refused
    where it would take nothing else. Two queries; some more for an act on an account.
    """
    if actor.id is None:
        return
    if not is_moderator(actor) and _is_passed_on(case):
        raise RuleBroken("moderation.passed_on")
    _require_not_overturned(actor.id, case)
    taken = moderated.taken_by(act, actor, case.subject_type, case.subject_id)
    if act and moderated.is_person(case.subject_type):
        _require_new_cause(actor.id, case, act, words, takes=bool(taken))
    if taken:
        _require_more_than_lost(actor, actor.id, case, act, taken)


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Which cases no appeal closed to an actor by overturning what they decided in them.

    All of them where nobody else moderates the place, or a case would wait for no one.
    """
    if actor.id is None:
        return true()
    own = (Decision.case_id == ModerationCase.id, Decision.decided_by_id == actor.id)
    lost = select(Appeal.id).join(Decision, IS_OF_IT)
    lost = lost.where(*own, _binds(actor.id))
    return or_(~lost.correlate(ModerationCase).exists(), moderates_alone(actor))


def find_lost_acts(
    actor: Actor,
    person_id: int,
    acts: Iterable[str],
    *,
    case: ModerationCase | None = None,
    words: ModerationCase | None = None,
) -> dict[str, Forbidden]:
    """Of some acts on a person, those that an appeal which overturned others bars, each with why.

    In a `case` of that person, else of the actor's own accord; `words` as `require_unbound` has it.
    One query where no appeal overturned anything of theirs about that person.
    """
    if actor.id is None:
        return {}
    lost = select(Appeal.id).join(Decision, IS_OF_IT).where(Decision.decided_by_id == actor.id)
    about = (Decision.member_id == person_id, _binds(actor.id))
    if session.scalar(lost.where(*about).limit(1)) is None:
        return {}
    own = {"subject_type": "member", "subject_id": person_id, "author_id": person_id}
    judged = case if case is not None else ModerationCase(**own)  # not kept
    found = {}
    for act in acts:
        try:
            with suppress(RuleBroken):  # it was passed on: said once it is sent
                require_unbound(actor, judged, act, words)
        except Forbidden as refusal:
            found[act] = refusal
    return found


def list_brought(actor: Actor, things: Collection[Thing]) -> set[Thing]:
    """Which of some things an actor reported, or lost an appeal about, each by itself; one query.

    Of no others `find_bar` may find anything, but where the brand ties who judges to who wrote.
    """
    if actor.id is None or not things:
        return set()
    case, decision = ModerationCase, Decision
    reported = select(case.subject_type, case.subject_id).join(Report, Report.case_id == case.id)
    reported = reported.where(Report.reporter_id == actor.id, _is_one_of(case, things))
    lost = select(decision.subject_type, decision.subject_id).join(Appeal, IS_OF_IT)
    lost = lost.where(decision.decided_by_id == actor.id, _binds(actor.id))
    found = session.execute(union(reported, lost.where(_is_one_of(decision, things))))
    return {(kind, number) for kind, number in found}


def _is_one_of(
    rows: type[ModerationCase] | type[Decision], things: Collection[Thing]
) -> ColumnElement[bool]:
    numbers: dict[str, list[int]] = {}
    for kind, number in things:
        numbers.setdefault(kind, []).append(number)
    ways = (
        and_(rows.subject_type == kind, rows.subject_id.in_(few)) for kind, few in numbers.items()
    )
    return or_(false(), *ways)


def parties_of(case: ModerationCase) -> set[int]:
    """The members who reported the thing of a case, or what is one with it; one query.

    Not those of earlier cases whom a decision followed: another judged it then.
    """
    unheard = Report.finding.is_distinct_from(Finding.UPHELD)
    of_it = or_(ModerationCase.id == case.id, and_(_is_about(case), unheard))
    asked = select(Report.reporter_id).join(ModerationCase, ModerationCase.id == Report.case_id)
    found = session.scalars(asked.where(of_it, Report.reporter_id.is_not(None)))
    return {number for number in found if number}


def parties_beside(actor: Actor, case: ModerationCase, act: str) -> set[int]:
    """The members who reported what an act on a person would take along.

    Where nobody reported the person, who reported anything of theirs that waits, too: they would
    decide of their own accord on whom they complained of. None of anything else. Two queries.
    """
    if not moderated.is_person(case.subject_type):
        return set()
    own = ModerationCase
    taken = moderated.taken_by(act, actor, case.subject_type, case.subject_id)
    unheard = Report.finding.is_distinct_from(Finding.UPHELD)
    ways = [and_(unheard, _are_among(own, taken))] if taken else []
    if case.author_id is not None and not _was_reported(case):
        waits = (own.author_id == case.author_id, own.state == CaseState.OPEN)
        ways.append(and_(*waits, own.id.is_distinct_from(case.id)))
    if not ways:
        return set()
    asked = select(Report.reporter_id).join(own, own.id == Report.case_id)
    found = session.scalars(asked.where(or_(*ways), Report.reporter_id.is_not(None)))
    return {number for number in found if number}


def _was_reported(case: ModerationCase) -> bool:
    """Whether anybody but a moderator, of their own accord, brought a case up."""
    of_it = (Report.case_id == case.id, Report.source != Source.STAFF)
    return session.scalar(select(Report.id).where(*of_it).limit(1)) is not None


def _are_among(
    rows: type[ModerationCase] | type[Decision], things: Sequence[tuple[str, Select[int]]]
) -> ColumnElement[bool]:
    ways = (and_(rows.subject_type == kind, rows.subject_id.in_(few)) for kind, few in things)
    return or_(false(), *ways)


def _is_about(case: ModerationCase) -> ColumnElement[bool]:
    """Which cases are about the thing of a case, as far as its words are judged, or one with it."""
    own = ModerationCase
    same = and_(own.subject_type == case.subject_type, own.subject_id == case.subject_id)
    if moderated.is_person(case.subject_type):
        return own.id == case.id
    beside = moderated.beside(case.subject_type, case.subject_id)
    others = (
        and_(own.subject_type == kind, own.subject_id.in_(numbers)) for kind, numbers in beside
    )
    return or_(same, *others)


def _is_passed_on(case: ModerationCase) -> bool:
    waits = (ModerationCase.state == CaseState.OPEN, ModerationCase.passed_on_at.is_not(None))
    found = select(ModerationCase.id).where(_is_about(case), *waits).limit(1)
    return case.passed_on_at is not None or session.scalar(found) is not None


def _require_not_overturned(member_id: int, case: ModerationCase) -> None:
    """Go on where no appeal overturned what a member decided here, or of the same words."""
    found = session.execute(_lost_by(member_id).where(_is_about(case))).all()
    if any(row.case_id == case.id for row in found):
        raise Forbidden("moderation.own_overturned")
    if any(map(_says_the_same, found)):
        raise Forbidden("moderation.lost_appeal")


def _require_more_than_lost(
    actor: Actor,
    member_id: int,
    case: ModerationCase,
    act: str,
    taken: Sequence[tuple[str, Select[int]]],
) -> None:
    """Go on where an act takes anything but what an appeal gave back that a member had taken."""
    declared = moderated.register().acts[act]
    spared = declared.spares(actor, case.subject_id)
    if not any(spared.values()) or any(session.scalar(few.limit(1)) for _kind, few in taken):
        return
    for lost in session.execute(_lost_by(member_id)):
        took = {**declared.took(lost.details)} if lost.act == act else {}
        took[lost.subject_type] = {*took.get(lost.subject_type, ()), lost.subject_id}
        if any(not set(took.get(kind, ())).isdisjoint(few) for kind, few in spared.items()):
            raise Forbidden("moderation.lost_of_theirs")


def _require_new_cause(
    member_id: int, case: ModerationCase, act: str, words: ModerationCase | None, *, takes: bool
) -> None:
    """Go on where no appeal overturned what a member did to an account for the same cause.

    Conduct, and what stands on a profile, bind each by itself, the latter while it says the same.
    An act that takes other things along is bound by these, where it was the same that was lost.
    """
    if act not in moderated.register().acts:
        return
    of_profile = _is_of_profile(act)
    of_it = (Decision.subject_type == case.subject_type, Decision.subject_id == case.subject_id)
    lost = select(Decision).join(Appeal, IS_OF_IT)
    lost = lost.where(*of_it, Decision.decided_by_id == member_id)
    for one in session.scalars(lost.where(_binds(member_id))):
        if _is_of_profile(one.act) is not of_profile or (takes and one.act == act):
            continue
        if of_profile and not _is_said_still(one):
            continue
        if not _is_new(member_id, one, case if words is None else words):
            raise Forbidden("moderation.lost_of_account")


def _is_of_profile(act: str) -> bool:
    declared = moderated.register().acts.get(act)
    return declared is not None and declared.restriction is moderated.Restriction.VISIBILITY


def _is_said_still(decision: Decision) -> bool:
    thing = (decision.subject_type, decision.subject_id)
    return decision.words_digest in (None, moderated.digest_of(*thing))


def _is_new(member_id: int, lost: Decision, brought: ModerationCase) -> bool:
    """Whether others brought up anything but that for which something was done and lost.

    That is what is decided now; or else what they reported of the account, or of its member's,
    since.
    """
    others = (Report.source != Source.STAFF, Report.reporter_id.is_distinct_from(member_id))
    found = select(Report.id).join(ModerationCase, ModerationCase.id == Report.case_id)
    found = found.where(*others, *(~_is_thing_of(one) for one in with_first(lost)[:-1]))
    theirs = (ModerationCase.author_id == lost.member_id, Report.made_at > lost.made_at)
    of_it = or_(ModerationCase.id == brought.id, and_(*theirs))
    return session.scalar(found.where(of_it).limit(1)) is not None


def _is_thing_of(first: Decision) -> ColumnElement[bool]:
    """Which cases are about the words for which something was done, while these say the same."""
    own = ModerationCase
    same = and_(own.subject_type == first.subject_type, own.subject_id == first.subject_id)
    return same if _is_said_still(first) else false()


def _lost_by(member_id: int) -> Select[int, str, int, str | None, dict[str, Any], str]:
    """What a member decided and an appeal overturned."""
    return (
        select(
            Decision.case_id,
            Decision.subject_type,
            Decision.subject_id,
            Decision.words_digest,
            Decision.details,
            Decision.act,
        )
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .join(Appeal, IS_OF_IT)
        .where(Decision.decided_by_id == member_id)
        .where(_binds(member_id))
    )


def _binds(member_id: int) -> ColumnElement[bool]:
    """Which appeals bind who decided: those that a judge overturned, or they by taking it back.

    What another undid who may not judge it was judged by nobody.
    """
    theirs = exists().where(_APPEALED.id == Appeal.decision_id, _APPEALED.undone_by_id == member_id)
    is_answered = or_(Appeal.decided_by_id.is_not(None), theirs)
    return and_(Appeal.outcome == AppealOutcome.OVERTURNED, is_answered)


def _says_the_same(lost: Row[int, str, int, str | None, dict[str, Any], str]) -> bool:
    digest = lost.words_digest
    return digest in (None, moderated.digest_of(lost.subject_type, lost.subject_id))
