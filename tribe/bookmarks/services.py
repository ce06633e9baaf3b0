"""Making bookmarks, changing them and taking them away."""

from datetime import datetime

from sqlalchemy import delete, or_

from tribe.access import may, require
from tribe.base.db import insert_or, now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.bookmarks import policy, queries
from tribe.bookmarks.models import Bookmark
from tribe.members.models import Member

MOST = 10_000  # of a member; more are a mistake of a program


def toggle(member: Member, subject_type: str, subject_id: int) -> bool:
    """Put a thing aside, or take its bookmark away; whether it is there now.

    The caller has asked whether they may see the thing. Raises Forbidden and RuleBroken, also where
    its bookmark has a note or a reminder, which one press does not throw away.
    """
    require(member, policy.MAKE)
    own = {"member_id": member.id, "subject_type": subject_type, "subject_id": subject_id}
    of_it = [getattr(Bookmark, name) == value for name, value in own.items()]
    bare = (Bookmark.note == "", or_(Bookmark.remind_at.is_(None), Bookmark.remind_at <= now()))
    if session.scalar(delete(Bookmark).where(*of_it, *bare).returning(Bookmark.id)) is not None:
        return False
    if queries.find_of(member.id, subject_type, subject_id) is not None:
        raise RuleBroken("bookmarks.has_more")
    if queries.count_bookmarks(member.id) >= MOST:
        raise RuleBroken("bookmarks.enough", most=MOST)
    row = insert_or(Bookmark).values(own | {"note": "", "made_at": now()})
    session.execute(row.on_conflict_do_nothing())
    return True


def own_bookmark(member: Member, bookmark_id: int) -> Bookmark:
    """A member's own bookmark. Raises NotFound, also where it is another's."""
    bookmark = queries.find_bookmark(bookmark_id)
    if bookmark is None or not may(member, policy.SEE, bookmark):
        raise NotFound("bookmarks.none")
    return bookmark


def change(member: Member, bookmark: Bookmark, note: str, remind_at: datetime | None) -> None:
    """Keep a note with a bookmark, and when to be reminded of it; raises Forbidden, NotFound.

    Without a time to come the one that is over stays, for that may not be told yet.
    """
    require(member, policy.MAKE)
    own_bookmark(member, bookmark.id)
    bookmark.note = note
    if remind_at is not None or not is_over(bookmark):
        bookmark.remind_at = remind_at
    session.flush()


def is_over(bookmark: Bookmark) -> bool:
    """Whether the time to be reminded of it is over, so that no form shows it any more."""
    return bookmark.remind_at is not None and bookmark.remind_at <= now()


def remove(member: Member, bookmark_id: int) -> None:
    """Take a bookmark away; raises NotFound."""
    session.delete(own_bookmark(member, bookmark_id))
    session.flush()
