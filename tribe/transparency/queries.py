"""Decisions as the log shows them, and the counts that the yearly report is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from tribe.activity import Activity
from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.moderation.models import (
    HAS_ENDED,
    HAS_ENDED_EARLY,
    IS_OVER,
    NO_ACTION,
    Appeal,
    AppealOutcome,
    Decision,
    Finding,
    Ground,
    ModerationCase,
    Report,
    ReportKind,
    Settled,
    Source,
)
from tribe.moderation.private import worded
from tribe.transparency.models import ActiveMonth, OutsideKind, OutsideMatter

LATEST_FIRST = Order((Decision.made_at, Decision.id), is_falling=True)
OF_PEOPLE = (Source.MEMBER, Source.GUEST)
_first = aliased(Decision)  # what was decided in one act with it, about the words
_of_first = select(_first.case_id).where(_first.id == Decision.together_id).correlate(Decision)
_case_id = func.coalesce(_of_first.scalar_subquery(), Decision.case_id)
_is_of_it = or_(Report.case_id == _case_id, Report.case_id == Decision.cause_id)
_reported = exists().where(_is_of_it, Report.source.in_(OF_PEOPLE)).correlate(Decision)
_objected = exists().where(Appeal.decision_id == Decision.id).correlate(Decision)
# who objects to nothing being done reported it, in whichever case that waits since
_led = or_(_reported, and_(Decision.act == NO_ACTION, _objected))
_found = exists().where(_is_of_it, Report.source == Source.AUTOMATIC).correlate(Decision)
_later = aliased(Decision)
_last = select(func.max(_later.id)).where(_later.case_id == Report.case_id).correlate(Report)
_acted_on = or_(
    exists()
    .where(Decision.id == _last.scalar_subquery(), Decision.act != NO_ACTION)
    .correlate(Report),
    exists().where(Settled.case_id == Report.case_id).correlate(Report),
)


@dataclass(frozen=True, slots=True)
class LogRow:
    """A decision as everybody may read it: nobody's name, nobody's words."""

    id: int
    made_at: datetime
    act: str
    subject_type: str
    member_id: int | None  # for a pseudonym; no page has it
    ground: Ground
    rule: str  # none of what was decided about private things: it is in the words of who decided
    is_automated: bool
    is_reported: bool
    is_found: bool  # by the program
    ends_at: datetime | None
    undone_at: datetime | None
    has_ended: bool
    has_ended_early: bool
    replaced_by_id: int | None  # by what a moderator decided in its place
    outcome: AppealOutcome | None
    appealed_at: datetime | None
    answered_at: datetime | None

    @property
    def changed_at(self) -> datetime:
        """When something was last said of it."""
        moments = (self.made_at, self.undone_at, self.appealed_at, self.answered_at)
        return max(moment for moment in moments if moment is not None)


def _rows() -> Select[*tuple[Any, ...]]:
    last = aliased(Appeal)  # of two, where the first was made of what this took the place of
    of_them = (last.decision_id == Decision.id, last.member_id == Decision.member_id)
    by_them = select(func.max(last.id)).where(*of_them).correlate(Decision).scalar_subquery()
    return select(
        Decision.id,
        Decision.made_at,
        Decision.act,
        Decision.subject_type,
        Decision.member_id,
        Decision.ground,
        worded(Decision.rule),
        Decision.is_automated,
        _led,
        _found,
        Decision.ends_at,
        Decision.undone_at,
        HAS_ENDED,
        HAS_ENDED_EARLY,
        Decision.replaced_by_id,
        Appeal.outcome,
        Appeal.made_at,
        Appeal.decided_at,
    ).outerjoin(Appeal, Appeal.id == by_them)


def list_log(
    *,
    act: str = "",
    subject_type: str = "",
    ground: str = "",
    span: Span = START,
) -> Page[LogRow]:
    """Decisions, the latest first; each filter may be empty. One query."""
    wanted = _rows()
    if act:
        wanted = wanted.where(Decision.act == act)
    if subject_type:
        wanted = wanted.where(Decision.subject_type == subject_type)
    if ground:
        wanted = wanted.where(Decision.ground == Ground(ground))
    return read_page(wanted, LATEST_FIRST, span, lambda row: LogRow(*row))


def find_log_row(decision_id: int) -> LogRow | None:
    """One decision; one query."""
    row = session.execute(_rows().where(Decision.id == decision_id)).first()
    return LogRow(*row) if row is not None else None


def list_acts() -> tuple[Sequence[str], Sequence[str]]:
    """The acts and the types of things that the log has, for its filters; two queries."""
    acts = session.scalars(select(Decision.act).distinct().order_by(Decision.act)).all()
    types = select(Decision.subject_type).distinct().order_by(Decision.subject_type)
    return acts, session.scalars(types).all()


@dataclass(frozen=True, slots=True)
class DecisionCount:
    """How many decisions of one sort."""

    act: str
    ground: Ground
    is_automated: bool
    is_reported: bool
    number: int
    undone: int


def within(column: ColumnElement[Any], year: int) -> tuple[ColumnElement[bool], ...]:
    """That a moment lies in a year, in UTC."""
    begins = datetime(year, 1, 1, tzinfo=UTC)
    return column >= begins, column < begins.replace(year=year + 1)


def count_decisions(year: int) -> list[DecisionCount]:
    """Decisions of a year by act, ground and what led to them; one query."""
    led = _led.label("led")
    found = (
        select(
            Decision.act,
            Decision.ground,
            Decision.is_automated,
            led,
            func.count(),
            func.count(Decision.undone_at).filter(~IS_OVER),
        )
        .where(*within(Decision.made_at, year))  # type: ignore[arg-type]
        .group_by(Decision.act, Decision.ground, Decision.is_automated, led)
    )
    return [DecisionCount(*row) for row in session.execute(found)]


def count_reports(year: int) -> list[tuple[ReportKind, Source, Finding | None, bool, int]]:
    """Reports of a year by kind, who made them, what was found, and whether that led to an act.

    One query.
    """
    acted = _acted_on.label("acted")
    kinds = (Report.kind, Report.source, Report.finding, acted)
    found = select(*kinds, func.count()).where(*within(Report.made_at, year))  # type: ignore[arg-type]
    rows = session.execute(found.group_by(*kinds))
    return [(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows]


def list_waits(year: int) -> Iterable[tuple[datetime, datetime]]:
    """When what people reported in a year was reported, and decided; one query."""
    found = (
        select(Report.made_at, func.min(Decision.made_at))
        .outerjoin(Settled, Settled.case_id == Report.case_id)
        .join(
            Decision,
            or_(Decision.case_id == Report.case_id, Decision.id == Settled.decision_id),
        )
        .where(Report.source.in_(OF_PEOPLE), *within(Report.made_at, year))  # type: ignore[arg-type]
        .where(Decision.made_at >= Report.made_at)
        .group_by(Report.id, Report.made_at)
    )
    return [(made, decided) for made, decided in session.execute(found)]


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal, as it is counted."""

    made_at: datetime
    due_at: datetime
    decided_at: datetime | None
    outcome: AppealOutcome | None
    is_automated: bool  # what it is, or was made, against
    is_of_reporter: bool  # against that nothing was done


