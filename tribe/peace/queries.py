"""Whom a member blocked and ignores, for that member alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from tribe.base.db import now, session
from tribe.blocking import EVERYBODY, Block, Ignoring
from tribe.members.models import IN_USE, Member
from tribe.members.summaries import SUMMARY, MemberSummary, summary_columns


@dataclass(frozen=True)
class Kept:
    """Somebody whom the reader blocked or ignores, since when, and until when if it ends."""

    since: datetime
    until: datetime | None
    member: MemberSummary


def is_ignoring(member_id: int, ignored_id: int) -> bool:
    """Whether one ignores another now; one query."""
    own = (Ignoring.member_id == member_id, Ignoring.ignored_id == ignored_id)
    goes_on = or_(Ignoring.until.is_(None), Ignoring.until > now())
    return session.scalar(select(Ignoring.since).where(*own, goes_on)) is not None


def list_blocked(member_id: int) -> list[Kept]:
    """Whom a member blocked, by name; one query. Who is suspended or leaves is in no list."""
    chosen = (
        select(Block.since, *summary_columns())
        .join(Member, Member.id == Block.blocked_id)
        .where(Block.blocker_id == member_id, IN_USE)
        .order_by(Member.name_key)
    )
    rows = session.execute(chosen.execution_options(**EVERYBODY))
    return [Kept(row[0], None, MemberSummary(*row[-SUMMARY:])) for row in rows]


def list_ignored(member_id: int) -> list[Kept]:
    """Whom a member ignores now, by name; one query."""
    goes_on = or_(Ignoring.until.is_(None), Ignoring.until > now())
    chosen = (
        select(Ignoring.since, Ignoring.until, *summary_columns())
        .join(Member, Member.id == Ignoring.ignored_id)
        .where(Ignoring.member_id == member_id, goes_on, IN_USE)
        .order_by(Member.name_key)
    )
    return [Kept(row[0], row[1], MemberSummary(*row[-SUMMARY:])) for row in session.execute(chosen)]
