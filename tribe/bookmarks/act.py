"""The button by which a thing is put aside on its own page, wherever a page has a slot for it."""

from tribe.access import may
from tribe.bookmarks import policy, queries
from tribe.bookmarks.subjects import bookmark_link
from tribe.members.identity import current_member
from tribe.web.slots import Part


def act_on(subject_type: str, subject_id: int) -> Part | None:
    """Whether the reader has put a thing aside, and the button; None to guests. One query."""
    member = current_member()
    if member is None or not may(member, policy.MAKE):
        return None
    bookmark = queries.find_of(member.id, subject_type, subject_id)
    about = {
        "kind": subject_type,
        "number": subject_id,
        "address": bookmark_link(bookmark.id) if bookmark is not None else "",
    }
    return Part("bookmarks/act.html", about)
