"""Rites, their keepers and enactments: what is read, with its cost in queries."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from tribe.access import Actor
from tribe.activity import Activity
from tribe.base.db import list_rows, now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.forum.addresses import topic_link
from tribe.forum.models import Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.members.models import Member
from tribe.members.summaries import MemberSummary, summaries_by, summary_columns
from tribe.rituals.activities import RITUAL_RELEASED
from tribe.rituals.models import (
    Cadence,
    Enactment,
    KeeperRequest,
    Ritual,
    RitualKeeper,
    RitualStatus,
)
from tribe.web.news import Window, beyond

SIZE = 30
BY_STATUS = Order((Ritual.status, Ritual.name, Ritual.id))
LATEST_FIRST = Order((Enactment.at, Enactment.id), is_falling=True)
NEAR = timedelta(days=60)
LIVING = (RitualStatus.ALIVE, RitualStatus.RESTING)


@dataclass(frozen=True)
class RitualRow:
    """A rite in a list."""

    id: int
    slug: str
    name: str
    purpose: str
    cadence: Cadence
    status: RitualStatus


@dataclass(frozen=True)
class Occasion:
    """One enactment, with the gathering or the topic that it is."""

    id: int
    ritual_id: int
    at: datetime
    event_id: int | None
    topic_id: int | None
    title: str
    slug: str | None
    zone: str | None
    is_cancelled: bool
    recap_html: str
    recap_by_id: int | None
    recap_by: str | None
    marked_by_id: int

    @property
    def url(self) -> str:
        """Where it takes or took place on this site."""
        if self.event_id is not None:
            return f"/events/{self.event_id}"
        return topic_link(self.topic_id or 0, self.slug)

    @property
    def local_start(self) -> datetime:
        """The moment on the clocks of the gathering's zone; a topic's in UTC."""
        return self.at.astimezone(ZoneInfo(self.zone)) if self.zone else self.at


def get_ritual(slug: str) -> Ritual | None:
    """A rite with its steps and its keepers' ids. Two queries."""
    whole = select(Ritual).options(joinedload(Ritual.keepers), selectinload(Ritual.steps))
    return session.scalars(whole.where(Ritual.slug == slug)).unique().one_or_none()


def lock_ritual(ritual_id: int) -> Ritual:
    """The rite with its keepers' ids as it is now, and ours until the transaction ends."""
    whole = select(Ritual).options(selectinload(Ritual.steps), selectinload(Ritual.keepers))
    statement = whole.where(Ritual.id == ritual_id).with_for_update(of=Ritual)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def list_rituals(
    statuses: Collection[RitualStatus] = LIVING, span: Span = START
) -> Page[RitualRow]:
    """Rites by status and name. One query."""
    columns = (Ritual.id, Ritual.slug, Ritual.name, Ritual.purpose_html)
    statement = select(*columns, Ritual.cadence, Ritual.status).where(Ritual.status.in_(statuses))
    return read_page(statement, BY_STATUS, span, _ritual_row, SIZE)


def _ritual_row(row: Sequence[Any]) -> RitualRow:
    number, slug, name, html, cadence, status = row
    purpose = str(Markup(html).striptags())  # noqa: S704 - our own cooking
    return RitualRow(number, slug, name, purpose, cadence, status)


def is_any_living() -> bool:
    """Whether the place has a rite, alive or at rest; one query."""
    living = select(Ritual.id).where(Ritual.status.in_(LIVING)).limit(1)
    return session.scalar(living) is not None


def list_names(statuses: Collection[RitualStatus] = LIVING) -> Sequence[tuple[str, str]]:
    """Slug and name of the rites that one can enact, by name. One query."""
    statement = select(Ritual.slug, Ritual.name).where(Ritual.status.in_(statuses))
    return session.execute(statement.order_by(Ritual.name).limit(200)).all()


def list_keepers(ritual_ids: Collection[int]) -> dict[int, list[MemberSummary]]:
    """The keepers of each rite, the longest-serving first. One query."""
    order = (RitualKeeper.since, RitualKeeper.member_id)
    return summaries_by(RitualKeeper.ritual_id, RitualKeeper.member_id, ritual_ids, order)


@dataclass(frozen=True)
class Asked:
    """Somebody who would keep a rite, or is asked to; `is_own` where that is the reader."""

    slug: str
    rite: str
    member_id: int
    name: str
    is_own: bool


