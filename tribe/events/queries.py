"""Gatherings, who hosts them, who comes: what is read, with its cost in queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, load_only, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from tribe.db import now, session
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Mode, Rsvp
from tribe.events.paging import Cursor, Page, read_page
from tribe.members.models import Member

FEED_PAST = timedelta(days=90)
MOST_NAMES = 300
party = 1 + Attendance.guests
in_turn = (Attendance.answered_at, Attendance.member_id)


@dataclass(frozen=True)
class Headcount:
    """How many answered what; `seats` counts the guests of those who go."""

    going: int = 0
    seats: int = 0
    interested: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class EventRow:
    """A gathering in a list."""

    id: int
    title: str
    mode: Mode
    place: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    status: EventStatus
    group_name: str | None

    @property
    def local_start(self) -> datetime:
        """When it starts, on the clocks of its zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """When it ends, on the clocks of its zone."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))


_ROW = (
    Event.id,
    Event.title,
    Event.mode,
    Event.place,
    Event.zone,
    Event.starts_at,
    Event.ends_at,
    Event.capacity,
    Event.status,
    Event.group_name,
)


def shown_member() -> _AbstractLoad:
    """Load of a member only what a face and a name need."""
    face = (Member.name, Member.hue, Member.is_brand, Member.avatar_key, Member.state)
    return load_only(*face)


def _page(
    condition: ColumnElement[bool],
    newest_first: bool,
    after: Cursor | None,
    before: Cursor | None,
    size: int,
) -> Page[EventRow]:
    return read_page(
        select(*_ROW).where(condition),
        Event.starts_at,
        Event.id,
        lambda row: EventRow(*row),
        lambda row: Cursor(row.starts_at, row.id),
        newest_first=newest_first,
        after=after,
        before=before,
        size=size,
    )


def list_upcoming(
    *, after: Cursor | None = None, before: Cursor | None = None, size: int = 20
) -> Page[EventRow]:
    """Gatherings that are not over, the soonest first. One query."""
    return _page(Event.ends_at > now(), False, after, before, size)


def list_past(
    *, after: Cursor | None = None, before: Cursor | None = None, size: int = 20
) -> Page[EventRow]:
    """Gatherings that are over, the latest first. One query."""
    return _page(Event.ends_at <= now(), True, after, before, size)


def list_for_calendar(event_id: int | None = None) -> Sequence[Event]:
    """Those of the last 90 days and to come, or one; cancelled ones too. Two queries."""
    chosen = Event.ends_at > now() - FEED_PAST if event_id is None else Event.id == event_id
    return session.scalars(_with_hosts().where(chosen).order_by(Event.starts_at, Event.id)).all()


def _with_hosts() -> Select[Event]:
    return select(Event).options(
        selectinload(Event.hosts).joinedload(EventHost.member).options(shown_member())
    )


def get_event(event_id: int) -> Event | None:
    """A gathering with its hosts. Two queries."""
    return session.scalar(_with_hosts().where(Event.id == event_id))


def lock_event(event_id: int) -> Event:
    """The gathering with its hosts' ids as it is now, and ours until the transaction ends.

    On PostgreSQL the row is locked; on SQLite the transaction began IMMEDIATE, so nobody else
    writes. Whoever counts seats or changes them calls this first.
    """
    whole = select(Event).options(selectinload(Event.hosts))
    statement = whole.where(Event.id == event_id).with_for_update(of=Event)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def get_attendance(event_id: int, member_id: int) -> Attendance | None:
    """A member's answer, read afresh. One query."""
    return session.get(Attendance, (event_id, member_id), populate_existing=True)


def _sum(condition: ColumnElement[bool], value: ColumnElement[int] | int) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, value), else_=0)), 0)


_COUNTS = (
    _sum(Attendance.status == Rsvp.GOING, 1),
    _sum(Attendance.status == Rsvp.GOING, party),
    _sum(Attendance.status == Rsvp.INTERESTED, 1),
    _sum(Attendance.status == Rsvp.WAITLISTED, 1),
)


def count_answers(event_ids: Collection[int]) -> dict[int, Headcount]:
    """The headcount of each gathering; all are there, answered or not. One query."""
    counts = dict.fromkeys(event_ids, Headcount())
    if counts:
        rows = session.execute(
            select(Attendance.event_id, *_COUNTS)
            .where(Attendance.event_id.in_(counts))
            .group_by(Attendance.event_id)
        )
        counts.update((row[0], Headcount(*(int(n) for n in row[1:]))) for row in rows)
    return counts


def list_hosts(event_ids: Collection[int]) -> dict[int, list[Member]]:
    """The hosts of each gathering, in their order. One query."""
    hosts: dict[int, list[Member]] = {event_id: [] for event_id in event_ids}
    if hosts:
        rows = session.execute(
            select(EventHost.event_id, Member)
            .join(Member, Member.id == EventHost.member_id)
            .options(shown_member())
            .where(EventHost.event_id.in_(hosts))
            .order_by(EventHost.event_id, EventHost.position)
        )
        for event_id, member in rows:
            hosts[event_id].append(member)
    return hosts


def list_answers_of(member_id: int, event_ids: Collection[int]) -> dict[int, Rsvp]:
    """What a member answered to each of some gatherings. One query."""
    if not event_ids:
        return {}
    rows = session.execute(
        select(Attendance.event_id, Attendance.status).where(
            Attendance.member_id == member_id, Attendance.event_id.in_(event_ids)
        )
    )
    return dict(rows.all())


def list_attendances(event_id: int, status: Rsvp) -> Sequence[Attendance]:
    """The answers of one kind in the order they came, with their members. One query."""
    return session.scalars(
        select(Attendance)
        .join(Attendance.member)
        .options(contains_eager(Attendance.member).options(shown_member()))
        .where(Attendance.event_id == event_id, Attendance.status == status)
        .order_by(*in_turn)
        .limit(MOST_NAMES)
    ).all()


def list_waiting(event_id: int) -> Sequence[Attendance]:
    """The waitlist in its order, read afresh. One query."""
    return session.scalars(
        select(Attendance)
        .where(Attendance.event_id == event_id, Attendance.status == Rsvp.WAITLISTED)
        .order_by(*in_turn)
        .execution_options(populate_existing=True)
    ).all()


def waitlist_position(attendance: Attendance) -> int:
    """Which party of the waitlist this is, from 1. One query."""
    earlier = or_(
        Attendance.answered_at < attendance.answered_at,
        and_(
            Attendance.answered_at == attendance.answered_at,
            Attendance.member_id < attendance.member_id,
        ),
    )
    ahead = session.scalar(
        select(func.count())
        .select_from(Attendance)
        .where(
            Attendance.event_id == attendance.event_id,
            Attendance.status == Rsvp.WAITLISTED,
            earlier,
        )
    )
    return 1 + (ahead or 0)


def list_going_ids(event_id: int) -> list[int]:
    """The members who go, guests apart. One query."""
    return list(
        session.scalars(
            select(Attendance.member_id).where(
                Attendance.event_id == event_id, Attendance.status == Rsvp.GOING
            )
        )
    )


def find_members(keys: Collection[str]) -> dict[str, Member]:
    """Active members by the key of their name. One query."""
    found = session.scalars(select(Member).where(Member.name_key.in_(keys)))
    return {member.name_key: member for member in found if member.is_active}


def usual_zone(member_id: int) -> str | None:
    """The zone of a member's latest gathering, else of anyone's. One query."""
    return session.scalar(
        select(Event.zone)
        .order_by((Event.created_by_id == member_id).desc(), Event.created_at.desc())
        .limit(1)
    )
