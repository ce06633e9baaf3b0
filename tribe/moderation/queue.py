"""Cases as the queue and their pages show them: what is read, with its cost in queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from tribe.access import Actor, Role, is_admin, is_moderator
from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.members.models import Member, serving
from tribe.moderation.models import (
    IS_OVER,
    CaseLook,
    CaseNote,
    CaseState,
    Decision,
    Ground,
    ModerationCase,
    Report,
    ReportKind,
    SavedReason,
    Settled,
    Source,
)
from tribe.moderation.private import are_private, worded
from tribe.web import moderated

Conditions = Collection[ColumnElement[bool]]
Cases = type[ModerationCase]

Waiting = tuple[int, str, str, str]  # number, title, words and type of a case

LOOKING = timedelta(minutes=15)  # for which a page that was opened counts as open
EARLIER = timedelta(days=365)  # of what was decided about somebody
MOST_EARLIER = 10
_ILLEGAL = (
    select(Report.id)
    .where(Report.case_id == ModerationCase.id, Report.kind == ReportKind.ILLEGAL)
    .correlate(ModerationCase)
    .exists()
)
_RANK: ColumnElement[int] = case((_ILLEGAL, 0), else_=1)
_OF_SOMEBODY = Report.source != Source.STAFF  # who acts of their own accord reports nothing
_SETTLED = (
    select(Settled.decision_id)
    .where(Settled.case_id == ModerationCase.id)
    .correlate(ModerationCase)
    .scalar_subquery()
)
_LAST = [
    select(column)
    .where(
        or_(
            and_(_SETTLED.is_(None), Decision.case_id == ModerationCase.id),
            Decision.id == _SETTLED,
        )
    )
    .order_by(Decision.id.desc())
    .limit(1)
    .correlate(ModerationCase)
    .scalar_subquery()
    for column in (Decision.id, Decision.act, Decision.undone_at, IS_OVER)
]
_first = aliased(Decision)
_TOGETHER = (
    select(func.coalesce(Decision.cause_id, _first.case_id))
    .select_from(Decision)
    .outerjoin(_first, _first.id == Decision.together_id)
    .where(Decision.case_id == ModerationCase.id)
    .where(or_(Decision.cause_id.is_not(None), Decision.together_id.is_not(None)))
    .order_by(Decision.id.desc())
    .limit(1)
    .correlate(ModerationCase)
    .scalar_subquery()
)
WAITING_FIRST = Order((_RANK, ModerationCase.opened_at, ModerationCase.id))
LATEST_FIRST = Order((ModerationCase.decided_at, ModerationCase.id), is_falling=True)
Assignee, Reader = aliased(Member), aliased(Member)


@dataclass(frozen=True)
class Wanted:
    """Which cases a moderator asks for."""

    state: CaseState = CaseState.OPEN
    kind: ReportKind | None = None
    subject_type: str = ""
    category_id: int | None = None
    assignee_id: int | None = None
    is_free: bool = False  # those that nobody has taken

    @property
    def order(self) -> Order:
        """What is illegal and then the longest wait first; of what is decided the latest."""
        return WAITING_FIRST if self.state is CaseState.OPEN else LATEST_FIRST


WAITING = Wanted()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the queue."""

    id: int
    subject_type: str
    subject_id: int
    title: str
    words: str
    state: CaseState
    opened_at: datetime
    decided_at: datetime | None
    category_id: int | None
    author: str | None
    assignee: str | None
    passed_on_at: datetime | None
    reports: int
    is_own_accord: bool  # that a moderator brought it up
    decision_id: int | None  # what was decided last
    act: str | None
    undone_at: datetime | None  # that
    is_over: bool | None
    together_case_id: int | None  # in which that was decided with what its author wrote


