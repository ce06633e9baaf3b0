"""Who may keep bookmarks, and whose they are."""

from typing import Protocol

from tribe.access import INACTIVE, Actor, Permission


class BookmarkLike(Protocol):
    """What the rule needs to know of a bookmark."""

    @property
    def member_id(self) -> int:
        """Whose it is."""


def _is_theirs(actor: Actor, bookmark: BookmarkLike) -> bool:
    """The member whose it is."""
    return bookmark.member_id == actor.id


MAKE = Permission("bookmarks:bookmark:make", INACTIVE)
SEE = Permission("bookmarks:bookmark:see", "bookmarks.none", _is_theirs, is_open=True)
PERMISSIONS = (MAKE, SEE)
