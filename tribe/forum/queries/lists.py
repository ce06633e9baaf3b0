"""Lists of topics: latest, new, unread; twenty rows by keyset, one query a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    false,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from tribe.db import UtcDateTime, session
from tribe.forum.models import CategoryMember, Level, Topic, TopicMember
from tribe.forum.queries.cursors import Cursor
from tribe.forum.queries.faces import Face, face_columns
from tribe.members.models import Member

SIZE = 20
FOLLOWED = (Level.TRACKING, Level.WATCHING)


class Filter(StrEnum):
    """Which topics a list holds."""

    LATEST = "latest"
    NEW = "new"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as a list shows it to one reader."""

    id: int
    slug: str
    title: str
    category_id: int
    created_at: datetime
    last_posted_at: datetime
    highest: int
    replies: int
    is_closed: bool
    author: Face
    unread: int
    is_new: bool

    @property
    def url(self) -> str:
        """Its first page."""
        return f"/t/{self.id}/{self.slug}"

    @property
    def last_url(self) -> str:
        """Its last post."""
        page = (self.highest - 1) // SIZE + 1
        return f"{self.url}{f'?page={page}' if page > 1 else ''}#post-{self.highest}"


class TopicPage(NamedTuple):
    """Some rows, and the cursors to what is newer and older."""

    rows: list[TopicRow]
    newer: Cursor | None = None
    older: Cursor | None = None


def list_topics(
    member: Member | None,
    category_ids: Collection[int],
    *,
    show: Filter = Filter.LATEST,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> TopicPage:
    """The topics of some categories, newest first, as they stand for a reader. One query."""
    if not category_ids:
        return TopicPage([])
    given: dict[str, Any] = {"categories": sorted(category_ids)}
    if member is not None:
        given |= {"reader": member.id, "joined_at": member.joined_at}
    cursor = after or before
    if cursor is not None:
        given |= {"cursor_at": cursor.at, "cursor_id": cursor.id}
    ways = (len(category_ids) > 1, cursor is not None, after is not None)
    statement = _statement(member is not None, show, *ways)
    found = [_row(row) for row in session.execute(statement, given)]
    rows, has_more = found[:SIZE], len(found) > SIZE
    if after:
        rows.reverse()
    if not rows:
        return TopicPage([])
    clock = _clock(show).key
    first, last = (Cursor(getattr(row, clock), row.id) for row in (rows[0], rows[-1]))
    has_newer = has_more if after else before is not None
    has_older = after is not None or has_more
    return TopicPage(rows, first if has_newer else None, last if has_older else None)


def _clock(show: Filter) -> InstrumentedAttribute[datetime]:
    """By which moment a list is ordered."""
    return Topic.created_at if show is Filter.NEW else Topic.last_posted_at


@cache  # a statement takes longer to make than the query to run
def _statement(
    is_member: bool, show: Filter, is_wide: bool, has_cursor: bool, is_backwards: bool
) -> Select[*tuple[Any, ...]]:
    """One slice of a list, of a row more than is shown.

    Over several categories it walks the index of moments, newest first: `+ 0` keeps SQLite from
    fetching every topic of each category to sort them.
    """
    category = Topic.category_id + 0 if is_wide else Topic.category_id
    statement = _columns(is_member).where(
        category.in_(bindparam("categories", expanding=True)), Topic.posts_count > 0
    )
    if show is not Filter.LATEST:
        statement = statement.where(_is_new() if show is Filter.NEW else _is_unread())
    clock = _clock(show)
    if has_cursor:
        key = tuple_(clock, Topic.id)
        bound = tuple_(bindparam("cursor_at", type_=UtcDateTime()), bindparam("cursor_id"))
        statement = statement.where(key > bound if is_backwards else key < bound)
    order = (clock, Topic.id) if is_backwards else (clock.desc(), Topic.id.desc())
    return statement.order_by(*order).limit(SIZE + 1)


def _columns(is_member: bool) -> Select[*tuple[Any, ...]]:
    unread: ColumnElement[int] = literal(0)
    is_new: ColumnElement[bool] = false()
    if is_member:
        behind = Topic.highest_post_number - TopicMember.last_read_post_number
        unread = case((_is_unread(), behind), else_=0)
        is_new = _is_new()
    statement = select(
        Topic.id,
        Topic.slug,
        Topic.title,
        Topic.category_id,
        Topic.created_at,
        Topic.last_posted_at,
        Topic.highest_post_number,
        Topic.posts_count,
        Topic.closed_at.is_not(None).label("is_closed"),
        unread.label("unread"),
        is_new.label("is_new"),
        *face_columns(),
    ).join(Member, Member.id == Topic.author_id)
    if not is_member:
        return statement
    reader: BindParameter[int] = bindparam("reader")
    return statement.outerjoin(
        TopicMember, and_(TopicMember.topic_id == Topic.id, TopicMember.member_id == reader)
    ).outerjoin(
        CategoryMember,
        and_(
            CategoryMember.category_id == Topic.category_id,
            CategoryMember.member_id == reader,
        ),
    )


def _is_unread() -> ColumnElement[bool]:
    """Followed, with posts after the member's mark and after all was marked as read."""
    return and_(
        TopicMember.level.in_(FOLLOWED),
        TopicMember.last_read_post_number < Topic.highest_post_number,
        _is_after_mark(Topic.last_posted_at),
    )


def _is_new() -> ColumnElement[bool]:
    """Never opened, begun after the member joined and after all was marked as read."""
    return and_(
        TopicMember.topic_id.is_(None),
        Topic.created_at > bindparam("joined_at"),
        _is_after_mark(Topic.created_at),
    )


def _is_after_mark(moment: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    return or_(CategoryMember.read_until.is_(None), moment > CategoryMember.read_until)


def _row(row: Row[*tuple[Any, ...]]) -> TopicRow:
    return TopicRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        category_id=row.category_id,
        created_at=row.created_at,
        last_posted_at=row.last_posted_at,
        highest=row.highest_post_number,
        replies=row.posts_count - 1,
        is_closed=row.is_closed,
        author=Face.of(row),
        unread=row.unread,
        is_new=row.is_new,
    )
