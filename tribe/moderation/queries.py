"""Cases, decisions and appeals as services and pages read them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tribe.base.db import session
from tribe.moderation.models import Appeal, CaseState, Decision, ModerationCase, Report


def find_case(case_id: int) -> ModerationCase | None:
    """A case; one query."""
    return session.get(ModerationCase, case_id)


def find_decision(decision_id: int) -> Decision | None:
    """A decision; one query."""
    return session.get(Decision, decision_id)


def find_appeal(appeal_id: int) -> Appeal | None:
    """An appeal; one query."""
    return session.get(Appeal, appeal_id)


def find_open(subject_type: str, subject_id: int) -> ModerationCase | None:
    """The open case of a thing; one query."""
    of_it = (ModerationCase.subject_type == subject_type, ModerationCase.subject_id == subject_id)
    is_open = ModerationCase.state == CaseState.OPEN
    return session.scalar(select(ModerationCase).where(*of_it, is_open))


def list_reports(case_id: int) -> Sequence[Report]:
    """What was reported in a case, in order; one query."""
    chosen = select(Report).where(Report.case_id == case_id)
    return session.scalars(chosen.order_by(Report.made_at, Report.id)).all()


def list_decisions(case_id: int) -> Sequence[Decision]:
    """What was decided in a case, in order; one query."""
    chosen = select(Decision).where(Decision.case_id == case_id)
    return session.scalars(chosen.order_by(Decision.made_at, Decision.id)).all()


def count_open() -> int:
    """How many cases wait; one query."""
    waiting = ModerationCase.state == CaseState.OPEN
    return session.scalar(select(func.count()).select_from(ModerationCase).where(waiting)) or 0
