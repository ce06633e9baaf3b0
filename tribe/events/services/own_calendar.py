"""A member's own calendar: an address that only they know, which they can change or take away."""

import secrets

from sqlalchemy import delete

from tribe.base.db import insert_or, now, session
from tribe.events.models import CalendarFeed
from tribe.members.models import Member


def open_calendar(member: Member) -> str:
    """Give a member's calendar a new address; the one before ends. Raises nothing."""
    token = secrets.token_urlsafe(32)
    row = {"token": token, "created_at": now()}
    added = insert_or(CalendarFeed).values(row | {"member_id": member.id})
    session.execute(added.on_conflict_do_update(index_elements=["member_id"], set_=row))
    return token


def close_calendar(member: Member) -> None:
    """Let a member's calendar have no address. Raises nothing."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.member_id == member.id))
