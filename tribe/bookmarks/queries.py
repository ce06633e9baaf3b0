"""Bookmarks as their member reads them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.sql.elements import SQLCoreOperations

from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.bookmarks.models import Bookmark
from tribe.members.models import Member
from tribe.web.subjects import Shown, show, show_all

LATEST_FIRST = Order((Bookmark.made_at, Bookmark.id), is_falling=True)


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    """A bookmark in the list; `shown` is None where its thing is gone, or may not be seen."""

    id: int
    subject_type: str
    subject_id: int
    note: str
    made_at: datetime
    remind_at: datetime | None
    shown: Shown | None = None


_ROW = (
    Bookmark.id,
    Bookmark.subject_type,
    Bookmark.subject_id,
    Bookmark.note,
    Bookmark.made_at,
    Bookmark.remind_at,
)


def list_bookmarks(reader: Member, span: Span = START) -> Page[BookmarkRow]:
    """What a member put aside, the latest first: one query, and those of each type of thing."""
    own = select(*_ROW).where(Bookmark.member_id == reader.id)
    page = read_page(own, LATEST_FIRST, span, tuple)
    numbers: dict[str, set[int]] = defaultdict(set)
    for row in page.rows:
        numbers[row[1]].add(row[2])
    shown: Mapping[str, Mapping[int, Shown]] = {
        kind: show_all(reader, kind, ids) for kind, ids in numbers.items()
    }
    rows = [replace(BookmarkRow(*row), shown=shown[row[1]].get(row[2])) for row in page.rows]
    return page.holding(rows)


def find_bookmark(bookmark_id: int) -> Bookmark | None:
    """A bookmark by its number; one query."""
    return session.get(Bookmark, bookmark_id)


def find_of(member_id: int, subject_type: str, subject_id: int) -> Bookmark | None:
    """A member's bookmark of a thing; one query."""
    return session.scalar(
        select(Bookmark).where(
            Bookmark.member_id == member_id,
            Bookmark.subject_type == subject_type,
            Bookmark.subject_id == subject_id,
        )
    )


def is_kept(
    subject_type: str, subject_id: SQLCoreOperations[int], reader: ColumnElement[int]
) -> ColumnElement[bool]:
    """That a thing is among a reader's bookmarks, for a query of things."""
    own = (Bookmark.member_id == reader, Bookmark.subject_id == subject_id)
    return exists().where(Bookmark.subject_type == subject_type, *own)


def kept_by(subject_type: str, subject_ids: Collection[int]) -> Select[int]:
    """Who put any of some things aside, so that none of them is shown a page of all."""
    return select(Bookmark.member_id).where(
        Bookmark.subject_type == subject_type, Bookmark.subject_id.in_(sorted(subject_ids))
    )


def keeps_any(member_id: int, subject_type: str, subject_ids: Collection[int]) -> bool:
    """Whether a member put any of some things aside; one query."""
    own = kept_by(subject_type, subject_ids).where(Bookmark.member_id == member_id).limit(1)
    return session.scalar(own) is not None


def show_thing(reader: Member, bookmark: Bookmark) -> Shown | None:
    """The thing of a bookmark; None where it is gone, or its reader may not see it any more."""
    return show(reader, bookmark.subject_type, bookmark.subject_id)


def count_bookmarks(member_id: int) -> int:
    """How many a member has; one query."""
    own = select(func.count(Bookmark.id)).where(Bookmark.member_id == member_id)
    return session.scalar(own) or 0


def coming(after: datetime, until: datetime) -> Select[int, datetime | None, int | None]:
    """Bookmarks of which their members want to be reminded in a span of time."""
    return select(Bookmark.id, Bookmark.remind_at, Bookmark.member_id).where(
        Bookmark.remind_at > after, Bookmark.remind_at <= until
    )
