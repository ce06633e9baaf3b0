"""Carrying what was reported over into another case of the same thing that waits."""

from sqlalchemy import and_, or_, select

from tribe.base.db import session
from tribe.moderation.models import (
    CaseState,
    Concerned,
    Decision,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.moderation.services.announcing import tell_case

OF_PEOPLE = (Source.MEMBER, Source.GUEST)


def hold_with_open(case_id: int, thing: tuple[str, int]) -> dict[int, ModerationCase]:
    """A case of a thing and the open one of it, held by number, as who decides several holds."""
    own = ModerationCase
    is_open = own.state == CaseState.OPEN
    of_it = and_(own.subject_type == thing[0], own.subject_id == thing[1], is_open)
    chosen = select(own).where(or_(own.id == case_id, of_it)).order_by(own.id)
    held = chosen.with_for_update().execution_options(populate_existing=True)
    return {case.id: case for case in session.scalars(held)}


def carry_over(decision: Decision, waiting: ModerationCase) -> None:
    """Let what people reported in the case of a decision wait in another, and be settled there.

    Members among them read the decision all the same.
    """
    for member_id in carry(decision.case_id, waiting):
        session.add(Concerned(decision_id=decision.id, member_id=member_id))
    session.flush()
    tell_case(waiting)


def carry(case_id: int, waiting: ModerationCase) -> list[int]:
    """Let what people reported in a case wait in another; the members who did.

    Who reported the thing there too has one report of it from then on, with both words.
    """
    of_case = (Report.case_id == case_id, Report.source.in_(OF_PEOPLE))
    chosen = select(Report).where(*of_case).order_by(Report.id).with_for_update()
    reports = session.scalars(chosen).all()
    again = select(Report).where(Report.case_id == waiting.id, Report.reporter_id.is_not(None))
    newer = {one.reporter_id: one for one in session.scalars(again)}
    for one in reports:
        if one.reporter_id is not None and one.reporter_id in newer:
            _join(one, newer[one.reporter_id])
        one.case_id, one.finding = waiting.id, None
    session.flush()
    return [one.reporter_id for one in reports if one.reporter_id is not None]


def _join(first: Report, newer: Report) -> None:
    """Let the first of two reports say what the other does, about the thing as that saw it."""
    session.delete(newer)
    session.flush()
    is_illegal = ReportKind.ILLEGAL in (first.kind, newer.kind)
    first.kind = ReportKind.ILLEGAL if is_illegal else newer.kind
    first.words = "\n\n".join(filter(None, (first.words, newer.words)))
    first.words_digest = newer.words_digest
