"""Bookmarks as their own member's notices refer to them."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.bookmarks.models import Bookmark
from tribe.web.subjects import READER, Shown, Sight, Subject, show_all


def bookmark_link(bookmark_id: int, act: str = "") -> str:
    """The address of a bookmark; with an act, where that is done."""
    return f"/me/bookmarks/{bookmark_id}" + (f"/{act}" if act else "")


def show_bookmark(actor: Actor, bookmark_id: int) -> Shown | None:
    """A bookmark, to its member alone."""
    return show_bookmarks(actor, [bookmark_id]).get(bookmark_id)


def show_bookmarks(actor: Actor, bookmark_ids: Collection[int]) -> Mapping[int, Shown]:
    """An actor's own bookmarks, by the titles of their things; none of a thing that is gone.

    One query, and those of each type of thing.
    """
    found = select(Bookmark.id, Bookmark.subject_type, Bookmark.subject_id).where(
        Bookmark.id.in_(sorted(bookmark_ids)), Bookmark.member_id == actor.id
    )
    by_type: dict[str, dict[int, int]] = defaultdict(dict)
    for number, subject_type, subject_id in session.execute(found):
        by_type[subject_type][number] = subject_id
    shown: dict[int, Shown] = {}
    for subject_type, things in by_type.items():
        seen = show_all(actor, subject_type, set(things.values()))
        for number, subject_id in things.items():
            thing = seen.get(subject_id)
            title = thing.title if thing is not None else ""
            shown[number] = Shown(title, bookmark_link(number, "thing"))
    return shown


def _is_own(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Bookmark.id == number, Bookmark.member_id == READER)


SUBJECTS = (
    Subject(
        "bookmark",
        lambda: _("bookmark"),
        show_bookmark,
        show_all=show_bookmarks,
        sight=Sight(_is_own),
    ),
)
