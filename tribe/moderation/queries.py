"""Cases, decisions and appeals as services and pages read them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    func,
    not_,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import aliased

from tribe.access import Role
from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.members.models import Member, serving
from tribe.moderation.models import (
    ADDRESS,
    NO_ACTION,
    Appeal,
    AppealOutcome,
    CaseState,
    Concerned,
    Decision,
    Ground,
    KeptPicture,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.pages.models import PageKey, PageVersion
from tribe.web.moderated import Restriction, register

SILENCING = "members.member.silence"  # an act
Columns = TypeVarTuple("Columns")
LATEST = Order((Decision.made_at, Decision.id), is_falling=True)
FIRST_DUE = Order((Appeal.due_at, Appeal.id))
LATEST_ANSWERED = Order((Appeal.decided_at, Appeal.id), is_falling=True)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision in the list of whom it concerns."""

    id: int
    act: str
    title: str
    subject_type: str
    subject_id: int
    made_at: datetime
    ends_at: datetime | None
    undone_at: datetime | None
    member_id: int | None  # whose thing it was
    decision: Decision


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal in the list of those who judge."""

    id: int
    decision_id: int
    act: str
    title: str
    subject_type: str
    made_at: datetime
    due_at: datetime
    decided_at: datetime | None
    outcome: AppealOutcome | None
    member_id: int | None
    decided_by_id: int | None
    act_id: int  # of the decision about the words, where one about their author was made with it

    @property
    def is_late(self) -> bool:
        """Whether it was not answered by when it was to be."""
        return (self.decided_at or now()) > self.due_at


def find_case(case_id: int) -> ModerationCase | None:
    """A case; one query."""
    return session.get(ModerationCase, case_id)


def find_decision(decision_id: int) -> Decision | None:
    """A decision; one query."""
    return session.get(Decision, decision_id)


def find_together(decision: Decision) -> Decision | None:
    """What was decided in one act with a decision: about the words, or about who wrote them."""
    if decision.together_id is not None:
        return session.get(Decision, decision.together_id)
    return session.scalar(select(Decision).where(Decision.together_id == decision.id))


def find_standing_beside(decision: Decision) -> Decision | None:
    """What holds now of what was decided in one act with a decision, or with what it replaced.

    At most four queries.
    """
    pairs = (find_together(one) for one in (decision, *reversed(list_replaced(decision.id))))
    other = next((one for one in pairs if one is not None), None)
    if other is None or other.replaced_by_id is None:
        return other
    return session.get(Decision, other.replaced_by_id)


def with_first(decision: Decision) -> list[Decision]:
    """A decision; before it, of what was done about an author, that about the words in one act."""
    first = session.get(Decision, decision.together_id) if decision.together_id else None
    return [first, decision] if first is not None else [decision]


def cases_of(decision: Decision) -> list[int]:
    """The cases of all that a decision rests on: its own, and of what it was done for.

    First the case of that. One query of what was done about an author in one act with their words.
    """
    found = [(one.cause_id, one.case_id) for one in with_first(decision)]
    return list(dict.fromkeys(number for both in found for number in both if number is not None))


def find_silencing(member_id: int) -> int | None:
    """The number of the decision by which a member is silenced the longest; one query."""
    own = (Decision.member_id == member_id, Decision.act == SILENCING)
    chosen = select(Decision.id).where(*own, Decision.undone_at.is_(None))
    return session.scalar(chosen.order_by(Decision.ends_at.desc(), Decision.id.desc()).limit(1))


def find_about(subject_type: str, subject_id: int, member_id: int) -> int | None:
    """The number of the last decision that stands of a thing of a member's; one query."""
    of_it = (Decision.subject_type == subject_type, Decision.subject_id == subject_id)
    standing = (Decision.member_id == member_id, Decision.undone_at.is_(None))
    chosen = select(Decision.id).where(*of_it, *standing, Decision.act != NO_ACTION)
    return session.scalar(chosen.order_by(Decision.id.desc()).limit(1))


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