def list_appeals(year: int) -> list[AppealRow]:
    """The appeals of a year; one query."""
    found = (
        select(
            Appeal.made_at,
            Appeal.due_at,
            Appeal.decided_at,
            Appeal.outcome,
            or_(Decision.is_automated, Appeal.made_at < Decision.made_at),
            Decision.act == NO_ACTION,
        )
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(*within(Appeal.made_at, year))  # type: ignore[arg-type]
    )
    return [AppealRow(*row) for row in session.execute(found)]


def list_years() -> list[int]:
    """The years of which something is recorded, the latest first; four queries."""
    firsts = [
        session.scalar(select(func.min(ModerationCase.opened_at))),
        session.scalar(select(func.min(Decision.made_at))),
    ]
    days = [
        session.scalar(select(func.min(OutsideMatter.received_on))),
        session.scalar(select(func.min(ActiveMonth.first_day))),
    ]
    years = [one.year for one in (*firsts, *days) if one is not None]
    this = datetime.now(UTC).year
    return list(range(this, min([this, *years]) - 1, -1))


def list_matters(year: int | None = None) -> Sequence[OutsideMatter]:
    """Orders and disputes, of a year or all, the latest first; one query."""
    found = select(OutsideMatter)
    if year is not None:
        begins = date(year, 1, 1)
        found = found.where(
            OutsideMatter.received_on >= begins,
            OutsideMatter.received_on < begins.replace(year=year + 1),
        )
    latest = (OutsideMatter.received_on.desc(), OutsideMatter.id.desc())
    return session.scalars(found.order_by(*latest)).all()


def find_matter(matter_id: int) -> OutsideMatter | None:
    """An order or a dispute; one query."""
    return session.get(OutsideMatter, matter_id)


def list_active_months(year: int) -> list[tuple[date, int]]:
    """The months of a year that are counted, in order; one query."""
    begins = date(year, 1, 1)
    found = select(ActiveMonth.first_day, ActiveMonth.number).where(
        ActiveMonth.first_day >= begins, ActiveMonth.first_day < begins.replace(year=year + 1)
    )
    return [(day, number) for day, number in session.execute(found.order_by(ActiveMonth.first_day))]


def has_month(first_day: date) -> bool:
    """Whether a month is counted already; one query."""
    return session.get(ActiveMonth, first_day) is not None


def count_active(begins: datetime, ends: datetime) -> int:
    """How many members did something between two moments; one query."""
    acts = (Activity.at >= begins, Activity.at < ends, Activity.actor_id.is_not(None))
    return session.scalar(select(func.count(func.distinct(Activity.actor_id))).where(*acts)) or 0


def first_activity() -> datetime | None:
    """When the first act happened of which there is a row; one query."""
    return session.scalar(select(func.min(Activity.at)))


KINDS_OF_ORDER = (OutsideKind.ORDER_TO_ACT, OutsideKind.ORDER_TO_INFORM)
