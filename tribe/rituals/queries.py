"""Rites, their keepers and enactments: what is read, with its cost in queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy import Select, and_, bindparam, func, literal, not_, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from tribe.db import now, session
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.events.paging import Cursor, Page, read_page
from tribe.events.queries import shown_member
from tribe.forum.models import Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.members.models import Member
from tribe.rituals.models import (
    Cadence,
    Enactment,
    Ritual,
    RitualKeeper,
    RitualStatus,
)

SIZE = 30
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
        return f"/t/{self.topic_id}/{self.slug}"

    @property
    def local(self) -> datetime:
        """The moment on the clocks of the gathering's zone; a topic's in UTC."""
        return self.at.astimezone(ZoneInfo(self.zone)) if self.zone else self.at


def get_ritual(slug: str) -> Ritual | None:
    """A rite with its steps and keepers. Three queries."""
    keepers = selectinload(Ritual.keepers).joinedload(RitualKeeper.member)
    whole = select(Ritual).options(selectinload(Ritual.steps), keepers.options(shown_member()))
    return session.scalar(whole.where(Ritual.slug == slug))


def lock_ritual(ritual_id: int) -> Ritual:
    """The rite with its keepers' ids as it is now, and ours until the transaction ends."""
    whole = select(Ritual).options(selectinload(Ritual.steps), selectinload(Ritual.keepers))
    statement = whole.where(Ritual.id == ritual_id).with_for_update(of=Ritual)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def list_rituals(
    statuses: Collection[RitualStatus] = LIVING, after: str | None = None, size: int = SIZE
) -> tuple[list[RitualRow], str | None]:
    """Rites by status and name, and the slug to go on after. At most two queries."""
    key = tuple_(Ritual.status, Ritual.name, Ritual.id)
    columns = (Ritual.id, Ritual.slug, Ritual.name, Ritual.purpose_html)
    statement = select(*columns, Ritual.cadence, Ritual.status).where(Ritual.status.in_(statuses))
    last = session.scalar(select(Ritual).where(Ritual.slug == after)) if after else None
    if last is not None:
        bound = tuple_(
            literal(last.status, Ritual.status.type), literal(last.name), literal(last.id)
        )
        statement = statement.where(key > bound)
    found = session.execute(
        statement.order_by(Ritual.status, Ritual.name, Ritual.id).limit(size + 1)
    ).all()
    rows = [
        RitualRow(id, slug, name, str(Markup(html).striptags()), cadence, status)  # noqa: S704
        for id, slug, name, html, cadence, status in found[:size]
    ]
    return rows, rows[-1].slug if len(found) > size else None


def list_names(statuses: Collection[RitualStatus] = LIVING) -> Sequence[tuple[str, str]]:
    """Slug and name of the rites that one can enact, by name. One query."""
    statement = select(Ritual.slug, Ritual.name).where(Ritual.status.in_(statuses))
    return session.execute(statement.order_by(Ritual.name).limit(200)).all()


def list_keepers(ritual_ids: Collection[int]) -> dict[int, list[Member]]:
    """The keepers of each rite, the longest-serving first. One query."""
    keepers: dict[int, list[Member]] = {ritual_id: [] for ritual_id in ritual_ids}
    if keepers:
        rows = session.execute(
            select(RitualKeeper.ritual_id, Member)
            .join(Member, Member.id == RitualKeeper.member_id)
            .options(shown_member())
            .where(RitualKeeper.ritual_id.in_(keepers))
            .order_by(RitualKeeper.since, RitualKeeper.member_id)
        )
        for ritual_id, member in rows:
            keepers[ritual_id].append(member)
    return keepers


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
        .where(or_(Enactment.event_id.is_not(None), Topic.category_id.in_(rooms)))
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


def read_chronicle(
    ritual_id: int,
    rooms: Collection[int],
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
) -> Page[Occasion]:
    """The times a rite was enacted, the latest first. One query."""
    return read_page(
        _occasions(rooms).where(Enactment.ritual_id == ritual_id, Enactment.at <= now()),
        Enactment.at,
        Enactment.id,
        lambda row: Occasion(*row),
        lambda row: Cursor(row.at, row.id),
        newest_first=True,
        after=after,
        before=before,
    )


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


def get_visible_topic(topic_id: int, reader: Member | None) -> Topic | None:
    """A topic that the reader may see. One query, and the reader's categories."""
    visible = Topic.category_id.in_(visible_category_ids(reader))
    return session.scalar(select(Topic).where(Topic.id == topic_id, visible))


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
    return session.execute(_RITE_OF_TOPIC, {"topic": topic_id}).first()


_RITE_OF_TOPIC = (
    select(Ritual.slug, Ritual.name)
    .join(Enactment, Enactment.ritual_id == Ritual.id)
    .where(Enactment.topic_id == bindparam("topic"))
)  # each topic page asks


def list_slugs_like(base: str) -> set[str]:
    """The slugs that begin with a base. One query."""
    return set(session.scalars(select(Ritual.slug).where(Ritual.slug.startswith(base))))
