"""The case of a held text: opened with it by the program, ended when it waits no more."""

from collections.abc import Collection

from sqlalchemy import select, update

from tribe.base.db import now, session
from tribe.moderation import services as moderation
from tribe.moderation.models import CaseState, Finding, ModerationCase, Report, ReportKind

HELD = "held_text"


def open_case(held_id: int, code: str) -> None:
    """Let moderators find it among their cases, as found by a layer."""
    moderation.report_automatically(HELD, held_id, ReportKind.SPAM, code)


def hold_case(held_id: int) -> ModerationCase | None:
    """Its open case, held before the text itself, as by who decides of it."""
    of_it = (
        ModerationCase.subject_type == HELD,
        ModerationCase.subject_id == held_id,
        ModerationCase.state == CaseState.OPEN,
    )
    return session.scalar(select(ModerationCase).where(*of_it).with_for_update())


def hold_cases(held_ids: Collection[int]) -> None:
    """Hold their open cases by number, as who decides of several does."""
    of_them = (
        ModerationCase.subject_type == HELD,
        ModerationCase.subject_id.in_(sorted(held_ids)),
        ModerationCase.state == CaseState.OPEN,
    )
    chosen = select(ModerationCase.id).where(*of_them).order_by(ModerationCase.id)
    session.execute(chosen.with_for_update())


def end_case(held_id: int, finding: Finding) -> None:
    """End its case without a decision: it was let through, or taken back by its author."""
    case = hold_case(held_id)
    if case is None:
        return
    case.state, case.decided_at = CaseState.DECIDED, now()
    waiting = (Report.case_id == case.id, Report.finding.is_(None))
    session.execute(update(Report).where(*waiting).values(finding=finding))
    session.flush()