def find_cases(decisions: Iterable[Decision]) -> dict[int, ModerationCase]:
    """The cases of some decisions, by the numbers of these; one query."""
    of_case = {one.id: one.case_id for one in decisions}
    chosen = select(ModerationCase).where(ModerationCase.id.in_(set(of_case.values())))
    found = {case.id: case for case in session.scalars(chosen)}
    return {number: found[case_id] for number, case_id in of_case.items()}


def list_reports(case_id: int) -> Sequence[Report]:
    """What was reported in a case, in order; one query."""
    chosen = select(Report).where(Report.case_id == case_id)
    return session.scalars(chosen.order_by(Report.made_at, Report.id)).all()


def list_reporting_locales(case_id: int) -> list[str | None]:
    """In which languages those read who reported a case and will hear of it; one query.

    None is of somebody who chose none.
    """
    hears = or_(
        Report.reporter_id.is_not(None),
        Report.email.is_not(None),
        Report.follow_digest.is_not(None),
    )
    chosen = select(func.coalesce(Member.locale, Report.locale)).select_from(Report)
    chosen = chosen.outerjoin(Member, Member.id == Report.reporter_id).distinct()
    by_people = Report.source.in_((Source.MEMBER, Source.GUEST))
    waiting = (Report.case_id == case_id, Report.finding.is_(None), by_people)
    return list(session.scalars(chosen.where(*waiting, hears)))


def list_decisions(case_id: int) -> Sequence[Decision]:
    """What was decided in a case, in order; one query."""
    chosen = select(Decision).where(Decision.case_id == case_id)
    return session.scalars(chosen.order_by(Decision.made_at, Decision.id)).all()


def find_held_back(case: ModerationCase) -> Decision | None:
    """What the program decided in a case that waits for a moderator still; one query."""
    if not case.is_open:
        return None
    stands = (Decision.case_id == case.id, Decision.is_automated, Decision.undone_at.is_(None))
    return session.scalar(select(Decision).where(*stands))


def list_standing(subject_type: str, subject_id: int, names: Collection[str]) -> Sequence[Decision]:
    """The decisions of a thing by some acts that stand, the latest first; one query."""
    of_it = (Decision.subject_type == subject_type, Decision.subject_id == subject_id)
    standing = (Decision.act.in_(names), Decision.undone_at.is_(None))
    chosen = select(Decision).where(*of_it, *standing)
    return session.scalars(chosen.order_by(Decision.id.desc())).all()


def list_later(decision: Decision) -> Sequence[Decision]:
    """The later decisions of a thing by the same act that stand, as they are now; one query."""
    of_it = (
        Decision.subject_type == decision.subject_type,
        Decision.subject_id == decision.subject_id,
        Decision.act == decision.act,
    )
    standing = (Decision.id > decision.id, Decision.undone_at.is_(None))
    chosen = select(Decision).where(*of_it, *standing).order_by(Decision.id)
    found = session.scalars(chosen.execution_options(populate_existing=True))
    return [one for one in found if not one.are_words_gone]


def find_later(decision: Decision) -> Decision | None:
    """What took a thing from view after a decision that did, while both stand; one query."""
    taking = [a.name for a in register().acts.values() if a.restriction is Restriction.VISIBILITY]
    if not decision.stands or decision.act not in taking:
        return None
    of_it = (
        Decision.subject_type == decision.subject_type,
        Decision.subject_id == decision.subject_id,
        Decision.member_id == decision.member_id,
    )
    later = (Decision.id > decision.id, Decision.act.in_(taking), Decision.undone_at.is_(None))
    chosen = select(Decision).where(*of_it, *later)
    return session.scalar(chosen.order_by(Decision.id.desc()).limit(1))


