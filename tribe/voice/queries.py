"""Reading the charter, the council and the register of promises."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload

from tribe.access import Role
from tribe.activity.models import Activity
from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.graph.study.shares import Interval, wilson
from tribe.members.models import IN_USE, Member
from tribe.voice import activities
from tribe.voice.models import CharterValue, CouncilSeat, Outcome, Promise

PAGE = 20
SOONEST_DUE = Order((Promise.due_on, Promise.id))
LAST_JUDGED = Order((Promise.settled_at, Promise.id), is_falling=True)
MIN_DUE = 10  # promises that have come due, before their share says anything


@dataclass(frozen=True)
class Fidelity:
    """F2 of the measures: promises kept among those that have come due."""

    kept: int
    broken: int
    late: int
    open: int

    @property
    def due(self) -> int:
        """Promises that were judged, or whose day has passed."""
        return self.kept + self.broken + self.late

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95 % interval of the share kept; None when nothing has come due."""
        return wilson(self.kept, self.due)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to speak of a share at all."""
        return self.due >= MIN_DUE


def list_values() -> list[CharterValue]:
    """The charter in its order."""
    order = (CharterValue.position, CharterValue.id)
    return list(session.scalars(select(CharterValue).order_by(*order)))


def list_proposed() -> set[int]:
    """The values whose present words are of nobody on the council; two queries.

    Where who wrote them is not known any more, a council of that day counts: while one sits,
    nobody else words a value.
    """
    kinds = [kind.name for kind in (activities.VALUE_ADDED, activities.VALUE_CHANGED)]
    latest = select(func.max(Activity.id)).where(Activity.kind.in_(kinds))
    acts = select(Activity.subject_id, Activity.actor_id, Activity.at)
    worded = session.execute(acts.where(Activity.id.in_(latest.group_by(Activity.subject_id))))
    last = {value_id: (actor_id, at.date()) for value_id, actor_id, at in worded}
    columns = (CouncilSeat.member_id, CouncilSeat.since, CouncilSeat.until)
    sat = [_sat(actor_id, day) for actor_id, day in set(last.values())]
    seats = session.execute(select(*columns).where(or_(false(), *sat))).all()
    return {
        value_id
        for value_id, (actor_id, day) in last.items()
        if not any(
            actor_id in (None, holder) and since <= day and (until is None or until >= day)
            for holder, since, until in seats
        )
    }


def _sat(member_id: int | None, day: date) -> ColumnElement[bool]:
    """That a seat was held on a day, by a member or whoever it was."""
    until = CouncilSeat.until
    is_of_day = and_(CouncilSeat.since <= day, or_(until.is_(None), until >= day))
    return is_of_day if member_id is None else and_(is_of_day, CouncilSeat.member_id == member_id)


def get_value(value_id: int, *, for_update: bool = False) -> CharterValue | None:
    """One value of the charter; its row locked where the database does so."""
    if not for_update:
        return session.get(CharterValue, value_id)
    wanted = select(CharterValue).where(CharterValue.id == value_id).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def list_seats(day: date) -> list[CouncilSeat]:
    """Who sits on the council that day or will, the longest seated first; with their names."""
    sitting = or_(CouncilSeat.until.is_(None), CouncilSeat.until > day)
    wanted = select(CouncilSeat).where(sitting).options(joinedload(CouncilSeat.member))
    return list(session.scalars(wanted.order_by(CouncilSeat.since, CouncilSeat.id)))


def list_former_seats(day: date) -> list[CouncilSeat]:
    """The last twenty who sat on the council, with their names."""
    wanted = select(CouncilSeat).where(CouncilSeat.until <= day)
    wanted = wanted.options(joinedload(CouncilSeat.member))
    order = (CouncilSeat.until.desc(), CouncilSeat.id.desc())
    return list(session.scalars(wanted.order_by(*order).limit(PAGE)))


def get_seat(seat_id: int) -> CouncilSeat | None:
    """One seat with its member."""
    return session.scalar(
        select(CouncilSeat).where(CouncilSeat.id == seat_id).options(joinedload(CouncilSeat.member))
    )


def is_seated(member_id: int, day: date) -> bool:
    """Whether a member sits on the council that day."""
    held = and_(
        CouncilSeat.member_id == member_id,
        CouncilSeat.since <= day,
        or_(CouncilSeat.until.is_(None), CouncilSeat.until > day),
    )
    return session.scalar(select(CouncilSeat.id).where(held).limit(1)) is not None


def council_sits(day: date) -> bool:
    """Whether somebody sits on the council that day who may act for the members."""
    return session.scalar(sitting_on(day).limit(1)) is not None


def sitting_on(day: date) -> Select[int]:
    """The numbers of members who sit on the council that day and may act for the members."""
    keeps = Member.role.in_((Role.ADMIN, Role.MODERATOR))
    staff = or_(Member.is_brand, keeps, Member.is_category_moderator)
    return (
        select(CouncilSeat.member_id)
        .join(Member, Member.id == CouncilSeat.member_id)
        .where(
            CouncilSeat.since <= day,
            or_(CouncilSeat.until.is_(None), CouncilSeat.until > day),
            IN_USE,
            ~staff,
        )
    )


def lay_judges() -> set[int]:
    """The members who sit on the council today, and judge appeals where they are asked to."""
    return set(session.scalars(sitting_on(now().date())))


def council_facts(member_id: int | None, day: date) -> dict[str, bool]:
    """What the rule about the charter asks: whether this member sits, and whether anybody does."""
    seated = member_id is not None and is_seated(member_id, day)
    return {"is_seated": seated, "council_sits": council_sits(day)}


def is_seated_from(member_id: int, day: date) -> bool:
    """Whether a member sits on the council that day, or will on a later one."""
    lasting = or_(CouncilSeat.until.is_(None), CouncilSeat.until > day)
    held = and_(CouncilSeat.member_id == member_id, lasting)
    return session.scalar(select(CouncilSeat.id).where(held).limit(1)) is not None


def get_promise(promise_id: int, *, for_update: bool = False) -> Promise | None:
    """One promise with whoever made it; its row locked where the database does so."""
    wanted = select(Promise).where(Promise.id == promise_id).options(joinedload(Promise.made_by))
    if for_update:
        wanted = wanted.with_for_update(of=Promise).execution_options(populate_existing=True)
    return session.scalar(wanted)


def list_awaited(span: Span = START) -> Page[Promise]:
    """Promises not judged, the soonest due first; one query."""
    wanted = select(Promise).where(Promise.outcome.is_(None)).options(joinedload(Promise.made_by))
    return read_page(wanted, SOONEST_DUE, span)


def list_settled(span: Span = START) -> Page[Promise]:
    """Judged promises, the last judged first; one query."""
    who = (joinedload(Promise.made_by), joinedload(Promise.settled_by))
    wanted = select(Promise).where(Promise.outcome.is_not(None)).options(*who)
    return read_page(wanted, LAST_JUDGED, span)


def tally(day: date) -> Fidelity:
    """How the promises stand that day; one query."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    unsettled = Promise.outcome.is_(None)
    row = session.execute(
        select(
            count(Promise.outcome == Outcome.KEPT),
            count(Promise.outcome == Outcome.BROKEN),
            count(and_(unsettled, Promise.due_on < day)),
            count(and_(unsettled, Promise.due_on >= day)),
        )
    ).one()
    return Fidelity(*(int(number) for number in row))
