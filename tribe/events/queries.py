"""Gatherings, who hosts them, who comes: what is read, with its cost in queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from tribe.activity import Activity
from tribe.base.db import UtcDateTime, list_rows, now, session
from tribe.base.paging import LARGEST, START, Order, Page, Span, read_page
from tribe.blocking import reader
from tribe.events.activities import EVENT_CREATED, EVENT_MOVED, EVENT_REINSTATED
from tribe.events.models import (
    Attendance,
    CalendarFeed,
    Event,
    EventHost,
    EventStatus,
    GuestSeat,
    HostRequest,
    Mode,
    Rsvp,
)
from tribe.members.models import IN_USE, Member
from tribe.members.summaries import MemberSummary, summaries_by, summary_columns
from tribe.web.news import Window, beyond

FEED_PAST = timedelta(days=90)
MAX_NAMES = 300
party = 1 + Attendance.guests
in_turn = (Attendance.answered_at, Attendance.member_id)


@dataclass(frozen=True)
class Headcount:
    """How many answered what; `seats` counts the guests of those who go, and who came by name."""

    going: int = 0
    seats: int = 0
    interested: int = 0
    waiting: int = 0
    by_name: int = 0  # people without an account


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


SOONEST_FIRST = Order((Event.starts_at, Event.id))
LATEST_FIRST = Order((Event.starts_at, Event.id), is_falling=True)


def list_upcoming(span: Span = START) -> Page[EventRow]:
    """Gatherings that are not over, the soonest first. One query."""
    coming = select(*_ROW).where(Event.ends_at > now())
    return read_page(coming, SOONEST_FIRST, span, lambda row: EventRow(*row))


def list_next(size: int, reader: Member | None = None) -> list[EventRow]:
    """The next gatherings that take place, and the reader's own that do not. One query."""
    given: dict[str, Any] = {"moment": now(), "size": size}
    if reader is None:
        return [EventRow(*row) for row in list_rows(_NEXT, given)]
    return [EventRow(*row) for row in list_rows(_NEXT_OF, given | {"reader": reader.id})]


_COMING: Select[*tuple[Any, ...]] = (
    select(*_ROW)
    .where(Event.ends_at > bindparam("moment", type_=UtcDateTime()))
    .order_by(Event.starts_at, Event.id)
    .limit(bindparam("size"))
)  # home asks for one of them each time
_NEXT = _COMING.where(Event.status == EventStatus.CONFIRMED)
_NEXT_OF = _COMING.where(
    or_(
        Event.status == EventStatus.CONFIRMED,
        Event.id.in_(
            select(Attendance.event_id).where(
                Attendance.member_id == bindparam("reader"),
                Attendance.status != Rsvp.NOT_GOING,
            )
        ),
    )
)


def list_past(span: Span = START) -> Page[EventRow]:
    """Gatherings that are over, the latest first. One query."""
    past = select(*_ROW).where(Event.ends_at <= now())
    return read_page(past, LATEST_FIRST, span, lambda row: EventRow(*row))


def list_changed(reader_id: int, window: Window) -> list[tuple[EventRow, datetime]]:
    """Gatherings to come that others announced or changed, and when. One query.

    Those that the reader answered as they stand are not among them.
    """
    given = window.given | {"reader": reader_id, "moment": now()}
    rows = session.execute(_changed(window.is_backwards), given)
    return [(EventRow(*row[:-1]), row[-1]) for row in rows]


@cache
def _changed(is_backwards: bool) -> Select[*tuple[Any, ...]]:
    reader: BindParameter[int] = bindparam("reader")
    hosted = select(EventHost.event_id).where(EventHost.member_id == reader)
    answered = exists().where(
        Attendance.event_id == Event.id,
        Attendance.member_id == reader,
        Attendance.answered_at >= Event.updated_at,
    )
    coming = select(*_ROW, Event.updated_at).where(
        Event.ends_at > bindparam("moment", type_=UtcDateTime()),
        Event.status == EventStatus.CONFIRMED,
        Event.created_by_id != reader,
        Event.id.not_in(hosted),
        ~answered,
    )
    return beyond(coming, Event.updated_at, Event.id, is_backwards=is_backwards)


def list_turns(event_ids: Collection[int], since: datetime) -> dict[int, set[str]]:
    """By which kinds of acts gatherings came to be or were changed since a moment. One query."""
    found: dict[int, set[str]] = {number: set() for number in event_ids}
    if found:
        for number, kind in session.execute(_TURNS, {"events": list(found), "since": since}):
            found[number].add(kind)
    return found