def list_keeper_requests(reader_id: int) -> list[Asked]:
    """Rites that a reader is asked to keep, and who asks to keep theirs. One query."""
    rows = session.execute(_KEEPER_REQUESTS, {"reader": reader_id})
    return [Asked(*row, is_own=row.member_id == reader_id) for row in rows]


_IS_KEPT_BY_READER = (
    select(RitualKeeper.ritual_id)
    .where(
        RitualKeeper.ritual_id == KeeperRequest.ritual_id,
        RitualKeeper.member_id == bindparam("reader"),
    )
    .exists()
)
_KEEPER_REQUESTS = (
    select(Ritual.slug, Ritual.name, KeeperRequest.member_id, Member.name.label("name"))
    .join(KeeperRequest, KeeperRequest.ritual_id == Ritual.id)
    .join(Member, Member.id == KeeperRequest.member_id)
    .where(
        Ritual.status != RitualStatus.RETIRED,
        or_(
            and_(
                KeeperRequest.member_id == bindparam("reader"),
                KeeperRequest.asked_by_id != KeeperRequest.member_id,
            ),
            and_(KeeperRequest.asked_by_id == KeeperRequest.member_id, _IS_KEPT_BY_READER),
        ),
    )
    .order_by(KeeperRequest.asked_at, KeeperRequest.member_id)
)  # home asks for it each time


@dataclass(frozen=True)
class Candidate:
    """Who may come to keep a rite: asked by another, or by their own wish."""

    member: MemberSummary
    asked_by_id: int

    @property
    def is_own_wish(self) -> bool:
        """Whether they asked, and nobody asked them."""
        return self.asked_by_id == self.member.id


def list_candidates(ritual_id: int) -> list[Candidate]:
    """Who is asked to keep a rite, or asks to, the first first. One query."""
    rows = session.execute(
        select(KeeperRequest.asked_by_id, *summary_columns())
        .join(Member, Member.id == KeeperRequest.member_id)
        .where(KeeperRequest.ritual_id == ritual_id)
        .order_by(KeeperRequest.asked_at, KeeperRequest.member_id)
    )
    return [Candidate(MemberSummary.of(row), row[0]) for row in rows]


def list_markable(size: int = 20) -> list[tuple[str, str, datetime]]:
    """Gatherings near today that enact no rite yet: address, title, local start. One query."""
    taken = select(Enactment.id).where(Enactment.event_id == Event.id).exists()
    rows = session.execute(
        select(Event.id, Event.title, Event.starts_at, Event.zone)
        .where(
            Event.starts_at.between(now() - NEAR, now() + NEAR),
            Event.status == EventStatus.CONFIRMED,
            ~taken,
        )
        .order_by(Event.starts_at.desc(), Event.id)
        .limit(size)
    )
    return [
        (f"/events/{number}", title, starts_at.astimezone(ZoneInfo(zone)))
        for number, title, starts_at, zone in rows
    ]


_LISTED = (Topic.unlisted_at.is_(None), Topic.removed_at.is_(None))
_TITLE = func.coalesce(Event.title, Topic.title)
_OCCASION = (
    Enactment.id,
    Enactment.ritual_id,
    Enactment.at,
    Enactment.event_id,
    Enactment.topic_id,
    _TITLE.label("title"),
    Topic.slug,
    Event.zone,
    and_(Event.id.is_not(None), Event.status == EventStatus.CANCELLED).label("is_cancelled"),
    Enactment.recap_html,
    Enactment.recap_by_id,
    Member.name.label("recap_by"),
    Enactment.marked_by_id,
)


