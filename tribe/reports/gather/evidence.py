"""What the tribe's own rooms say, as the graph wants it: interactions, newcomers, rites."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select

from tribe.access import GUEST
from tribe.base.db import session
from tribe.events.models import Attendance, Event, EventStatus, Rsvp
from tribe.forum.models import Category, Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.graph.data.columns import Interactions, MemberFact
from tribe.graph.data.evidence import Evidence
from tribe.ledger.models import Interaction
from tribe.ledger.queries import stream_threaded
from tribe.members.models import Member
from tribe.reports.gather.first_posts import FirstWord, list_first_words, waits_of
from tribe.reports.gather.records import list_records
from tribe.rituals.models import Enactment, Ritual


@dataclass(frozen=True)
class Presence:
    """A member wrote in a category that is open to all, or went to a gathering of a group."""

    member: str
    where: str  # the name of either
    at: float


@dataclass(frozen=True)
class Gathered:
    """The evidence, and the names of the rites in its order, which the graph does not know."""

    evidence: Evidence
    rites: list[tuple[str, str]]  # slug and name
    presences: Sequence[Presence] = ()
    members: Sequence[MemberFact] = ()  # who agreed to be measured
    first_words: Sequence[FirstWord] = ()

    @property
    def haunts(self) -> Mapping[str, frozenset[str]]:
        """Where each member was, by name."""
        found: dict[str, set[str]] = {}
        for one in self.presences:
            found.setdefault(one.member, set()).add(one.where)
        return {member: frozenset(names) for member, names in found.items()}


@dataclass(frozen=True)
class RiteDates:
    """A rite as it was enacted: when, and at which gatherings and topics, by their numbers."""

    slug: str
    name: str
    times: list[float] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)


def gather(since: datetime | None, until: datetime) -> Gathered:
    """Everything that a report of this period is made from; seventeen queries.

    Interactions and records begin with the tribe: some measures ask whether two had met before.
    """
    members = list_measured(until)
    threads = select(Post.id, Post.topic_id.label("thread_id")).subquery()
    interactions = Interactions.from_rows(stream_threaded(until, threads), members)
    first_words = list_first_words(since, until)
    rites, open_categories = list_rites(until), visible_category_ids(GUEST)
    return Gathered(
        Evidence(
            interactions,
            since=since.timestamp() if since else None,
            until=until.timestamp(),
            newcomers=waits_of(first_words, until),
            rites=[rite.times for rite in rites],
            events=count_events(since, until),
            records=list_records(
                since,
                until,
                {event: place for place, rite in enumerate(rites) for event in rite.events},
                {topic: place for place, rite in enumerate(rites) for topic in rite.topics},
                open_categories,
                {member.id for member in members},
            ),
        ),
        [(rite.slug, rite.name) for rite in rites],
        list_presences(since, until, open_categories),
        members,
        first_words,
    )


def list_measured(until: datetime) -> list[MemberFact]:
    """Who agrees to be measured and had joined, or had acted, by then; numbers, no names."""
    acted = select(Interaction.id).where(
        or_(Interaction.actor_id == Member.id, Interaction.target_id == Member.id),
        Interaction.at < until,
    )
    rows = session.execute(
        select(Member.id, Member.is_brand, Member.joined_at)
        .where(Member.is_measured, or_(Member.joined_at < until, acted.exists()))
        .order_by(Member.id)
    )
    return [MemberFact(str(number), brand, at.timestamp()) for number, brand, at in rows]


def list_rites(until: datetime) -> list[RiteDates]:
    """Each rite that was enacted by then; cancelled gatherings do not count."""
    rows = session.execute(
        select(Ritual.slug, Ritual.name, Enactment.at, Enactment.event_id, Enactment.topic_id)
        .join(Enactment, Enactment.ritual_id == Ritual.id)
        .outerjoin(Event, Event.id == Enactment.event_id)
        .where(
            Enactment.at < until,
            or_(Event.id.is_(None), Event.status == EventStatus.CONFIRMED),
        )
        .order_by(Ritual.id, Enactment.at, Enactment.id)
    )
    found: dict[str, RiteDates] = {}
    for slug, name, at, event, topic in rows:
        rite = found.setdefault(slug, RiteDates(slug, name))
        rite.times.append(at.timestamp())
        if event is not None:
            rite.events.append(event)
        if topic is not None:
            rite.topics.append(topic)
    return list(found.values())


def count_events(since: datetime | None, until: datetime) -> int:
    """Gatherings that took place in the period."""
    held = select(func.count(Event.id)).where(
        Event.status == EventStatus.CONFIRMED, Event.starts_at < until
    )
    if since is not None:
        held = held.where(Event.starts_at >= since)
    return session.scalar(held) or 0


def list_presences(
    since: datetime | None, until: datetime, open_categories: Collection[int]
) -> list[Presence]:
    """Each post of a measured member in an open category, and each gathering of a group that they
    went to; two queries.
    """
    written = (
        select(Member.id, Category.name, Post.created_at)
        .join(Post, Post.author_id == Member.id)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Category, Category.id == Topic.category_id)
        .where(
            Member.is_measured,
            Post.deleted_at.is_(None),
            Post.created_at < until,
            Category.id.in_(open_categories),
        )
    )
    if since is not None:
        written = written.where(Post.created_at >= since)
    attended = (
        select(Member.id, Event.group_name, Event.starts_at)
        .join(Attendance, Attendance.member_id == Member.id)
        .join(Event, Event.id == Attendance.event_id)
        .where(
            Member.is_measured,
            Attendance.status == Rsvp.GOING,
            Event.status == EventStatus.CONFIRMED,
            Event.group_name.is_not(None),
            Event.starts_at < until,
        )
    )
    if since is not None:
        attended = attended.where(Event.starts_at >= since)
    rows = [*session.execute(written), *session.execute(attended)]
    return [Presence(str(number), name, at.timestamp()) for number, name, at in rows]
