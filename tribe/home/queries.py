"""What is alive now, across the rooms: only what the reader may see, columns only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from tribe.db import UtcDateTime, now, session
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.forum.models import Post, Topic
from tribe.forum.queries import Face
from tribe.members.models import Member, State
from tribe.rituals.models import Cadence, Enactment, Ritual, RitualKeeper, RitualStatus

LATELY = timedelta(days=30)
FACES = 5
_FACE = (Member.name, Member.hue, Member.is_brand, Member.avatar_key)


@dataclass(frozen=True)
class FirstPost:
    """The first thing that a newcomer said, while nobody has answered."""

    post_id: int
    title: str
    begins: str
    at: datetime
    author: Face


def list_unanswered(
    reader: Member, category_ids: Collection[int], size: int = 3
) -> list[FirstPost]:
    """First posts of the last weeks that wait for a word, the longest first. One query.

    The search begins at the topics that moved lately, so that it does not grow with the tribe.
    """
    given = {
        "reader": reader.id,
        "categories": sorted(category_ids),
        "since": now() - LATELY,
        "size": size,
    }
    rows = session.execute(_unanswered(), given)
    return [FirstPost(row[0], row[1], row[2], row[3], Face.of(row)) for row in rows]


@cache  # a statement takes longer to make than the query to run
def _unanswered() -> Select[*tuple[Any, ...]]:
    earlier, answer = aliased(Post), aliased(Post)
    has_spoken_before = (
        select(earlier.id)
        .where(earlier.author_id == Post.author_id, earlier.created_at < Post.created_at)
        .exists()
    )
    below = and_(Post.number == 1, answer.topic_id == Topic.id, answer.reply_to_id.is_(None))
    is_answered = (
        select(answer.id)
        .where(
            or_(answer.reply_to_id == Post.id, below),
            answer.author_id != Post.author_id,
            answer.deleted_at.is_(None),
        )
        .exists()
    )
    return (
        select(Post.id, Topic.title, Post.text, Post.created_at, *_FACE)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(
            Topic.last_posted_at > bindparam("since"),
            Topic.category_id.in_(bindparam("categories", expanding=True)),
            Topic.closed_at.is_(None),
            Post.created_at > bindparam("since"),
            Post.deleted_at.is_(None),
            Post.author_id != bindparam("reader"),
            Member.state == State.ACTIVE,
            ~Member.is_brand,
            ~has_spoken_before,
            ~is_answered,
        )
        .order_by(Post.created_at, Post.id)
        .limit(bindparam("size"))
    )


@dataclass(frozen=True)
class Rite:
    """A living rite, and when it comes or came last."""

    slug: str
    name: str
    cadence: Cadence
    next_at: datetime | None
    zone: str | None
    last_at: datetime | None
    keepers: int

    @property
    def local_next(self) -> datetime | None:
        """When it comes, on the clocks of its gathering."""
        return self.next_at and self.next_at.astimezone(ZoneInfo(self.zone or "UTC"))


def list_rites(size: int = 4) -> list[Rite]:
    """Rites that live: those that come next first, then those that were enacted last. One query."""
    rows = session.execute(_rites(), {"moment": now(), "size": size})
    return [Rite(*row) for row in rows]


@cache
def _rites() -> Select[*tuple[Any, ...]]:
    moment: BindParameter[datetime] = bindparam("moment", type_=UtcDateTime())
    coming, gathering = aliased(Enactment), aliased(Event)
    nearest = (
        select(Enactment.id)
        .outerjoin(Event, Event.id == Enactment.event_id)
        .where(
            Enactment.ritual_id == Ritual.id,
            Enactment.at > moment,
            or_(Event.id.is_(None), Event.status == EventStatus.CONFIRMED),
        )
        .order_by(Enactment.at, Enactment.id)
        .limit(1)
        .correlate(Ritual)
        .scalar_subquery()
    )
    last_at = (
        select(func.max(Enactment.at))
        .where(Enactment.ritual_id == Ritual.id, Enactment.at <= moment)
        .scalar_subquery()
    )
    keepers = select(func.count()).where(RitualKeeper.ritual_id == Ritual.id).scalar_subquery()
    return (
        select(
            Ritual.slug,
            Ritual.name,
            Ritual.cadence,
            coming.at,
            gathering.zone,
            last_at.label("last_at"),
            keepers,
        )
        .select_from(Ritual)
        .outerjoin(coming, coming.id == nearest)
        .outerjoin(gathering, gathering.id == coming.event_id)
        .where(Ritual.status == RitualStatus.ALIVE)
        .order_by(coming.at.is_(None), coming.at, last_at.is_(None), last_at.desc(), Ritual.id)
        .limit(bindparam("size"))
    )


def list_faces(event_ids: Collection[int]) -> dict[int, list[Face]]:
    """A few of those who come to each gathering, the first to answer first. One query."""
    faces: dict[int, list[Face]] = {event_id: [] for event_id in event_ids}
    if not faces:
        return faces
    for event_id, _turn, *face in session.execute(_first_faces(), {"events": list(faces)}):
        faces[event_id].append(Face(*face))
    return faces


@cache
def _first_faces() -> Select[*tuple[Any, ...]]:
    turn = func.row_number().over(
        partition_by=Attendance.event_id, order_by=(Attendance.answered_at, Attendance.member_id)
    )
    is_shown = Attendance.event_id.in_(bindparam("events", expanding=True))
    ranked = (
        select(Attendance.event_id, turn.label("turn"), *_FACE)
        .join(Member, Member.id == Attendance.member_id)
        .where(is_shown, Attendance.status == Rsvp.GOING)
        .subquery()
    )
    return select(ranked).where(ranked.c.turn <= FACES).order_by(ranked.c.turn)


@dataclass(frozen=True)
class Doings:
    """Where one meets a member: what they said last, what they host or go to, what they keep."""

    topics: Sequence[tuple[int, str, str, datetime]]  # id, slug, title, when they spoke last
    events: Sequence[tuple[int, str, datetime, str]]  # id, title, start, zone
    rites: Sequence[tuple[str, str]]  # slug, name


def read_doings(member: Member, category_ids: Collection[int], size: int = 6) -> Doings:
    """What a member takes part in, for a reader of these categories. Three queries."""
    spoke_at = func.max(Post.created_at)
    topics = session.execute(
        select(Topic.id, Topic.slug, Topic.title, spoke_at)
        .join(Post, Post.topic_id == Topic.id)
        .where(
            Post.author_id == member.id,
            Post.deleted_at.is_(None),
            Topic.category_id.in_(category_ids),
        )
        .group_by(Topic.id, Topic.slug, Topic.title)
        .order_by(spoke_at.desc(), Topic.id.desc())
        .limit(size)
    )
    hosted = select(EventHost.event_id).where(EventHost.member_id == member.id)
    events = session.execute(
        select(Event.id, Event.title, Event.starts_at, Event.zone)
        .where(Event.ends_at > now(), Event.status == EventStatus.CONFIRMED, Event.id.in_(hosted))
        .order_by(Event.starts_at, Event.id)
        .limit(size)
    )
    rites = session.execute(
        select(Ritual.slug, Ritual.name)
        .join(RitualKeeper, RitualKeeper.ritual_id == Ritual.id)
        .where(RitualKeeper.member_id == member.id, Ritual.status != RitualStatus.RETIRED)
        .order_by(Ritual.name)
    )
    return Doings(
        [(row[0], row[1], row[2], row[3]) for row in topics],
        [(row[0], row[1], row[2], row[3]) for row in events],
        [(row[0], row[1]) for row in rites],
    )