def handled_by(actor: Actor) -> Conditions:
    """Which cases an actor handles: all who moderates the place; else what lies where they do.

    Of these not what was passed on, not what lies where they may not look, and not what is about
    themselves: it is not there for them, but for whoever moderates the place alone. The queries of
    the features.
    """
    own = ModerationCase
    of_others = or_(own.author_id.is_(None), own.author_id != actor.id)
    if is_moderator(actor):
        seen = () if is_admin(actor) else in_sight()
        return (or_(of_others, moderates_alone(actor)), *seen)
    here = moderated.handled_locally(actor, own.subject_type, own.subject_id)
    return (here, own.passed_on_at.is_(None), of_others)


def in_sight(of: Cases = ModerationCase) -> Conditions:
    """Of which cases moderators may see the place in which the thing lies; admins see all.

    The queries of the features.
    """
    unseen, place = moderated.unseen_categories(Role.MODERATOR), _category(of)
    return (or_(place.is_(None), place.not_in(sorted(unseen))),) if unseen else ()


def decided_in_sight() -> Conditions:
    """The same of decisions, of a statement that joins their cases.

    What was done about an author lies where the words lie for which it was done.
    """
    own, first, of_first = in_sight(), aliased(Decision), aliased(ModerationCase)
    if not own:
        return ()
    with_it = select(first.id).join(of_first, of_first.id == first.case_id)
    with_it = with_it.where(first.id == Decision.together_id, *in_sight(of_first))
    cause = aliased(ModerationCase)
    of_cause = select(cause.id).where(cause.id == Decision.cause_id, *in_sight(cause))
    return (
        *own,
        or_(Decision.together_id.is_(None), with_it.correlate(Decision).exists()),
        or_(Decision.cause_id.is_(None), of_cause.correlate(Decision).exists()),
    )


def readable_by(actor: Actor) -> Conditions:
    """Which decisions an actor who moderates reads, of a statement that joins their cases.

    Admins all, moderators those about what lies where they may look, and others those about what
    lies where they moderate. The queries of the features.
    """
    if is_moderator(actor):
        return () if is_admin(actor) else decided_in_sight()
    return (moderated.handled_locally(actor, Decision.subject_type, Decision.subject_id),)


def is_in_sight(actor: Actor, case_id: int) -> bool:
    """Whether the thing of a case does not lie where a moderator may not look; two queries.

    Of others than moderators, and of admins, nothing is asked.
    """
    if not is_moderator(actor) or is_admin(actor) or not (seen := in_sight()):
        return True
    chosen = select(ModerationCase.id).where(ModerationCase.id == case_id, *seen)
    return session.scalar(chosen) is not None


def is_for_admins(case: ModerationCase) -> bool:
    """Whether the thing of a case, kept or not, lies where moderators may not look; two queries."""
    unseen = moderated.unseen_categories(Role.MODERATOR)
    if not unseen:
        return False
    thing = (literal(case.subject_type), literal(case.subject_id))
    lies_in = session.scalar(select(moderated.category_now(*thing)))
    return (case.category_id if lies_in is None else lies_in) in unseen


def is_unseen(actor: Actor, subject_type: str, subject_id: int) -> bool:
    """Whether a thing lies where an actor who moderates may not look; two queries, none of others.

    Of a case `is_in_sight` asks, which knows where a thing lay that is gone.
    """
    if not is_moderator(actor) or is_admin(actor):
        return False
    return is_for_admins(ModerationCase(subject_type=subject_type, subject_id=subject_id))


def moderates_alone(actor: Actor) -> ColumnElement[bool]:
    """That nobody else moderates the place in which the thing of a case lies, as a condition."""
    admins, moderators = (
        select(Member.id)
        .where(Member.role == role, serving(), Member.id != actor.id)
        .correlate(None)
        .exists()
        for role in (Role.ADMIN, Role.MODERATOR)
    )
    return ~or_(admins, and_(moderators, *in_sight()))


