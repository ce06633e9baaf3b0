"""What is alive now, across the rooms: only what the reader may see, columns only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from tribe.base.db import UtcDateTime, list_rows, now, session
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.forum.addresses import topic_link
from tribe.forum.models import Post, Topic
from tribe.members.models import Member
from tribe.members.summaries import MemberSummary, summary_columns
from tribe.rituals.models import Cadence, Enactment, Ritual, RitualKeeper, RitualStatus

FACES = 5


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


def list_rites(category_ids: Collection[int], size: int = 4) -> list[Rite]:
    """Rites that live: those that come next first, then those that were enacted last. One query.

    What enacts them counts as far as a reader of these categories sees it.
    """
    given = {"moment": now(), "size": size, "categories": sorted(category_ids)}
    return [Rite(*row) for row in list_rows(_rites(), given)]


@cache
def _rites() -> Select[*tuple[Any, ...]]:
    moment: BindParameter[datetime] = bindparam("moment", type_=UtcDateTime())
    coming, gathering = aliased(Enactment), aliased(Event)
    is_seen = or_(
        Enactment.event_id.is_not(None),
        Topic.category_id.in_(bindparam("categories", expanding=True)),
    )
    nearest = (
        select(Enactment.id)
        .outerjoin(Event, Event.id == Enactment.event_id)
        .outerjoin(Topic, Topic.id == Enactment.topic_id)
        .where(
            Enactment.ritual_id == Ritual.id,
            Enactment.at > moment,
            is_seen,
            or_(Event.id.is_(None), Event.status == EventStatus.CONFIRMED),
        )
        .order_by(Enactment.at, Enactment.id)
        .limit(1)
        .correlate(Ritual)
        .scalar_subquery()
    )
    last_at = (
        select(func.max(Enactment.at))
        .outerjoin(Topic, Topic.id == Enactment.topic_id)
        .where(Enactment.ritual_id == Ritual.id, Enactment.at <= moment, is_seen)
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


@dataclass
class Answers:
    """Of one gathering: the first few who come, the first to answer first, and the reader's own."""

    faces: list[MemberSummary] = field(default_factory=list)
    own: Rsvp | None = None


def read_answers(reader: Member, event_ids: Collection[int]) -> dict[int, Answers]:
    """What a member sees of who comes to each gathering. One query."""
    answers = {event_id: Answers() for event_id in event_ids}
    if not answers:
        return answers
    given = {"events": list(answers), "reader": reader.id}
    for row in list_rows(_first_faces(), given):
        answer, face = answers[row.event_id], MemberSummary.of(row)
        if face.id == reader.id:
            answer.own = row.status
        if row.status is Rsvp.GOING and row.turn <= FACES:
            answer.faces.append(face)
    return answers


@cache
def _first_faces() -> Select[*tuple[Any, ...]]:
    turn = func.row_number().over(
        partition_by=(Attendance.event_id, Attendance.status),
        order_by=(Attendance.answered_at, Attendance.member_id),
    )
    is_own = Attendance.member_id == bindparam("reader")
    is_shown = Attendance.event_id.in_(bindparam("events", expanding=True))
    ranked = (
        select(
            Attendance.event_id,
            turn.label("turn"),
            Attendance.status,
            *summary_columns(),
        )
        .join(Member, Member.id == Attendance.member_id)
        .where(is_shown, or_(and_(Attendance.status == Rsvp.GOING, ~Attendance.is_hidden), is_own))
        .subquery()
    )
    is_wanted = or_(ranked.c.turn <= FACES, ranked.c.member_id == bindparam("reader"))
    return select(ranked).where(is_wanted).order_by(ranked.c.turn)


@dataclass(frozen=True)
class RecentActivity:
    """Where one meets a member: what they said last, what they host or go to, what they keep."""

    topics: Sequence[tuple[str, str, datetime]]  # address, title, when they spoke last
    events: Sequence[tuple[int, str, datetime, str]]  # id, title, start, zone
    rites: Sequence[tuple[str, str]]  # slug, name


def read_recent_activity(
    member: Member, category_ids: Collection[int], size: int = 6
) -> RecentActivity:
    """What a member takes part in, for a reader of these categories. Three queries."""
    spoke_at = func.max(Post.created_at)
    topics = session.execute(
        select(Topic.id, Topic.slug, Topic.title, spoke_at)
        .join(Post, Post.topic_id == Topic.id)
        .where(
            Post.author_id == member.id,
            Post.deleted_at.is_(None),
            Topic.unlisted_at.is_(None),
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
    return RecentActivity(
        [(topic_link(row[0], row[1]), row[2], row[3]) for row in topics],
        [(row[0], row[1], row[2], row[3]) for row in events],
        [(row[0], row[1]) for row in rites],
    )
