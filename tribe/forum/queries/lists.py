"""Lists of topics: latest, new, unread; twenty rows by keyset, one query a page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from tribe.base.db import UtcDateTime, list_rows, now, session
from tribe.base.paging import START, Cursor, Order, Page, Span, page_from
from tribe.forum.addresses import post_address, topic_address, topic_entry
from tribe.forum.models import CategoryMember, Level, Pin, Post, Topic, TopicMember, TopicTag
from tribe.forum.queries.muted import is_spared
from tribe.forum.queries.tags import joined_tags, read_tags
from tribe.forum.queries.walking import needs_help, walked
from tribe.members.models import Member
from tribe.members.summaries import SUMMARY, MemberSummary, summary_columns

SIZE = 20
MAX_UNREAD = 100  # so many posts are counted; a list says "99+", and costs no more for more
MAX_PINNED = 10
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
    unread: int
    is_new: bool
    tags: tuple[str, ...]
    author: MemberSummary
    is_pinned: bool = False

    @property
    def url(self) -> str:
        """Its first page."""
        return topic_address(self)

    @property
    def entry(self) -> str:
        """Where the reader goes on: at what they have not read, else on its first page."""
        return topic_entry(self.id) if self.unread else self.url

    @property
    def last_url(self) -> str:
        """Its last post."""
        return post_address(self, self.highest)


def list_topics(
    member: Member | None,
    category_ids: Collection[int],
    *,
    show: Filter = Filter.LATEST,
    span: Span = START,
    size: int = SIZE,
    with_muted: bool = False,
    since: datetime | None = None,
    pinned: Sequence[TopicRow] = (),
    tag_id: int | None = None,
    spares_tags: bool = False,
) -> Page[TopicRow]:
    """The topics of some categories, newest first, as they stand for a reader. One query.

    Those that the reader has muted are left out, but where they are asked for. Before `since`
    nothing is new to the reader. Pinned ones stand before the first page, and on no other. With a
    tag, those alone that have it; `spares_tags` leaves out those with a tag that the reader muted.
    """
    if not category_ids:
        return Page([])
    given: dict[str, Any] = {"categories": sorted(category_ids), "size": size + 1}
    if member is not None:
        joined_at = max(member.joined_at, since) if since is not None else member.joined_at
        given |= {"reader": member.id, "joined_at": joined_at}
    cursor = span.after or span.before
    if cursor is not None:
        given |= dict(zip(("cursor_at", "cursor_id"), cursor.key, strict=True))
    is_dense = show is not Filter.UNREAD and tag_id is None
    is_helped = len(category_ids) > 1 and needs_help(is_dense=is_dense)
    backwards = span.before is not None and span.after is None
    ways = (is_helped, cursor is not None, backwards, bool(pinned), tag_id is not None)
    is_sparing = spares_tags and member is not None
    if pinned:
        given["pinned"] = [row.id for row in pinned]
    if tag_id is not None:
        given["tag"] = tag_id
    hides_muted = member is not None and not with_muted
    statement = _statement(member is not None, hides_muted, show, *ways, is_sparing)
    found = [_row(row) for row in list_rows(statement, given)]
    names = [str(column.key) for column in order_of(show).columns]

    def place(row: TopicRow) -> Cursor:
        return Cursor(tuple(getattr(row, name) for name in names))

    page = page_from(found, place, size, backwards=backwards, is_first=span.is_first)
    return page.holding([*pinned, *page.rows]) if pinned and page.previous is None else page


def is_said_since(category_ids: Collection[int], moment: datetime) -> bool:
    """Whether somebody wrote in some categories since a moment, be it hidden since. One query."""
    latest = select(Topic.last_posted_at).where(
        Topic.category_id.in_(sorted(category_ids)), Topic.last_posted_at >= moment
    )
    return session.scalar(select(latest.exists())) is True


def list_pinned(
    member: Member | None, category_ids: Collection[int], *, everywhere: bool
) -> list[TopicRow]:
    """The topics that are pinned in some categories, or in every list. One query."""
    given: dict[str, Any] = {"categories": sorted(category_ids), "at": now()}
    if member is not None:
        given |= {"reader": member.id, "joined_at": member.joined_at}
    rows = list_rows(_pinned_statement(member is not None, everywhere), given)
    return [replace(_row(row), is_pinned=True) for row in rows]


@cache
def _pinned_statement(is_member: bool, everywhere: bool) -> Select[*tuple[Any, ...]]:
    at = bindparam("at", type_=UtcDateTime())
    is_pinned = Topic.pinned == Pin.EVERYWHERE if everywhere else Topic.pinned.is_not(None)
    statement = _columns(is_member).where(
        Topic.category_id.in_(bindparam("categories", expanding=True)),
        is_pinned,
        or_(Topic.pinned_until.is_(None), Topic.pinned_until > at),
        *_is_listed(),
    )
    if is_member:
        level = TopicMember.level
        statement = statement.where(or_(level.is_(None), level != Level.MUTED))
    return statement.order_by(Topic.last_posted_at.desc(), Topic.id.desc()).limit(MAX_PINNED)


def _is_listed() -> tuple[ColumnElement[bool], ...]:
    """With a post that stands, and not unlisted."""
    return Topic.posts_count > 0, Topic.unlisted_at.is_(None)


def order_of(show: Filter) -> Order:
    """By which moment a list is ordered."""
    clock = Topic.created_at if show is Filter.NEW else Topic.last_posted_at
    return Order((clock, Topic.id), is_falling=True)


@cache  # a statement takes longer to make than the query to run
def _statement(
    is_member: bool,
    hides_muted: bool,
    show: Filter,
    is_helped: bool,
    has_cursor: bool,
    is_backwards: bool,
    has_pinned: bool,
    has_tag: bool,
    is_sparing: bool,
) -> Select[*tuple[Any, ...]]:
    """One slice of a list, of a row more than is shown.

    Over several categories it walks the index of moments, newest first.
    """
    category = walked(Topic.category_id, is_helped=is_helped)
    statement = _columns(is_member).where(
        category.in_(bindparam("categories", expanding=True)), *_is_listed()
    )
    if has_tag:
        tagged = select(TopicTag.topic_id).where(TopicTag.tag_id == bindparam("tag"))
        statement = statement.where(Topic.id.in_(tagged))
    if is_sparing:
        statement = statement.where(~is_spared())
    if has_pinned:
        statement = statement.where(Topic.id.not_in(bindparam("pinned", expanding=True)))
    if hides_muted:
        level = TopicMember.level
        statement = statement.where(or_(level.is_(None), level != Level.MUTED))
    if show is not Filter.LATEST:
        statement = statement.where(_is_new() if show is Filter.NEW else _is_unread())
    columns = order_of(show).columns
    if has_cursor:
        key = tuple_(*columns)
        bound = tuple_(bindparam("cursor_at", type_=UtcDateTime()), bindparam("cursor_id"))
        statement = statement.where(key > bound if is_backwards else key < bound)
    order = columns if is_backwards else [column.desc() for column in columns]
    return statement.order_by(*order).limit(bindparam("size"))


def _columns(is_member: bool) -> Select[*tuple[Any, ...]]:
    unread: ColumnElement[int] = literal(0)
    is_new: ColumnElement[bool] = false()
    if is_member:
        unread = case((_may_be_unread(), _count_unread()), else_=0)
        is_new = _is_new()
    statement = select(
        Topic.id,
        Topic.slug,
        Topic.title,
        Topic.category_id,
        Topic.created_at,
        Topic.last_posted_at,
        Topic.highest_post_number,
        (Topic.posts_count - case((_has_opening(), 1), else_=0)).label("replies"),
        Topic.closed_at.is_not(None).label("is_closed"),
        unread.label("unread"),
        is_new.label("is_new"),
        joined_tags(),
        *summary_columns(),
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


def _may_be_unread() -> ColumnElement[bool]:
    """Followed, and something was said later: what needs no look at the posts."""
    return and_(
        TopicMember.level.in_(FOLLOWED),
        TopicMember.last_read_post_number < Topic.highest_post_number,
        _is_after_mark(Topic.last_posted_at),
    )


def _is_unread() -> ColumnElement[bool]:
    """Followed, with a post to read."""
    is_there = exists().where(_is_to_read()).correlate(Topic, TopicMember, CategoryMember)
    return and_(_may_be_unread(), is_there)


def _count_unread() -> ColumnElement[int]:
    """How many posts there are to read, up to MAX_UNREAD."""
    some = select(Post.id).where(_is_to_read()).limit(MAX_UNREAD)
    found = some.correlate(Topic, TopicMember, CategoryMember).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _is_to_read() -> ColumnElement[bool]:
    """A post that stands after the member's mark and after all was marked as read."""
    return and_(
        Post.topic_id == Topic.id,
        Post.number > TopicMember.last_read_post_number,
        Post.deleted_at.is_(None),
        _is_after_mark(Post.created_at),
    )


def _has_opening() -> ColumnElement[bool]:
    """Whether the first post stands; the others are replies."""
    first = (Post.topic_id == Topic.id, Post.number == 1, Post.deleted_at.is_(None))
    return exists().where(*first).correlate(Topic)


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
    *columns, tags = row[:-SUMMARY]
    values: list[Any] = [*columns, read_tags(tags), MemberSummary.of(row)]
    return TopicRow(*values)
