"""A topic and one page of its posts, as columns; a page is a range of numbers, never an OFFSET."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from tribe import blocking
from tribe.base.db import columns_of, list_rows, made_of, session
from tribe.blocking import EVERYBODY
from tribe.bookmarks.queries import is_kept
from tribe.forum.models import (
    CategoryMember,
    Gone,
    Level,
    Post,
    PostOrigin,
    Reaction,
    ReactionKind,
    Topic,
    TopicMember,
)
from tribe.forum.queries.files import FileRow, list_files
from tribe.forum.queries.first_posts import is_first_of_author
from tribe.forum.queries.sparing import spared
from tribe.forum.queries.tags import joined_tags, read_tags
from tribe.intent.models import Intent
from tribe.interests.models import Interest, read_interest
from tribe.members.models import Member
from tribe.members.summaries import SUMMARY, MemberSummary, summary_columns

NAMES_SHOWN = 2
NOBODY = MemberSummary(0, "", 0, is_brand=False, avatar_key=None)


class TopicView(NamedTuple):
    """A topic, and how one reader stands to it."""

    topic: Topic
    read: int  # the last post they read; 0 when they never opened it
    level: Level
    unread: int | None = None  # the first post they have to read, when they opened it before
    mute_ends_at: datetime | None = None
    has_written: bool = False  # whether something of theirs stands in it
    tags: tuple[str, ...] = ()


class Sign(NamedTuple):
    """All signs of one kind under a post."""

    kind: ReactionKind
    total: int
    names: tuple[str, ...]  # the first givers
    is_mine: bool


class Origin(NamedTuple):
    """Where an imported post comes from."""

    url: str
    author_url: str | None
    licence: str
    score: int | None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as its page shows it to one reader."""

    id: int
    number: int
    author_id: int
    author: MemberSummary
    html: str
    created_at: datetime
    edited_at: datetime | None
    gone: Gone | None  # html has the words of a hidden one for those who read it still
    is_first_of_author: bool
    answered_id: int | None
    answered_number: int | None
    answered_name: str | None
    origin: Origin | None
    signs: Mapping[ReactionKind, Sign] = field(default_factory=dict, hash=False)
    files: tuple[FileRow, ...] = ()
    interest: Interest | None = None  # as it was declared when it was written
    is_kept: bool = False  # among the reader's bookmarks
    is_apart: bool = False  # of somebody from whom the reader keeps apart: nothing of it is here
    is_ignored: bool = False  # of somebody whom the reader ignores
    is_erased: bool = False  # its words went with its author
    intent: Intent | None = None  # of the brand's: whom it serves and what it asks

    @property
    def is_removed(self) -> bool:
        """Whether its author or a moderator has taken it from view."""
        return self.gone is not None


def find_topic(topic_id: int) -> Topic | None:
    """A topic by its id; one query."""
    return session.get(Topic, topic_id)


def find_topic_for(member: Member | None, topic_id: int) -> TopicView | None:
    """A topic with a reader's own row of it; one query."""
    if member is None:
        found = list_rows(_topic_statement(), {"topic": topic_id})
        if not found:
            return None
        [(*columns, tags)] = found
        return TopicView(made_of(Topic, columns), 0, Level.NORMAL, tags=read_tags(tags))
    row = session.execute(_view_statement(), {"topic": topic_id, "reader": member.id}).first()
    if row is None:
        return None
    topic, read, level, mute_ends_at, unread, has_written, tags = row
    return TopicView(
        topic,
        read or 0,
        level or Level.NORMAL,
        unread if read else None,
        mute_ends_at,
        has_written,
        read_tags(tags),
    )


@cache
def _topic_statement() -> Select[*tuple[Any, ...]]:
    chosen = select(*columns_of(Topic).values(), joined_tags())
    return chosen.where(Topic.id == bindparam("topic"))


@cache
def _view_statement() -> Select[*tuple[Any, ...]]:
    reader: BindParameter[int] = bindparam("reader")
    is_own = and_(TopicMember.topic_id == Topic.id, TopicMember.member_id == reader)
    is_theirs = and_(
        CategoryMember.category_id == Topic.category_id, CategoryMember.member_id == reader
    )
    first_unread = (
        select(Post.number)
        .where(
            Post.topic_id == Topic.id,
            Post.number > TopicMember.last_read_post_number,
            Post.deleted_at.is_(None),
            or_(CategoryMember.read_until.is_(None), Post.created_at > CategoryMember.read_until),
        )
        .order_by(Post.number)
        .limit(1)
        .correlate(Topic, TopicMember, CategoryMember)
        .scalar_subquery()
    )
    of_theirs = (Post.topic_id == Topic.id, Post.author_id == reader, Post.deleted_at.is_(None))
    has_written = select(Post.id).where(*of_theirs).correlate(Topic).exists()
    return (
        select(
            Topic,
            TopicMember.last_read_post_number,
            TopicMember.level,
            TopicMember.mute_ends_at,
            first_unread,
            has_written,
            joined_tags(),
        )
        .outerjoin(TopicMember, is_own)
        .outerjoin(CategoryMember, is_theirs)
        .where(Topic.id == bindparam("topic"))
    )


