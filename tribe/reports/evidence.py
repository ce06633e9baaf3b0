"""What the tribe's own rooms say, as the graph wants it: interactions, newcomers, rites."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from tribe.db import session
from tribe.events.models import Attendance, Event, EventStatus, Rsvp
from tribe.forum.models import Category, Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.graph.evidence import Evidence
from tribe.graph.interactions import Interactions, MemberFact
from tribe.ledger.models import Interaction
from tribe.ledger.queries import stream_interactions
from tribe.members.models import Member
from tribe.reports.first_posts import waits
from tribe.rituals.models import Enactment, Ritual


@dataclass(frozen=True)
class Gathered:
    """The evidence, and the names of the rites in its order, which the graph does not know."""

    evidence: Evidence
    rites: list[tuple[str, str]]  # slug and name
    haunts: Mapping[str, frozenset[str]]  # where each member wrote, in categories open to all


def gather(since: datetime | None, until: datetime) -> Gathered:
    """Everything that a report of this period is made from; eight queries."""
    members = list_measured(until)
    interactions = Interactions.from_rows(stream_interactions(since, until), members)
    rites = list_rite_times(until)
    return Gathered(
        Evidence(
            interactions,
            since=since.timestamp() if since else None,
            until=until.timestamp(),
            newcomers=waits(since, until),
            rites=[times for _slug, _name, times in rites],
            events=count_events(since, until),
        ),
        [(slug, name) for slug, name, _times in rites],
        list_haunts(since, until),
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


def list_rite_times(until: datetime) -> list[tuple[str, str, list[float]]]:
    """Slug, name and moments of each rite that was enacted by then; cancelled ones do not count."""
    rows = session.execute(
        select(Ritual.slug, Ritual.name, Enactment.at)
        .join(Enactment, Enactment.ritual_id == Ritual.id)
        .outerjoin(Event, Event.id == Enactment.event_id)
        .where(
            Enactment.at < until,
            or_(Event.id.is_(None), Event.status == EventStatus.CONFIRMED),
        )
        .order_by(Ritual.id, Enactment.at, Enactment.id)
    )
    found: dict[str, tuple[str, list[float]]] = {}
    for slug, name, at in rows:
        found.setdefault(slug, (name, []))[1].append(at.timestamp())
    return [(slug, name, times) for slug, (name, times) in found.items()]


def count_events(since: datetime | None, until: datetime) -> int:
    """Gatherings that took place in the period."""
    held = select(func.count(Event.id)).where(
        Event.status == EventStatus.CONFIRMED, Event.starts_at < until
    )
    if since is not None:
        held = held.where(Event.starts_at >= since)
    return session.scalar(held) or 0


def list_haunts(since: datetime | None, until: datetime) -> dict[str, frozenset[str]]:
    """The open categories in which each measured member wrote, and the groups whose gatherings
    they went to, by name; three queries.
    """
    written = (
        select(Member.id, Category.name)
        .join(Post, Post.author_id == Member.id)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Category, Category.id == Topic.category_id)
        .where(
            Member.is_measured,
            Post.deleted_at.is_(None),
            Post.created_at < until,
            Category.id.in_(visible_category_ids(None)),
        )
        .distinct()
    )
    if since is not None:
        written = written.where(Post.created_at >= since)
    attended = (
        select(Member.id, Event.group_name)
        .join(Attendance, Attendance.member_id == Member.id)
        .join(Event, Event.id == Attendance.event_id)
        .where(
            Member.is_measured,
            Attendance.status == Rsvp.GOING,
            Event.status == EventStatus.CONFIRMED,
            Event.group_name.is_not(None),
            Event.starts_at < until,
        )
        .distinct()
    )
    if since is not None:
        attended = attended.where(Event.starts_at >= since)
    found: dict[str, set[str]] = {}
    for number, name in [*session.execute(written), *session.execute(attended)]:
        found.setdefault(str(number), set()).add(name)
    return {member: frozenset(names) for member, names in found.items()}
