"""Who may decide of a thing as far as it, and what is one with it, was brought up before.

Every way to a decision asks here: the page of a case, several at once, and the pages of features.
"""

from sqlalchemy import ColumnElement, and_, or_, select

from tribe.access import Actor, is_moderator
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.moderation.models import (
    Appeal,
    AppealOutcome,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    Report,
)
from tribe.web import moderated


def require_unbound(actor: Actor, case: ModerationCase) -> None:
    """Go on where nothing decided or passed on binds an actor.

    Raises RuleBroken for who does not moderate the place, where it was passed on to who does;
    Forbidden where an appeal overturned what they decided, and it says the same. Two queries.
    """
    if actor.id is None:
        return
    if not is_moderator(actor) and _is_passed_on(case):
        raise RuleBroken("moderation.passed_on")
    _require_not_overturned(actor.id, case)


def parties_of(case: ModerationCase) -> set[int]:
    """The members who reported the thing of a case, or what is one with it; one query.

    Not those of earlier cases whom a decision followed: another judged it then.
    """
    unheard = or_(Report.finding.is_(None), Report.finding == Finding.DISMISSED)
    of_it = or_(ModerationCase.id == case.id, and_(_is_about(case), unheard))
    asked = select(Report.reporter_id).join(ModerationCase, ModerationCase.id == Report.case_id)
    found = session.scalars(asked.where(of_it, Report.reporter_id.is_not(None)))
    return {number for number in found if number}


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
    lost = (
        select(Decision.case_id, Decision.subject_type, Decision.subject_id, Decision.words_digest)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .join(Appeal, Appeal.decision_id == Decision.id)
        .where(_is_about(case), Decision.decided_by_id == member_id)
        .where(Appeal.outcome == AppealOutcome.OVERTURNED)
    )
    found = session.execute(lost).all()
    if any(row.case_id == case.id for row in found):
        raise Forbidden("moderation.own_decision")
    is_same = any(
        digest in (None, moderated.digest_of(kind, number)) for _case, kind, number, digest in found
    )
    if is_same:
        raise Forbidden("moderation.lost_appeal")