def list_posts(
    topic_id: int,
    first: int,
    last: int,
    reader: Member | None = None,
    *,
    sees_hidden: bool = False,
) -> list[PostRow]:
    """The posts of a topic whose numbers lie in a range, with their signs and files.

    Hidden words are their author's, and theirs who moderate there. Two queries, and a third where a
    post has files.
    """
    given = {"topic": topic_id, "first": first, "last": last} | _read_by(reader)
    rows = list_rows(_page_statement(), given)
    return _post_rows(rows, reader, sees_hidden=sees_hidden)


MOST_TO_TICK = 200  # posts that a page offers with a box for each; others go by their numbers


def list_to_split(topic_id: int) -> Sequence[Row[tuple[int, str, str]]]:
    """Number, author and first words of posts that can leave a topic, in order; one query."""
    of_it = (Post.topic_id == topic_id, Post.number > 1, Post.deleted_at.is_(None))
    chosen = select(Post.number, Member.name, func.substr(Post.source, 1, 160))
    chosen = chosen.join(Member, Member.id == Post.author_id).where(*of_it)
    return session.execute(chosen.order_by(Post.number).limit(MOST_TO_TICK)).all()


def list_posts_of(
    topic_id: int,
    numbers: Collection[int],
    reader: Member | None = None,
    *,
    sees_hidden: bool = False,
) -> list[PostRow]:
    """The posts of a topic with these numbers, as `list_posts` has them; hidden ones for some."""
    chosen = _post_statement().where(Post.topic_id == topic_id, Post.number.in_(sorted(numbers)))
    chosen = chosen.order_by(Post.number).execution_options(**EVERYBODY)
    rows = list_rows(chosen, _read_by(reader))
    return _post_rows(rows, reader, sees_hidden=sees_hidden)


def _post_rows(
    rows: Sequence[Row[*tuple[Any, ...]]], reader: Member | None, *, sees_hidden: bool = False
) -> list[PostRow]:
    signs = _signs([row.id for row in rows], reader)
    files, is_shown = _files(rows), _shown_to(reader, sees_hidden=sees_hidden)
    sees = blocking.reader().sees
    said = [_post_row(row, signs, files, is_shown, sees) for row in rows]
    return said if blocking.reader().is_everybody else _spared(said)


def _spared(posts: list[PostRow]) -> list[PostRow]:
    """Nothing of those from whom the reader keeps apart, whose numbers alone stay."""
    sees, ignored = blocking.reader().sees, blocking.reader().ignored
    html = spared([post.html if sees(post.author_id) else "" for post in posts])
    return [
        replace(post, html=said, is_ignored=post.author_id in ignored)
        if sees(post.author_id)
        else PostRow(
            post.id,
            post.number,
            0,
            NOBODY,
            "",
            post.created_at,
            None,
            Gone.MODERATOR,
            is_first_of_author=False,
            answered_id=None,
            answered_number=None,
            answered_name=None,
            origin=None,
            is_apart=True,
        )
        for post, said in zip(posts, html, strict=True)
    ]


def _shown_to(reader: Member | None, *, sees_hidden: bool) -> Callable[[int], bool]:
    """Whether a reader sees the hidden words of an author: their own, and moderators all."""
    return lambda author_id: sees_hidden or (reader is not None and author_id == reader.id)


def is_shared(topic: Topic) -> bool:
    """Whether somebody besides its author wrote what stands in a topic; one query."""
    of_others = (Post.topic_id == topic.id, Post.author_id != topic.author_id)
    standing = select(Post.id).where(*of_others, Post.deleted_at.is_(None)).limit(1)
    return session.scalar(standing) is not None


def find_beginner(topic_id: int) -> MemberSummary | None:
    """Who wrote the first post of a topic; None where it was removed. One query."""
    found = list_rows(_beginner_statement(), {"topic": topic_id})
    return MemberSummary.of(found[0]) if found else None


@cache
def _beginner_statement() -> Select[*tuple[Any, ...]]:
    return (
        select(*summary_columns())
        .join(Post, Post.author_id == Member.id)
        .where(Post.topic_id == bindparam("topic"), Post.number == 1, Post.deleted_at.is_(None))
    )


def find_post_row(
    post_id: int, reader: Member | None = None, *, sees_hidden: bool = False
) -> PostRow | None:
    """One post as its page shows it; two queries, and a third where it has files."""
    row = session.execute(_post_statement().where(Post.id == post_id), _read_by(reader)).first()
    if row is None:
        return None
    [said] = _post_rows([row], reader, sees_hidden=sees_hidden)
    return said