def handling(actor: Actor, case: ModerationCase) -> dict[str, bool]:
    """What the rule of handling asks of a case; three queries at most."""
    if not is_moderator(actor):
        return {"is_local": is_local(actor, case)}
    is_alone = False
    if actor.id is not None and case.author_id == actor.id:
        chosen = select(ModerationCase.id).where(
            ModerationCase.id == case.id, moderates_alone(actor)
        )
        is_alone = session.scalar(chosen) is not None
    return {"is_alone": is_alone, "is_unseen": not is_in_sight(actor, case.id)}


def is_local(actor: Actor, case: ModerationCase) -> bool:
    """Whether an actor handles a case without moderating the place; one query, none of others."""
    if not actor.is_category_moderator or is_moderator(actor):
        return False
    chosen = select(ModerationCase.id).where(ModerationCase.id == case.id, *handled_by(actor))
    return session.scalar(chosen) is not None


def list_cases(wanted: Wanted, span: Span = START, handled: Conditions = ()) -> Page[CaseRow]:
    """Cases of a filter, of those that are handled by whoever asks; one query."""
    own = ModerationCase
    of_case = Report.case_id == own.id
    reports = select(func.count()).where(of_case, _OF_SOMEBODY).correlate(own).scalar_subquery()
    by_staff = select(Report.id).where(of_case, Report.source == Source.STAFF).correlate(own)
    columns = (own.id, own.subject_type, own.subject_id, own.title, own.words, own.state)
    chosen = (
        select(
            *columns, own.opened_at, own.decided_at, _category(), Member.name, Assignee.name,
            own.passed_on_at, reports, by_staff.exists(), *_LAST, _TOGETHER,
        )
        .outerjoin(Member, Member.id == own.author_id)
        .outerjoin(Assignee, Assignee.id == own.assignee_id)
        .where(*_conditions(wanted), *handled)
    )  # fmt: skip
    return read_page(chosen, wanted.order, span, lambda row: CaseRow(*row))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [ModerationCase.state == wanted.state]
    if wanted.kind is not None:
        of_kind = (Report.case_id == ModerationCase.id, Report.kind == wanted.kind, _OF_SOMEBODY)
        conditions.append(select(Report.id).where(*of_kind).correlate(ModerationCase).exists())
    if wanted.subject_type:
        conditions.append(ModerationCase.subject_type == wanted.subject_type)
    if wanted.category_id is not None:
        conditions.append(_category() == wanted.category_id)
    if wanted.assignee_id is not None:
        conditions.append(ModerationCase.assignee_id == wanted.assignee_id)
    if wanted.is_free:
        conditions.append(ModerationCase.assignee_id.is_(None))
    return conditions


def find_decided_with(actor: Actor, case_id: int) -> int | None:
    """The case with which one was decided, if an actor handles that; two queries."""
    found = session.scalar(
        select(_TOGETHER).select_from(ModerationCase).where(ModerationCase.id == case_id)
    )
    chosen = select(ModerationCase.id).where(ModerationCase.id == found, *handled_by(actor))
    return session.scalar(chosen) if found is not None else None


def list_others_of(actor: Actor, case: ModerationCase) -> list[Waiting]:
    """The other cases of an author that wait, of those that an actor handles; one query."""
    return list_waiting_of(actor, case.author_id, case.id) if case.author_id is not None else []


def list_waiting_of(actor: Actor, member_id: int, but: int | None = None) -> list[Waiting]:
    """The cases of what a member wrote, or of them, that wait and an actor handles; one query.

    Each with its title, its words and its type; those of private things without words.
    """
    own = ModerationCase
    is_other = own.id.is_distinct_from(but)
    of_author = (own.author_id == member_id, is_other, own.state == CaseState.OPEN)
    columns = (own.id, own.title, own.words, own.subject_type)
    chosen = select(*columns).where(*of_author, *handled_by(actor))
    rows = session.execute(chosen.order_by(own.id).limit(20))
    return [
        (row.id, "", "", row.subject_type)
        if moderated.is_private(row.subject_type)
        else (row.id, row.title, row.words, row.subject_type)
        for row in rows
    ]