def _occasions(rooms: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Enactments, topics only in the categories named: those that the reader may see."""
    return (
        select(*_OCCASION)
        .outerjoin(Event, Event.id == Enactment.event_id)
        .outerjoin(Topic, Topic.id == Enactment.topic_id)
        .outerjoin(Member, Member.id == Enactment.recap_by_id)
        .where(or_(Enactment.event_id.is_not(None), and_(Topic.category_id.in_(rooms), *_LISTED)))
    )


@dataclass(frozen=True)
class Beat:
    """Where a rite stands in time."""

    next: Occasion | None = None
    last: Occasion | None = None


def list_beats(ritual_ids: Collection[int], rooms: Collection[int]) -> dict[int, Beat]:
    """The next and the last enactment of each rite. One query."""
    beats = dict.fromkeys(ritual_ids, Beat())
    if not beats:
        return beats
    is_next = (Enactment.at > now()).label("is_next")
    side = (Enactment.ritual_id, is_next)
    soonest = func.row_number().over(partition_by=side, order_by=(Enactment.at, Enactment.id))
    latest = func.row_number().over(
        partition_by=side, order_by=(Enactment.at.desc(), Enactment.id.desc())
    )
    ranked = (
        _occasions(rooms)
        .add_columns(is_next, soonest.label("soonest"), latest.label("latest"))
        .where(Enactment.ritual_id.in_(beats))
        .subquery()
    )
    first = or_(
        and_(ranked.c.is_next, ranked.c.soonest == 1),
        and_(not_(ranked.c.is_next), ranked.c.latest == 1),
    )
    for row in session.execute(select(ranked).where(first)):
        occasion = Occasion(*row[:-3])
        beat = beats[occasion.ritual_id]
        beats[occasion.ritual_id] = (
            Beat(occasion, beat.last) if row.is_next else Beat(beat.next, occasion)
        )
    return beats


def list_coming(ritual_id: int, rooms: Collection[int], size: int = 5) -> list[Occasion]:
    """The next few enactments of a rite, the soonest first. One query."""
    statement = (
        _occasions(rooms)
        .where(Enactment.ritual_id == ritual_id, Enactment.at > now())
        .order_by(Enactment.at, Enactment.id)
        .limit(size)
    )
    return [Occasion(*row) for row in session.execute(statement)]


def read_chronicle(ritual_id: int, rooms: Collection[int], span: Span = START) -> Page[Occasion]:
    """The times a rite was enacted, the latest first. One query."""
    past = _occasions(rooms).where(Enactment.ritual_id == ritual_id, Enactment.at <= now())
    return read_page(past, LATEST_FIRST, span, lambda row: Occasion(*row))


def get_occasion(ritual_id: int, enactment_id: int, rooms: Collection[int]) -> Occasion | None:
    """One enactment of a rite, if it is in sight. One query."""
    statement = _occasions(rooms).where(
        Enactment.ritual_id == ritual_id, Enactment.id == enactment_id
    )
    row = session.execute(statement).first()
    return Occasion(*row) if row is not None else None


def get_enactment(enactment_id: int, *, for_update: bool = False) -> Enactment | None:
    """An enactment with its rite and keepers; its row locked where the database does so.

    Two queries.
    """
    keepers = joinedload(Enactment.ritual).selectinload(Ritual.keepers)
    wanted = select(Enactment).options(keepers).where(Enactment.id == enactment_id)
    if for_update:
        wanted = wanted.with_for_update(of=Enactment).execution_options(populate_existing=True)
    return session.scalar(wanted)


def list_shared(member_id: int, occasions: Collection[Occasion | Enactment]) -> set[int]:
    """The ids of those enactments in which a member took part. Two queries."""
    events = {one.event_id: one.id for one in occasions if one.event_id is not None}
    topics = {one.topic_id: one.id for one in occasions if one.topic_id is not None}
    shared: set[int] = set()
    if events:
        went = select(Attendance.event_id).where(
            Attendance.member_id == member_id,
            Attendance.status == Rsvp.GOING,
            Attendance.event_id.in_(events),
        )
        hosted = select(EventHost.event_id).where(
            EventHost.member_id == member_id, EventHost.event_id.in_(events)
        )
        shared.update(events[number] for number in session.scalars(went.union(hosted)))
    if topics:
        wrote = select(Post.topic_id).where(
            Post.author_id == member_id, Post.deleted_at.is_(None), Post.topic_id.in_(topics)
        )
        shared.update(topics[number] for number in session.scalars(wrote.distinct()))
    return shared


def get_visible_topic(topic_id: int, reader: Actor) -> Topic | None:
    """A topic that the reader may see. One query, and the reader's categories."""
    visible = Topic.category_id.in_(visible_category_ids(reader))
    is_there = Topic.removed_at.is_(None)
    return session.scalar(select(Topic).where(Topic.id == topic_id, visible, is_there))


def list_rites_of_events(event_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Slug and name of the rite that each gathering enacts, where it does. One query."""
    if not event_ids:
        return {}
    rows = session.execute(
        select(Enactment.event_id, Ritual.slug, Ritual.name)
        .join(Ritual, Ritual.id == Enactment.ritual_id)
        .where(Enactment.event_id.in_(event_ids))
    )
    return {event_id: (slug, name) for event_id, slug, name in rows if event_id is not None}


def get_rite_of_topic(topic_id: int) -> tuple[str, str] | None:
    """Slug and name of the rite that a topic enacts. One query."""
    found = list_rows(_RITE_OF_TOPIC, {"topic": topic_id})
    return (found[0].slug, found[0].name) if found else None


_RITE_OF_TOPIC = (
    select(Ritual.slug, Ritual.name)
    .join(Enactment, Enactment.ritual_id == Ritual.id)
    .where(Enactment.topic_id == bindparam("topic"))
)  # each topic page asks


@dataclass(frozen=True, slots=True)
class RiteTurn:
    """What came to a rite and when; `number` is of the rite, or of the enactment told of."""

    at: datetime
    number: int
    slug: str
    name: str
    held_at: datetime | None = None  # when that enactment was


def list_declared(reader_id: int, window: Window) -> list[RiteTurn]:
    """Rites that others declared and that live. One query."""
    return _turns(_declared, window, reader=reader_id)


def list_told(reader_id: int, rooms: Collection[int], window: Window) -> list[RiteTurn]:
    """Enactments that others told lately, topics only in some categories. One query."""
    return _turns(_told, window, reader=reader_id, rooms=sorted(rooms))


def list_unkept(reader_id: int, window: Window) -> list[RiteTurn]:
    """Rites that nobody keeps and a member took part in, not as their keeper. One query."""
    return _turns(_unkept, window, reader=reader_id)


def _turns(
    statement: Callable[[bool], Select[*tuple[Any, ...]]], window: Window, **given: Any
) -> list[RiteTurn]:
    rows = session.execute(statement(window.is_backwards), window.given | given)
    return [RiteTurn(*row) for row in rows]


@cache
def _declared(is_backwards: bool) -> Select[*tuple[Any, ...]]:
    living = select(Ritual.created_at, Ritual.id, Ritual.slug, Ritual.name).where(
        Ritual.status.in_(LIVING), Ritual.created_by_id != bindparam("reader")
    )
    return beyond(living, Ritual.created_at, Ritual.id, is_backwards=is_backwards)


@cache
def _told(is_backwards: bool) -> Select[*tuple[Any, ...]]:
    told = (
        select(Enactment.recap_at, Enactment.id, Ritual.slug, Ritual.name, Enactment.at)
        .join(Ritual, Ritual.id == Enactment.ritual_id)
        .outerjoin(Topic, Topic.id == Enactment.topic_id)
        .where(
            Enactment.recap != "",
            Enactment.recap_by_id.is_distinct_from(bindparam("reader", type_=Integer())),
            or_(
                Enactment.event_id.is_not(None),
                and_(Topic.category_id.in_(bindparam("rooms", expanding=True)), *_LISTED),
            ),
        )
    )
    return beyond(told, Enactment.recap_at, Enactment.id, is_backwards=is_backwards)


@cache
def _unkept(is_backwards: bool) -> Select[*tuple[Any, ...]]:
    reader: BindParameter[int] = bindparam("reader")
    of_rite = (Activity.kind == RITUAL_RELEASED.name, Activity.subject_type == "ritual")
    released = (
        select(Activity.subject_id.label("ritual_id"), func.max(Activity.at).label("at"))
        .where(*of_rite)
        .group_by(Activity.subject_id)
        .subquery()
    )
    let_go = exists().where(*of_rite, Activity.subject_id == Ritual.id, Activity.actor_id == reader)
    went = exists().where(
        Enactment.ritual_id == Ritual.id,
        Attendance.event_id == Enactment.event_id,
        Attendance.member_id == reader,
        Attendance.status == Rsvp.GOING,
    )
    spoke = exists().where(
        Enactment.ritual_id == Ritual.id,
        Post.topic_id == Enactment.topic_id,
        Post.author_id == reader,
        Post.deleted_at.is_(None),
    )
    is_kept = exists().where(RitualKeeper.ritual_id == Ritual.id)
    unkept = (
        select(released.c.at, Ritual.id, Ritual.slug, Ritual.name)
        .join(released, released.c.ritual_id == Ritual.id)
        .where(Ritual.status.in_(LIVING), ~is_kept, ~let_go, or_(went, spoke))
    )
    return beyond(unkept, released.c.at, Ritual.id, is_backwards=is_backwards)


def list_slugs_like(base: str) -> set[str]:
    """The slugs that begin with a base. One query."""
    return set(session.scalars(select(Ritual.slug).where(Ritual.slug.startswith(base))))