def _files(rows: Sequence[Row[*tuple[Any, ...]]]) -> Mapping[int, tuple[FileRow, ...]]:
    having = [row.id for row in rows if row.files_count and row.gone is None]
    return list_files(having) if having else {}


@cache
def _page_statement() -> Select[*tuple[Any, ...]]:
    is_within = Post.number.between(bindparam("first"), bindparam("last"))
    chosen = _post_statement().where(Post.topic_id == bindparam("topic"), is_within)
    return chosen.order_by(Post.number).execution_options(**EVERYBODY)


def _read_by(reader: Member | None) -> dict[str, int]:
    return {"reader": reader.id if reader is not None else 0}


@cache  # aliases take longer to make than the query to run
def _post_statement() -> Select[*tuple[Any, ...]]:
    answered, answered_author = aliased(Post), aliased(Member)
    return (
        select(
            Post.id,
            Post.number,
            Post.author_id,
            Post.html,
            Post.files_count,
            Post.created_at,
            Post.edited_at,
            case(
                (Post.deleted_at.is_not(None), func.coalesce(Post.gone, Gone.MODERATOR.value)),
                else_=None,
            ).label("gone"),
            is_first_of_author().label("is_first"),
            answered.id.label("answered_id"),
            answered.number.label("answered_number"),
            answered_author.name.label("answered_name"),
            answered_author.id.label("answered_author_id"),
            PostOrigin.url,
            PostOrigin.author_url,
            PostOrigin.licence,
            PostOrigin.score,
            Post.interest,
            Post.interest_words,
            Post.serves,
            Post.asks,
            is_kept("post", Post.id, bindparam("reader")).label("is_kept"),
            *summary_columns(),
        )
        .join(Member, Member.id == Post.author_id)
        .outerjoin(answered, answered.id == Post.reply_to_id)
        .outerjoin(answered_author, answered_author.id == answered.author_id)
        .outerjoin(PostOrigin, PostOrigin.post_id == Post.id)
    )


def _post_row(
    row: Row[*tuple[Any, ...]],
    signs: Mapping[int, Mapping[ReactionKind, Sign]],
    files: Mapping[int, tuple[FileRow, ...]],
    is_shown: Callable[[int], bool],
    sees: Callable[[int | None], bool],
) -> PostRow:
    (
        post_id, number, author_id, html, _count, created_at, edited_at, gone, is_first,
        answered_id, answered_number, answered_name, answered_author_id, url, author_url, licence,
        score, interest, interest_words, serves, asks, is_marked,
    ) = row[:-SUMMARY]  # fmt: skip
    if not sees(answered_author_id):
        answered_id = answered_number = answered_name = None
    return PostRow(
        post_id,
        number,
        author_id,
        MemberSummary.of(row),
        html if gone is None or (gone == Gone.HIDDEN and is_shown(author_id)) else "",
        created_at,
        edited_at,
        Gone(gone) if gone is not None else None,
        is_first,
        answered_id,
        answered_number,
        answered_name,
        Origin(url, author_url, licence, score) if url else None,
        signs.get(post_id, {}),
        tuple(file for file in files.get(post_id, ()) if not file.is_closed) if files else (),
        None if gone else read_interest(interest, interest_words),
        bool(is_marked),
        is_erased=gone is not None and not html,
        intent=Intent(serves, asks) if serves and gone is None else None,
    )


def _signs(post_ids: list[int], reader: Member | None) -> dict[int, dict[ReactionKind, Sign]]:
    """Of each post and kind: how many, who came first, and whether the reader is among them."""
    given = {"posts": post_ids, "reader": reader.id if reader else 0}
    found: dict[int, dict[ReactionKind, Sign]] = {}
    for post_id, kind, total, is_mine, name in list_rows(_signs_statement(), given):
        kinds = found.setdefault(post_id, {})
        names = (*kinds[kind].names, name) if kind in kinds else (name,)
        kinds[kind] = Sign(kind, total, names, bool(is_mine))
    return found


@cache
def _signs_statement() -> Select[*tuple[Any, ...]]:
    kind = (Reaction.post_id, Reaction.kind)
    mine = case((Reaction.member_id == bindparam("reader"), 1), else_=0)
    place = func.row_number().over(
        partition_by=kind, order_by=(Reaction.created_at, Reaction.member_id)
    )
    ranked = (
        select(
            Reaction.post_id,
            Reaction.kind,
            Reaction.member_id,
            func.count().over(partition_by=kind).label("total"),
            func.max(mine).over(partition_by=kind).label("is_mine"),
            place.label("place"),
        )
        .where(Reaction.post_id.in_(bindparam("posts", expanding=True)))
        .subquery()
    )
    return (
        select(ranked.c.post_id, ranked.c.kind, ranked.c.total, ranked.c.is_mine, Member.name)
        .join(Member, Member.id == ranked.c.member_id)
        .where(ranked.c.place <= NAMES_SHOWN)
        .order_by(ranked.c.post_id, ranked.c.kind, ranked.c.place)
    )