def list_kinds(case_ids: Sequence[int], handled: Conditions = ()) -> Mapping[int, list[ReportKind]]:
    """What is said to be wrong in each of some cases, of those that are handled; one query."""
    found: dict[int, list[ReportKind]] = {number: [] for number in case_ids}
    if found:
        reported = (Report.case_id.in_(found), _OF_SOMEBODY)
        chosen = select(Report.case_id, Report.kind).where(*reported).distinct()
        chosen = chosen.join(ModerationCase, ModerationCase.id == Report.case_id).where(*handled)
        for number, kind in session.execute(chosen):
            found[number].append(kind)
    return {number: sorted(kinds, key=list(ReportKind).index) for number, kinds in found.items()}


def list_findings(case_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """What the program found in each of some cases, where it alone brought it up; one query."""
    found: dict[int, list[str]] = {}
    if case_ids:
        by_people = select(Report.id).where(
            Report.case_id == ModerationCase.id, Report.source != Source.AUTOMATIC
        )
        of_program = (Report.source == Source.AUTOMATIC, Report.reason != "")
        chosen = select(Report.case_id, Report.reason).where(Report.case_id.in_(case_ids))
        chosen = chosen.join(ModerationCase, ModerationCase.id == Report.case_id)
        chosen = chosen.where(*of_program, ~by_people.correlate(ModerationCase).exists())
        for number, code in session.execute(chosen.order_by(Report.id)):
            found.setdefault(number, []).append(code)
    return found


def list_categories(handled: Conditions = ()) -> list[int]:
    """The numbers of the categories in which something waits; one query."""
    is_open = ModerationCase.state == CaseState.OPEN
    place = _category().label("place")
    within = select(place).where(is_open, *handled).distinct().subquery()
    lying = select(within.c.place).where(within.c.place.is_not(None)).order_by(within.c.place)
    return list(session.scalars(lying))


def _category(of: Cases = ModerationCase) -> ColumnElement[int]:
    """Where the thing of a case lies now; where it lay, if it is gone."""
    return func.coalesce(moderated.category_now(of.subject_type, of.subject_id), of.category_id)


def count_cases(wanted: Wanted, handled: Conditions = ()) -> int:
    """How many cases there are of a filter, of those that are handled; one query."""
    chosen = select(func.count()).select_from(ModerationCase)
    return session.scalar(chosen.where(*_conditions(wanted), *handled)) or 0


def find_next(but: int, handled: Conditions = (), wanted: Wanted = WAITING) -> int | None:
    """The case of a filter that stands first in the queue, but for one; one query."""
    waiting = (*_conditions(wanted), ModerationCase.id != but, *handled)
    chosen = select(ModerationCase.id).where(*waiting).order_by(*WAITING_FIRST.columns).limit(1)
    return session.scalar(chosen)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in the page of its case, with who made it."""

    source: Source
    kind: ReportKind
    name: str | None  # of a member
    guest: str
    email: str | None
    words: str
    address: str
    reason: str
    made_at: datetime
    id: int


def list_reports(
    case_id: int, *, are_named: bool = True, are_worded: bool = True
) -> list[ReportRow]:
    """What was reported in a case, in order, with who did so and their words or without; one query.

    What is left out is not fetched.
    """
    who = (Member.name, Report.name, Report.email) if are_named else (null(), literal(""), null())
    said = (Report.words, Report.address) if are_worded else (literal(""), literal(""))
    chosen = (
        select(Report.source, Report.kind, *who, *said, Report.reason, Report.made_at, Report.id)
        .select_from(Report)
        .outerjoin(Member, Member.id == Report.reporter_id)
    )
    chosen = chosen.where(Report.case_id == case_id).order_by(Report.made_at, Report.id)
    return [ReportRow(*row) for row in session.execute(chosen)]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What a moderator noted of a case."""

    name: str
    words: str
    made_at: datetime


def list_notes(case_id: int, by: int | None = None) -> list[NoteRow]:
    """What moderators noted of a case, or one of them, in order; one query."""
    chosen = select(Member.name, CaseNote.words, CaseNote.made_at).join(
        Member, Member.id == CaseNote.author_id
    )
    chosen = chosen.where(CaseNote.case_id == case_id).order_by(CaseNote.made_at, CaseNote.id)
    if by is not None:
        chosen = chosen.where(CaseNote.author_id == by)
    return [NoteRow(*row) for row in session.execute(chosen)]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided earlier, of a thing or about somebody."""

    id: int
    case_id: int
    act: str
    subject_type: str
    title: str
    rule: str
    why: str
    made_at: datetime
    ends_at: datetime | None
    undone_at: datetime | None
    is_over: bool
    decided_by: str | None
    is_automated: bool
    is_private: bool  # so that its words stand on its page alone, whose reader says why


def _decisions() -> Any:
    own, title = Decision, worded(ModerationCase.title)
    columns = (own.id, own.case_id, own.act, own.subject_type, title, worded(own.rule))
    return (
        select(
            *columns, worded(own.why), own.made_at, own.ends_at, own.undone_at, IS_OVER,
            Member.name, own.is_automated, are_private(),
        )
        .join(ModerationCase, ModerationCase.id == own.case_id)
        .outerjoin(Member, Member.id == own.decided_by_id)
        .order_by(own.made_at.desc(), own.id.desc())
        .limit(MOST_EARLIER)
    )  # fmt: skip


def list_of_thing(actor: Actor, subject_type: str, subject_id: int) -> list[DecisionRow]:
    """What was decided of a thing and an actor may read, the latest first; one query.

    With what took it from view with others, where that closed a case of it; and the queries of the
    features.
    """
    of_it = and_(Decision.subject_type == subject_type, Decision.subject_id == subject_id)
    of_case = aliased(ModerationCase)
    by = select(Settled.decision_id).join(of_case, of_case.id == Settled.case_id)
    by = by.where(of_case.subject_type == subject_type, of_case.subject_id == subject_id)
    chosen = _decisions().where(or_(of_it, Decision.id.in_(by)), *readable_by(actor))
    return [DecisionRow(*row) for row in session.execute(chosen)]


def list_of_member(actor: Actor, member_id: int, but: tuple[str, int]) -> list[DecisionRow]:
    """What was decided about a member within a year, but of one thing; one query.

    What only put things in order is held against nobody, and left out.
    To who does not moderate the place, what lies where they do alone; to moderators, what lies
    where they may look. The queries of the features.
    """
    about = (Decision.member_id == member_id, Decision.made_at > now() - EARLIER)
    by_rule = Decision.ground != Ground.NONE
    is_it = and_(Decision.subject_type == but[0], Decision.subject_id == but[1])
    chosen = _decisions().where(*about, by_rule, ~is_it)
    return [DecisionRow(*row) for row in session.execute(chosen.where(*readable_by(actor)))]


def list_looking(case_id: int, but: int) -> list[tuple[str, datetime]]:
    """Who else has the page of a case open, and since when; one query."""
    own = (CaseLook.case_id == case_id, CaseLook.member_id != but)
    chosen = select(Member.name, CaseLook.at).join(Member, Member.id == CaseLook.member_id)
    chosen = chosen.where(*own, CaseLook.at > now() - LOOKING).order_by(CaseLook.at.desc())
    return [(name, at) for name, at in session.execute(chosen)]


def list_reasons() -> Sequence[SavedReason]:
    """The saved reasons, in their order; one query."""
    order = (SavedReason.position, SavedReason.id)
    return session.scalars(select(SavedReason).order_by(*order)).all()


def find_reason(reason_id: int) -> SavedReason | None:
    """A saved reason; one query."""
    return session.get(SavedReason, reason_id)
