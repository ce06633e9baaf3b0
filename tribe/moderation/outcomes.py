"""What became of what somebody reported, as they are told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.blocking import Block
from tribe.members.models import Member
from tribe.moderation.models import (
    HAS_ENDED,
    HAS_ENDED_EARLY,
    NO_ACTION,
    TIME_TO_APPEAL,
    Appeal,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
    Settled,
)
from tribe.moderation.queries import find_together
from tribe.moderation.taken import Thing, how_taken
from tribe.web import moderated
from tribe.web.moderated import Restriction, Taken

NEWEST_FIRST = Order((Report.made_at, Report.id), is_falling=True)


class Outcome(StrEnum):
    """What became of what somebody reported, as far as they are told."""

    WAITS = "waits"
    STANDS = "stands"
    REMOVED = "removed"
    HIDDEN = "hidden"
    WORDS = "words"
    ACTED = "acted"
    UNDONE = "undone"
    PARTLY_UNDONE = "partly_undone"
    OVERTURNED = "overturned"
    PARTLY_OVERTURNED = "partly_overturned"
    ENDED = "ended"
    ENDED_EARLY = "ended_early"
    GONE = "gone"
    UNSEEN = "unseen"
    BLOCKED = "blocked"
    ELSEWHERE = "elsewhere"

    @property
    def is_taken_back(self) -> bool:
        """Whether something had been done and is not any more, so that one may report it again."""
        return self in _TAKEN_BACK or self in _TAKEN_BACK.values()


_TAKEN_BACK = {
    Outcome.UNDONE: Outcome.PARTLY_UNDONE,
    Outcome.OVERTURNED: Outcome.PARTLY_OVERTURNED,
}  # each with what is said where the other decision of the same act holds

_OF_TAKEN = {
    Taken.WHOLE: Outcome.REMOVED,
    Taken.HIDDEN: Outcome.HIDDEN,
    Taken.WORDS: Outcome.WORDS,
    Taken.LITTLE: Outcome.ACTED,
}


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
    has_ended: bool
    has_ended_early: bool
    address: str
    category_id: int | None
    decision_id: int | None
    decided_at: datetime | None
    is_appealed: bool  # by them
    is_blocked: bool  # by them, who made it
    holds_beside: bool  # what was decided about the author in one act with it
    is_settled: bool  # by what took more of the author's from view with it
    author: str | None  # who made it
    author_id: int | None
    taken: Taken | None = None  # how much of it is taken from view now, by whatever stands
    is_in_view: bool = False  # though more of the author's that stays away was taken with it

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        over = _over(has_ended=self.has_ended, is_early=self.has_ended_early)
        over_now = over if self.undone_at is not None else None
        if self.is_settled:
            over_now = Outcome.UNDONE if self.is_in_view else None
        now_taken = None if _is_otherwise(self.subject_type, self.act) else self.taken
        given = {"holds_beside": self.holds_beside, "is_settled": self.is_settled}
        return _outcome(self.finding, self.act, over_now, taken=now_taken, **given)

    @property
    def statement_id(self) -> int | None:
        """The decision whose statement they read: that nothing was done about it."""
        is_theirs = self.finding is not None and self.act == NO_ACTION
        return self.decision_id if is_theirs else None

    @property
    def may_object(self) -> bool:
        """Whether they may object to it, once and in time."""
        if self.statement_id is None or self.undone_at is not None or self.decided_at is None:
            return False
        return not self.is_appealed and now() <= self.decided_at + TIME_TO_APPEAL


_IN_CASE = aliased(Decision)
_SETTLED = (
    select(Settled.decision_id)
    .where(Settled.case_id == Report.case_id)
    .correlate(Report)
    .scalar_subquery()
)  # what took the thing of its case from view with others
_LAST = (  # of its case, or what took the place of that since
    select(func.coalesce(_IN_CASE.replaced_by_id, _IN_CASE.id))
    .where(_IN_CASE.case_id == Report.case_id)
    .order_by(_IN_CASE.id.desc())
    .limit(1)
    .correlate(Report)
    .scalar_subquery()
)


def find_answer(report: Report) -> Decision | None:
    """What was decided last of what was reported, settled it, or took its place since.

    Two queries, or three.
    """
    settled = session.get(Settled, report.case_id)
    if settled is not None:
        return session.get_one(Decision, settled.decision_id)
    return _find_last(report)


def find_outcome(report: Report) -> Outcome:
    """What became of a report: of what it was about, by whichever decision that stands now.

    Five queries and those of `how_taken`, one more where what was decided holds no more.
    """
    decision, case = find_answer(report), session.get_one(ModerationCase, report.case_id)
    if decision is None:
        return _outcome(report.finding, None)
    thing = (case.subject_type, case.subject_id)
    taken = how_taken({thing: case.author_id}).get(thing)
    if _is_otherwise(case.subject_type, decision.act):
        taken = None
    if session.get(Settled, case.id) is not None:
        over = Outcome.UNDONE if taken is None and moderated.in_view(thing[0])(thing[1]) else None
        return _outcome(report.finding, decision.act, over, is_settled=True, taken=taken)
    over = _over(has_ended=decision.has_ended, is_early=decision.has_ended_early)
    together = None if decision.stands else find_together(decision)
    return _outcome(
        report.finding,
        decision.act,
        None if decision.stands else over,
        holds_beside=together is not None and together.stands,
        taken=taken,
    )


def list_own_reports(member_id: int, span: Span = START) -> Page[OwnReport]:
    """What a member reported and what became of it, the newest first.

    One query and those of `how_taken`, and one for each that went with more and is not away by it.
    """
    columns = (Report.id, Report.kind, Report.words, Report.made_at)
    thing = (ModerationCase.subject_type, ModerationCase.subject_id, ModerationCase.title)
    ruling = (Report.finding, Decision.act, Decision.undone_at, HAS_ENDED, HAS_ENDED_EARLY)
    theirs = (Appeal.decision_id == Decision.id, Appeal.member_id == member_id)
    decided = (Decision.id, Decision.made_at, exists().where(*theirs))
    blocked = (Block.blocker_id == member_id, Block.blocked_id == ModerationCase.author_id)
    placed = (Report.address, ModerationCase.category_id)
    holds = (_holds_beside(), _SETTLED.is_not(None), Member.name, ModerationCase.author_id)
    chosen = (
        select(*columns, *thing, *ruling, *placed, *decided, exists().where(*blocked), *holds)
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .outerjoin(Member, Member.id == ModerationCase.author_id)
        .outerjoin(Decision, Decision.id == func.coalesce(_SETTLED, _LAST))
        .where(Report.reporter_id == member_id)
    )
    page = read_page(chosen, NEWEST_FIRST, span, lambda row: OwnReport(*row))
    taken = how_taken({_thing(row): row.author_id for row in page.rows if _is_done(row)})
    return page.holding(
        replace(row, taken=taken.get(_thing(row)), is_in_view=_stands_alone(row, taken))
        for row in page.rows
    )


def _thing(row: OwnReport) -> Thing:
    return row.subject_type, row.subject_id


def _is_done(row: OwnReport) -> bool:
    """Whether anything was done about what was reported."""
    return row.finding is not None and row.act not in (None, NO_ACTION)


def _stands_alone(row: OwnReport, taken: Mapping[Thing, Taken]) -> bool:
    """Whether what was taken with more of its author's is back by itself."""
    thing = _thing(row)
    return row.is_settled and thing not in taken and moderated.in_view(thing[0])(thing[1])