_TURNS = (
    select(Activity.subject_id, Activity.kind)
    .where(
        Activity.subject_type == "event",
        Activity.subject_id.in_(bindparam("events", expanding=True)),
        Activity.kind.in_([one.name for one in (EVENT_CREATED, EVENT_MOVED, EVENT_REINSTATED)]),
        Activity.at > bindparam("since", type_=UtcDateTime()),
    )
    .distinct()
)


def list_for_calendar(event_id: int | None = None) -> Sequence[Event]:
    """Those of the last 90 days and to come, or one; cancelled ones too. One query."""
    chosen = Event.ends_at > now() - FEED_PAST if event_id is None else Event.id == event_id
    return session.scalars(select(Event).where(chosen).order_by(Event.starts_at, Event.id)).all()


def find_calendar_owner(token: str) -> Member | None:
    """The active member whose own calendar has this address. One query."""
    owner = select(Member).join(CalendarFeed, CalendarFeed.member_id == Member.id)
    return session.scalar(owner.where(CalendarFeed.token == token, IN_USE))


def list_own_calendar(member_id: int) -> tuple[Sequence[Event], set[int]]:
    """Gatherings that a member goes to, waits for, likes or hosts, and those whose way in they see.

    Those of the last 90 days and to come. Three queries.
    """
    statuses = dict(
        session.execute(
            select(Attendance.event_id, Attendance.status).where(
                Attendance.member_id == member_id, Attendance.status != Rsvp.NOT_GOING
            )
        ).all()
    )
    hosted = set(
        session.scalars(select(EventHost.event_id).where(EventHost.member_id == member_id))
    )
    wanted = select(Event).where(
        Event.ends_at > now() - FEED_PAST, Event.id.in_(statuses.keys() | hosted)
    )
    events = session.scalars(wanted.order_by(Event.starts_at, Event.id)).all()
    going = {event_id for event_id, status in statuses.items() if status is Rsvp.GOING}
    return events, going | hosted


class CalendarVersion(NamedTuple):
    """What differs whenever a calendar's gatherings do."""

    gatherings: int
    ids: int
    updated_at: datetime | None


def get_calendar_version(event_id: int | None = None) -> CalendarVersion:
    """The version of what `list_for_calendar` would give; one query."""
    chosen = Event.ends_at > now() - FEED_PAST if event_id is None else Event.id == event_id
    found = session.execute(
        select(func.count(), func.sum(Event.id), func.max(Event.updated_at)).where(chosen)
    ).one()
    return CalendarVersion(found[0], int(found[1] or 0), found[2])


def get_event(event_id: int) -> Event | None:
    """A gathering with its hosts' ids. One query."""
    whole = select(Event).options(joinedload(Event.hosts)).where(Event.id == event_id)
    return session.scalars(whole).unique().one_or_none()


def lock_event(event_id: int) -> Event:
    """The gathering with its hosts' ids as it is now, and ours until the transaction ends.

    On PostgreSQL the row is locked; on SQLite the transaction began IMMEDIATE, so nobody else
    writes. Whoever counts seats or changes them calls this first.
    """
    whole = select(Event).options(selectinload(Event.hosts))
    statement = whole.where(Event.id == event_id).with_for_update(of=Event)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def count_reinstated(event_id: int) -> int:
    """How often a gathering was to take place after all."""
    of_it = (Activity.subject_type == "event", Activity.subject_id == event_id)
    is_reinstated = Activity.kind == EVENT_REINSTATED.name
    return session.scalar(select(func.count(Activity.id)).where(*of_it, is_reinstated)) or 0


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
    literal(0),
)
_BY_NAME = (literal(0), func.count(), literal(0), literal(0), func.count())
_HEADCOUNTS = union_all(
    select(Attendance.event_id, *_COUNTS)
    .where(Attendance.event_id.in_(bindparam("events", expanding=True)))
    .group_by(Attendance.event_id),
    select(GuestSeat.event_id, *_BY_NAME)
    .where(GuestSeat.event_id.in_(bindparam("events", expanding=True)))
    .group_by(GuestSeat.event_id),
)


def count_answers(event_ids: Collection[int]) -> dict[int, Headcount]:
    """The headcount of each gathering; all are there, answered or not. One query."""
    totals = {event_id: [0] * 5 for event_id in event_ids}
    if totals:
        for event_id, *numbers in list_rows(_HEADCOUNTS, {"events": list(totals)}):
            totals[event_id] = [a + int(b) for a, b in zip(totals[event_id], numbers, strict=True)]
    return {event_id: Headcount(*total) for event_id, total in totals.items()}


