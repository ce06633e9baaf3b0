"""What can be done for the tribe today: posts, rites and circles, each with the act that helps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tribe.base.db import session
from tribe.forum.queries import FirstPost, list_unanswered, visible_category_ids
from tribe.members.models import IN_USE, Member
from tribe.reports.declared.cohesion import CIRCLES
from tribe.reports.models import Snapshot
from tribe.rituals.models import Ritual, RitualKeeper, RitualStatus
from tribe.voice.models import Promise

PATIENCE = timedelta(days=90)  # a welcome that is later than that is none
SOON = timedelta(days=30)
SHOWN = 30


@dataclass(frozen=True)
class Apart:
    """Two circles between which nobody goes, and where each is at home."""

    one: dict[str, Any]
    other: dict[str, Any]


def list_waiting(reader: Member, now: datetime) -> list[FirstPost]:
    """First posts without an answer, where the reader may see them; two queries."""
    return list_unanswered(reader, visible_category_ids(reader), now - PATIENCE, SHOWN)


def list_keeperless() -> list[Ritual]:
    """Living rites that no active member keeps; one query."""
    kept = (
        select(RitualKeeper.ritual_id)
        .join(Member, Member.id == RitualKeeper.member_id)
        .where(RitualKeeper.ritual_id == Ritual.id, IN_USE)
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
    found = CIRCLES.entry_in(snapshot.document if snapshot else None)
    if not drawing or found is None or not found.is_enough or not found.is_clear:
        return None
    if len(drawing["circles"]) < 2:
        return None
    circles = drawing["circles"]
    return [Apart(circles[one], circles[other]) for one, other in drawing["unbridged"]]