def is_held_back(subject_type: str, subject_id: int) -> bool:
    """Whether the program took a thing from view, and no moderator has looked yet; one query."""
    stands = (Decision.is_automated, Decision.undone_at.is_(None))
    waits = ModerationCase.state == CaseState.OPEN
    chosen = _decisions_of(subject_type, subject_id).where(*stands, waits)
    return session.scalar(chosen.limit(1)) is not None


def was_judged(subject_type: str, subject_id: int, digest: str) -> bool:
    """Whether anything was judged of a thing as it is, of this digest; one query.

    Not what just put it in order. What was judged before digests were kept counts for whatever it
    says now.
    """
    of_these = or_(Decision.words_digest == digest, Decision.words_digest.is_(None))
    judged = (of_these, Decision.ground != Ground.NONE)
    chosen = _decisions_of(subject_type, subject_id).where(*judged)
    return session.scalar(chosen.limit(1)) is not None


def list_taken(things: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of some things that a decision which stands took from view; one query."""
    if not things:
        return set()
    taking = [a.name for a in register().acts.values() if a.restriction is Restriction.VISIBILITY]
    stands = (Decision.act.in_(taking), Decision.undone_at.is_(None))
    thing = (Decision.subject_type, Decision.subject_id)
    chosen = select(*thing).where(tuple_(*thing).in_(things), *stands).distinct()
    return {(kind, number) for kind, number in session.execute(chosen)}


def _decisions_of(subject_type: str, subject_id: int) -> Select[int]:
    of_it = (ModerationCase.subject_type == subject_type, ModerationCase.subject_id == subject_id)
    cases = select(Decision.id).join(ModerationCase, ModerationCase.id == Decision.case_id)
    return cases.where(*of_it)


def has_settled(decision: Decision) -> bool:
    """Whether the case of a decision is over, and by that decision; two queries."""
    last = select(func.max(Decision.id)).where(Decision.case_id == decision.case_id)
    case = session.get_one(ModerationCase, decision.case_id)
    return not case.is_open and session.scalar(last) == decision.id


def count_open(handled: Collection[ColumnElement[bool]] = ()) -> int:
    """How many cases wait, of those that are handled by whoever asks; one query."""
    waiting = (ModerationCase.state == CaseState.OPEN, *handled)
    return session.scalar(select(func.count()).select_from(ModerationCase).where(*waiting)) or 0


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


def find_objectionable(report: Report) -> Decision | None:
    """What who reported may object to: that nothing was done about it; one query."""
    last = select(Decision).where(Decision.case_id == report.case_id)
    decision = session.scalar(last.order_by(Decision.id.desc()).limit(1))
    if report.finding is None or decision is None or decision.act != NO_ACTION:
        return None
    return decision if decision.stands else None


def list_objections(report: Report) -> Sequence[Appeal]:
    """How a guest objected to what became of a report, in order; one query."""
    theirs = select(Appeal).where(Appeal.report_id == report.id)
    return session.scalars(theirs.order_by(Appeal.made_at, Appeal.id)).all()


def list_pictures(case_id: int) -> Sequence[KeptPicture]:
    """The pictures that were kept with a case, in their order; one query."""
    chosen = select(KeptPicture).where(KeptPicture.case_id == case_id)
    return session.scalars(chosen.order_by(KeptPicture.position)).all()


def list_led(case_ids: Collection[int]) -> Sequence[tuple[Source, ReportKind]]:
    """Who brought some cases up, and as what, the first first; one query."""
    chosen = select(Report.source, Report.kind).where(Report.case_id.in_(case_ids))
    rows = session.execute(chosen.order_by(Report.made_at, Report.id))
    return [(source, kind) for source, kind in rows]


def find_version_at(key: PageKey, moment: datetime) -> PageVersion | None:
    """The version of a page that held at a moment; one query."""
    held = (PageVersion.key == key, PageVersion.published_at <= moment)
    latest = PageVersion.number.desc()
    return session.scalar(select(PageVersion).where(*held).order_by(latest).limit(1))


def list_appeals_of(decision_id: int) -> Sequence[Appeal]:
    """The appeals of a decision, in order; one query."""
    chosen = select(Appeal).where(Appeal.decision_id == decision_id)
    return session.scalars(chosen.order_by(Appeal.made_at, Appeal.id)).all()


def is_overturned(decision_id: int) -> bool:
    """Whether an appeal of a decision was won, be it after its end; one query."""
    won = (Appeal.decision_id == decision_id, Appeal.outcome == AppealOutcome.OVERTURNED)
    return session.scalar(select(Appeal.id).where(*won).limit(1)) is not None


def has_appealed(member_id: int, decision_id: int) -> bool:
    """Whether a member made the one appeal of a decision that is theirs; one query."""
    theirs = (Appeal.decision_id == decision_id, Appeal.member_id == member_id)
    own = select(Appeal.id).where(*theirs, Appeal.is_carried.is_(False)).limit(1)
    return session.scalar(own) is not None


def has_reported(member_id: int, subject_type: str, subject_id: int) -> bool:
    """Whether a report of a thing by a member waits for a decision; one query."""
    of_it = (ModerationCase.subject_type == subject_type, ModerationCase.subject_id == subject_id)
    theirs = (*of_it, ModerationCase.state == CaseState.OPEN, Report.reporter_id == member_id)
    chosen = select(Report.id).join(ModerationCase, ModerationCase.id == Report.case_id)
    return session.scalar(chosen.where(*theirs).limit(1)) is not None


def list_replaced(decision_id: int) -> Sequence[Decision]:
    """All decisions whose place a decision took, in order; one query.

    Of a chain of them each leads to what holds now.
    """
    chosen = select(Decision).where(Decision.replaced_by_id == decision_id)
    return session.scalars(chosen.order_by(Decision.id)).all()


def list_involved(decision_id: int) -> set[int]:
    """The members who reported what a decision is about, or whom it concerns; one query.

    That of its case, and for which it was done. Of what it took the place of the same, and who
    decided that.
    """
    replaced = Decision.replaced_by_id == decision_id
    all_of_it = or_(Decision.id == decision_id, replaced)
    of_case = or_(Decision.case_id == Report.case_id, Decision.cause_id == Report.case_id)
    reported = select(Report.reporter_id).join(Decision, of_case)
    concerned = select(Concerned.member_id).join(Decision, Decision.id == Concerned.decision_id)
    decided = select(Decision.decided_by_id).where(replaced)
    parts = (reported.where(all_of_it), concerned.where(all_of_it), decided)
    found: CompoundSelect[int | None] = union(*parts)
    return {number for number in session.scalars(found) if number is not None}


def is_reporter(member_id: int | None, decision: Decision) -> bool:
    """Whether a member reported what a decision dismissed; one query, none of other decisions."""
    if member_id is None or decision.act != NO_ACTION:
        return False
    theirs = (Report.case_id == decision.case_id, Report.reporter_id == member_id)
    return session.scalar(select(Report.id).where(*theirs).limit(1)) is not None


def is_party(member_id: int | None, decision: Decision) -> bool:
    """Whether a decision concerns a member beside others, or dismissed their report; 2 queries."""
    if member_id is None:
        return False
    if is_reporter(member_id, decision):
        return True
    return session.get(Concerned, (decision.id, member_id)) is not None


def list_concerned(decision_id: int) -> set[int]:
    """The members whom a decision concerns besides whose thing it is; one query."""
    of_it = Concerned.decision_id == decision_id
    return set(session.scalars(select(Concerned.member_id).where(of_it)))


def list_moderators(*, is_admin: bool = False) -> set[int]:
    """The numbers of those who moderate the place now or keep it, or keep it; one query."""
    roles = (Role.ADMIN,) if is_admin else (Role.MODERATOR, Role.ADMIN)
    of_role = (Member.role.in_(roles), serving())
    return set(session.scalars(select(Member.id).where(*of_role)))


def list_serving(member_ids: Collection[int]) -> set[int]:
    """Those of some members whose account is in use, and who are not silenced; one query."""
    if not member_ids:
        return set()
    return set(session.scalars(select(Member.id).where(Member.id.in_(member_ids), serving())))


def list_about(member_id: int, span: Span = START) -> Page[DecisionRow]:
    """What was done about a member or what is theirs, the latest first; one query."""
    beside = select(Concerned.decision_id).where(Concerned.member_id == member_id)
    columns = (
        Decision.id,
        Decision.act,
        ModerationCase.title,
        Decision.subject_type,
        Decision.subject_id,
        Decision.made_at,
        Decision.ends_at,
        Decision.undone_at,
        Decision.member_id,
        Decision,
    )
    chosen = (
        select(*columns)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(or_(Decision.member_id == member_id, Decision.id.in_(beside)))
        .where(Decision.act != NO_ACTION)
    )
    return read_page(chosen, LATEST, span, lambda row: DecisionRow(*row))


def list_appeals(
    reader_id: int, listed: ColumnElement[bool], *, are_open: bool, span: Span = START
) -> Page[AppealRow]:
    """Appeals that wait, the first due first; or those answered, the latest first; one query.

    Of those that are `listed` for the reader, and not that somebody objects to nothing being done
    about what is theirs.
    """
    columns = (
        Appeal.id,
        Appeal.decision_id,
        Decision.act,
        ModerationCase.title,
        Decision.subject_type,
        Appeal.made_at,
        Appeal.due_at,
        Appeal.decided_at,
        Appeal.outcome,
        Decision.member_id,
        Decision.decided_by_id,
        func.coalesce(Decision.together_id, _act_replaced(), Decision.id),
    )
    chosen = _of_appeals(select(*columns), reader_id, listed)
    chosen = chosen.where(
        Appeal.decided_at.is_(None) if are_open else Appeal.decided_at.is_not(None)
    )
    order = FIRST_DUE if are_open else LATEST_ANSWERED
    return read_page(chosen, order, span, lambda row: AppealRow(*row))


def _act_replaced() -> ScalarSelect[int]:
    """The act of two decisions of which a decision took the place of one."""
    earlier, second = aliased(Decision), aliased(Decision)
    act = func.max(func.coalesce(earlier.together_id, second.together_id))
    chosen = select(act).select_from(earlier)
    chosen = chosen.outerjoin(second, second.together_id == earlier.id)
    return chosen.where(earlier.replaced_by_id == Decision.id).correlate(Decision).scalar_subquery()


def count_appeals(reader_id: int, listed: ColumnElement[bool]) -> int:
    """How many of them wait for an answer; one query."""
    chosen = _of_appeals(select(func.count()).select_from(Appeal), reader_id, listed)
    return session.scalar(chosen.where(Appeal.decided_at.is_(None))) or 0


def _of_appeals(
    chosen: Select[*Columns], reader_id: int, listed: ColumnElement[bool]
) -> Select[*Columns]:
    of_theirs = and_(Decision.act == NO_ACTION, Decision.member_id == reader_id)
    others = or_(Decision.member_id.is_(None), not_(of_theirs))
    of_case = chosen.join(Decision, Decision.id == Appeal.decision_id).join(
        ModerationCase, ModerationCase.id == Decision.case_id
    )
    return of_case.where(others, listed)


def list_waiting(*conditions: ColumnElement[bool]) -> Sequence[Appeal]:
    """All appeals that wait for an answer, or those whose cases are of a kind; one query."""
    chosen = select(Appeal).join(Decision, Decision.id == Appeal.decision_id)
    of_case = chosen.join(ModerationCase, ModerationCase.id == Decision.case_id)
    return session.scalars(of_case.where(Appeal.decided_at.is_(None), *conditions)).all()
