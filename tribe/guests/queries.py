"""What guests asked, and what is new for those who follow."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select

from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.events.models import Event, EventStatus
from tribe.guests.models import GuestFollower, GuestQuestion
from tribe.members.models import Member

OLDEST_FIRST = Order((GuestQuestion.asked_at, GuestQuestion.id))


def list_questions(span: Span = START) -> Page[GuestQuestion]:
    """Questions that wait, the longest first. One query."""
    chosen = select(GuestQuestion)
    return read_page(chosen, OLDEST_FIRST, span, lambda row: row[0])


def find_question(question_id: int, *, for_update: bool = False) -> GuestQuestion | None:
    """A question that waits; one query."""
    chosen = select(GuestQuestion).where(GuestQuestion.id == question_id)
    return session.scalar(chosen.with_for_update() if for_update else chosen)


def count_questions() -> int:
    """How many questions wait; one query."""
    return session.scalar(select(func.count()).select_from(GuestQuestion)) or 0


def has_asked(email: str) -> bool:
    """Whether a question of an address waits; one query."""
    chosen = select(GuestQuestion.id).where(func.lower(GuestQuestion.email) == email.lower())
    return session.scalar(chosen.limit(1)) is not None


def find_follower(email: str) -> GuestFollower | None:
    """Who follows at an address; one query."""
    return session.scalar(select(GuestFollower).where(GuestFollower.email == email.lower()))


def list_due(before: datetime) -> Sequence[GuestFollower]:
    """Who was told last before a moment; one query."""
    chosen = select(GuestFollower).where(GuestFollower.told_at <= before)
    return session.scalars(chosen.order_by(GuestFollower.id)).all()


def list_new_gatherings(since: datetime, size: int) -> Sequence[Row[Event, Member]]:
    """Gatherings to come that were called since a moment, the soonest first, each with who called
    it; one query."""
    coming = (Event.ends_at > now(), Event.status == EventStatus.CONFIRMED)
    chosen = select(Event, Member).join(Member, Member.id == Event.created_by_id)
    chosen = chosen.where(Event.created_at > since, *coming)
    return session.execute(chosen.order_by(Event.starts_at, Event.id).limit(size)).all()