def list_guest_seats(event_id: int) -> Sequence[Row[int, str]]:
    """Number and name of who comes by name, in the order in which they said so. One query."""
    chosen = select(GuestSeat.id, GuestSeat.name).where(GuestSeat.event_id == event_id)
    return session.execute(chosen.order_by(GuestSeat.taken_at, GuestSeat.id)).all()


def find_guest_seat(digest: str) -> GuestSeat | None:
    """The seat that a guest's page is of. One query."""
    return session.scalar(select(GuestSeat).where(GuestSeat.digest == digest))


def list_hosts(event_ids: Collection[int]) -> dict[int, list[MemberSummary]]:
    """The hosts of each gathering, in their order. One query."""
    order = (EventHost.event_id, EventHost.position)
    return summaries_by(EventHost.event_id, EventHost.member_id, event_ids, order)


def list_host_requests(member_id: int) -> Sequence[Row[int, str, str]]:
    """Gatherings to come that a member is asked to host: id, title, and who asks. One query."""
    return list_rows(_HOST_REQUESTS, {"member": member_id, "moment": now()})


_HOST_REQUESTS = (
    select(Event.id, Event.title, Member.name.label("asked_by"))
    .join(HostRequest, HostRequest.event_id == Event.id)
    .join(Member, Member.id == HostRequest.asked_by_id)
    .where(
        HostRequest.member_id == bindparam("member"),
        Event.status == EventStatus.CONFIRMED,
        Event.ends_at > bindparam("moment", type_=UtcDateTime()),
    )
    .order_by(Event.starts_at, Event.id)
)  # home asks for it each time


def hosts_event(event_id: int, member_id: int) -> bool:
    """Whether a member hosts a gathering. One query."""
    return session.get(EventHost, (event_id, member_id)) is not None


def list_asked_hosts(event_id: int) -> list[MemberSummary]:
    """Who is asked to host a gathering and has not answered. One query."""
    order = (HostRequest.asked_at, HostRequest.member_id)
    return summaries_by(HostRequest.event_id, HostRequest.member_id, [event_id], order)[event_id]


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


class Attendee(NamedTuple):
    """A member who answered, and the guests they bring."""

    member: MemberSummary
    guests: int


def list_attendees(
    event_id: int, statuses: Collection[Rsvp], reader_id: int | None = None
) -> dict[Rsvp, list[Attendee]]:
    """The first who gave each answer, in the order in which they did. One query.

    To a reader nobody is told who is hidden but themself; None is who sees all.
    """
    found: dict[Rsvp, list[Attendee]] = {status: [] for status in statuses}
    if not found:
        return found
    turn = func.row_number().over(partition_by=Attendance.status, order_by=in_turn)
    is_shown = or_(~Attendance.is_hidden, Attendance.member_id == reader_id)
    ranked = (
        select(turn.label("turn"), Attendance.status, Attendance.guests, *summary_columns())
        .join(Member, Member.id == Attendance.member_id)
        .where(Attendance.event_id == event_id, Attendance.status.in_(found))
        .where(true() if reader_id is None else is_shown)
        .subquery()
    )
    for row in session.execute(
        select(ranked).where(ranked.c.turn <= MAX_NAMES).order_by(ranked.c.turn)
    ):
        found[row.status].append(Attendee(MemberSummary.of(row), row.guests))
    return found


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
    """Active members whom the reader meets, by the key of their name. One query."""
    named = (Member.name_key.in_(keys), IN_USE, Member.id.not_in(sorted(reader().apart)))
    return {member.name_key: member for member in session.scalars(select(Member).where(*named))}


def list_titles(event_ids: Collection[int]) -> Sequence[Row[int, str]]:
    """Number and title of some gatherings, the soonest first; one query, none without numbers."""
    if not event_ids:
        return []
    chosen = select(Event.id, Event.title).where(Event.id.in_(event_ids))
    return session.execute(chosen.order_by(Event.starts_at, Event.id)).all()


SPAN = 10_000  # numbers of gatherings in one file of the map


def list_spans() -> list[tuple[int, datetime]]:
    """In which spans of numbers there are gatherings, and when one last changed. One query."""
    span = Event.id // SPAN
    chosen = select(span, func.max(Event.updated_at)).group_by(span).order_by(span)
    return [(int(number) + 1, at) for number, at in session.execute(chosen)]


def list_span(number: int) -> Sequence[Row[int, datetime]]:
    """Number and last change of the gatherings of a span, from 1. One query."""
    if not 1 <= number <= LARGEST // SPAN:
        return []
    within = (Event.id >= (number - 1) * SPAN, Event.id < number * SPAN)
    return session.execute(
        select(Event.id, Event.updated_at).where(*within).order_by(Event.id)
    ).all()
