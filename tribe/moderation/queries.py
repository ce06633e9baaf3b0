"""Cases, decisions and appeals as services and pages read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.moderation.models import (
    ADDRESS,
    NO_ACTION,
    Appeal,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.web.moderated import Restriction, register

NEWEST_FIRST = Order((Report.made_at, Report.id), is_falling=True)


class Outcome(StrEnum):
    """What became of what somebody reported, as far as they are told."""

    WAITS = "waits"
    STANDS = "stands"
    REMOVED = "removed"
    ACTED = "acted"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What somebody reported, as they see it."""

    id: int
    kind: ReportKind
    words: str
    made_at: datetime
    subject_type: str
    subject_id: int
    title: str
    finding: Finding | None
    act: str | None
    undone_at: datetime | None

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        return _outcome(self.finding, self.act, self.undone_at)


def find_case(case_id: int) -> ModerationCase | None:
    """A case; one query."""
    return session.get(ModerationCase, case_id)


def find_decision(decision_id: int) -> Decision | None:
    """A decision; one query."""
    return session.get(Decision, decision_id)


def find_appeal(appeal_id: int) -> Appeal | None:
    """An appeal; one query."""
    return session.get(Appeal, appeal_id)


def find_last(subject_type: str, subject_id: int) -> ModerationCase | None:
    """The last case of a thing, open or not; one query."""
    of_it = (ModerationCase.subject_type == subject_type, ModerationCase.subject_id == subject_id)
    return session.scalar(
        select(ModerationCase).where(*of_it).order_by(ModerationCase.id.desc()).limit(1)
    )


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


def find_report(report_id: int) -> Report | None:
    """A report; one query."""
    return session.get(Report, report_id)


def find_followed(digest: str) -> Report | None:
    """The report of a guest whose link has this secret; one query."""
    return session.scalar(select(Report).where(Report.follow_digest == digest))


def find_case_of_address(number: int) -> ModerationCase | None:
    """The latest case of an address that leads to nothing known; one query."""
    of_it = (ModerationCase.subject_type == ADDRESS, ModerationCase.subject_id == number)
    chosen = select(ModerationCase).where(*of_it).order_by(ModerationCase.id.desc()).limit(1)
    return session.scalar(chosen)


_LAST = (
    select(func.max(Decision.id))
    .where(Decision.case_id == Report.case_id)
    .correlate(Report)
    .scalar_subquery()
)


def find_outcome(report: Report) -> Outcome:
    """What became of a report; one query."""
    last = select(Decision).where(Decision.case_id == report.case_id)
    decision = session.scalar(last.order_by(Decision.id.desc()).limit(1))
    if decision is None:
        return _outcome(report.finding, None, None)
    return _outcome(report.finding, decision.act, decision.undone_at)


def list_own_reports(member_id: int, span: Span = START) -> Page[OwnReport]:
    """What a member reported and what became of it, the newest first; one query."""
    columns = (Report.id, Report.kind, Report.words, Report.made_at)
    thing = (ModerationCase.subject_type, ModerationCase.subject_id, ModerationCase.title)
    chosen = (
        select(*columns, *thing, Report.finding, Decision.act, Decision.undone_at)
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .outerjoin(Decision, Decision.id == _LAST)
        .where(Report.reporter_id == member_id)
    )
    return read_page(chosen, NEWEST_FIRST, span, lambda row: OwnReport(*row))


def _outcome(finding: Finding | None, act: str | None, undone_at: datetime | None) -> Outcome:
    if finding is None:
        return Outcome.WAITS
    if finding is Finding.DISMISSED or act is None or act == NO_ACTION:
        return Outcome.STANDS
    if undone_at is not None:
        return Outcome.UNDONE
    declared = register().acts.get(act)
    is_hidden = declared is not None and declared.restriction is Restriction.VISIBILITY
    return Outcome.REMOVED if is_hidden else Outcome.ACTED