def _is_otherwise(subject_type: str, act: str | None) -> bool:
    """Whether what was done is no matter of view, as to an account; so nothing else of it counts.

    Who complained of how somebody behaves is told nothing of what their profile says.
    """
    declared = moderated.register().acts.get(act or "")
    is_of_view = declared is not None and declared.restriction is Restriction.VISIBILITY
    return moderated.is_person(subject_type) and not is_of_view


def _find_last(report: Report) -> Decision | None:
    last = select(Decision).where(Decision.case_id == report.case_id)
    decision = session.scalar(last.order_by(Decision.id.desc()).limit(1))
    if decision is None or decision.replaced_by_id is None:
        return decision
    return session.get_one(Decision, decision.replaced_by_id)


def _over(*, has_ended: bool, is_early: bool) -> Outcome:
    """How a decision that holds no more came to that, as who reported is told."""
    if not has_ended:
        return Outcome.UNDONE
    return Outcome.ENDED_EARLY if is_early else Outcome.ENDED


def _holds_beside() -> ColumnElement[bool]:
    beside = aliased(Decision)
    holds = (beside.together_id == Decision.id, beside.undone_at.is_(None))
    return exists().where(*holds).correlate(Decision)


def _outcome(
    finding: Finding | None,
    act: str | None,
    over: Outcome | None = None,
    *,
    holds_beside: bool = False,
    is_settled: bool = False,
    taken: Taken | None = None,
) -> Outcome:
    if finding is None:
        return Outcome.WAITS
    if act is None or act == NO_ACTION:
        return Outcome.STANDS
    if taken is not None:  # by what was decided, or anything else that stands
        return _OF_TAKEN[taken]
    if finding is Finding.DISMISSED:  # though something was done: an appeal of that was won
        over = Outcome.OVERTURNED
    if over is not None:
        return _TAKEN_BACK.get(over, Outcome.ACTED) if holds_beside else over
    if is_settled:
        return Outcome.REMOVED
    declared = moderated.register().acts.get(act)
    if declared is None or declared.restriction is not Restriction.VISIBILITY:
        return Outcome.ACTED
    return _OF_TAKEN[declared.taken]
