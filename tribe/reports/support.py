"""What can be done for the tribe today: posts, rites and circles, each with the act that helps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from tribe.db import session
from tribe.forum.models import Topic
from tribe.forum.queries import visible_category_ids
from tribe.graph.measures.registry import SIGNIFICANT
from tribe.members.models import Member, State
from tribe.reports.first_posts import answers, first_posts
from tribe.reports.models import Snapshot
from tribe.rituals.models import Ritual, RitualKeeper, RitualStatus
from tribe.voice.models import Promise

PATIENCE = timedelta(days=90)  # a welcome that is later than that is none
SOON = timedelta(days=30)
SHOWN = 30


@dataclass(frozen=True)
class Waiting:
    """A first post that nobody has answered."""

    post_id: int
    title: str
    author: Member
    since: datetime


@dataclass(frozen=True)
class Apart:
    """Two circles between which nobody goes, and where each is at home."""

    one: dict[str, Any]
    other: dict[str, Any]


def list_waiting(reader: Member, now: datetime) -> list[Waiting]:
    """First posts without an answer, where the reader may see them; two queries.

    A list of posts and not of persons: it holds them whether or not their writers agreed to be
    measured, as any member could find them by leafing.
    """
    first = first_posts()
    answer, author = answers(first), aliased(Member)
    rows = session.execute(
        select(first.c.id, Topic.title, author, first.c.created_at)
        .join(Topic, Topic.id == first.c.topic_id)
        .join(author, author.id == first.c.author_id)
        .where(
            Topic.category_id.in_(visible_category_ids(reader)),
            Topic.closed_at.is_(None),
            author.state == State.ACTIVE,
            ~author.is_brand,
            first.c.created_at >= now - PATIENCE,
            first.c.created_at <= now,
            ~exists().where(answer.c.post_id == first.c.id),
        )
        .order_by(first.c.created_at, first.c.id)
        .limit(SHOWN)
    )
    return [Waiting(*row) for row in rows]


def list_keeperless() -> list[Ritual]:
    """Living rites that no active member keeps; one query."""
    kept = (
        select(RitualKeeper.ritual_id)
        .join(Member, Member.id == RitualKeeper.member_id)
        .where(RitualKeeper.ritual_id == Ritual.id, Member.state == State.ACTIVE)
    )
    return list(
        session.scalars(
            select(Ritual)
            .where(Ritual.status == RitualStatus.ALIVE, ~kept.exists())
            .order_by(Ritual.name)
            .limit(SHOWN)
        )
    )


def list_promises_due(today: date) -> list[Promise]:
    """What the brand promised for the coming month, or before, and has not settled; one query."""
    return list(
        session.scalars(
            select(Promise)
            .where(Promise.outcome.is_(None), Promise.due_on <= today + SOON)
            .order_by(Promise.due_on, Promise.id)
            .limit(SHOWN)
        )
    )


def pairs_apart(snapshot: Snapshot | None) -> list[Apart] | None:
    """Circles without a bridge in the last report; None when it found no circles at all."""
    drawing = ((snapshot.drawing if snapshot else None) or {}).get("map")
    found = ((snapshot.document if snapshot else None) or {}).get("measures", {}).get("C5")
    if not drawing or not found or not found["enough"]:
        return None
    null = found["null_model"]
    if null is None or null["p"] > SIGNIFICANT or len(drawing["circles"]) < 2:
        return None
    circles = drawing["circles"]
    return [Apart(circles[one], circles[other]) for one, other in drawing["unbridged"]]
