"""Noting that a member has read what was new."""

from datetime import datetime

from tribe.base.db import insert_or, now, session
from tribe.members.models import Member
from tribe.reading.models import ReadingMark
from tribe.web.news import news_sources


def read_up_to(member: Member, until: datetime) -> None:
    """Raise a member's mark, and those of the features; it never falls. Raises nothing."""
    moment = min(until, now())
    added = insert_or(ReadingMark).values(member_id=member.id, read_until=moment)
    session.execute(
        added.on_conflict_do_update(
            index_elements=["member_id"],
            set_={"read_until": added.excluded.read_until},
            where=added.excluded.read_until > ReadingMark.read_until,
        )
    )
    for source in news_sources():
        if source.mark is not None:
            source.mark(member, moment)
