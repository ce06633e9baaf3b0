"""Since when things are new to a member."""

from datetime import datetime, timedelta

from tribe.base.db import now, session
from tribe.members.models import Member
from tribe.reading.models import ReadingMark

WITHOUT_MARK = timedelta(days=30)  # so far back goes what is new to who never said what they read


def new_since(member: Member) -> datetime:
    """The moment after which things are new to a member; one query."""
    mark = session.get(ReadingMark, member.id)
    if mark is not None:
        return mark.read_until
    return max(member.joined_at, now() - WITHOUT_MARK)
