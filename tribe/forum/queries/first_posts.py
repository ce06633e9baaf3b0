"""First posts: which post of an author is the first, what answers it, which wait for an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from tribe.base.db import UtcDateTime, list_rows, session
from tribe.forum.addresses import post_link
from tribe.forum.models import Post, Topic
from tribe.forum.queries.sparing import spared_text
from tribe.members.models import IN_USE, Member
from tribe.members.summaries import MemberSummary, summary_columns


@dataclass(frozen=True)
class FirstPost:
    """The first thing that a newcomer said, while nobody has answered."""

    post_id: int
    title: str
    begins: str
    at: datetime
    is_opening: bool  # of a topic
    author: MemberSummary

    @property
    def url(self) -> str:
        """Where it stands."""
        return post_link(self.post_id)


def is_first_of_author() -> ColumnElement[bool]:
    """Whether nothing that stands was written by the author of `Post` before it."""
    earlier = aliased(Post)
    is_earlier = tuple_(earlier.created_at, earlier.id) < tuple_(Post.created_at, Post.id)
    is_theirs = and_(earlier.author_id == Post.author_id, earlier.deleted_at.is_(None))
    return ~exists().where(is_theirs, is_earlier)


def first_posts() -> CTE:
    """Of each author the post that came first and stands; columns as in Post."""
    place = func.row_number().over(partition_by=Post.author_id, order_by=(Post.created_at, Post.id))
    ranked = (
        select(
            Post.id, Post.author_id, Post.topic_id, Post.number, Post.created_at, place.label("nth")
        )
        .where(Post.deleted_at.is_(None))
        .subquery()
    )
    return select(ranked).where(ranked.c.nth == 1).cte("first_post")


def answers(first: CTE) -> CTE:
    """Each answer of someone else to a first post: (post_id, author_id, at)."""
    answer = aliased(Post)
    columns = (first.c.id.label("post_id"), answer.author_id, answer.created_at.label("at"))
    ways = [select(*columns).join(answer, way) for way in _ways_to_answer(first.c, answer)]
    return union_all(*ways).cte("answer")


def _ways_to_answer(first: Any, answer: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """A post answers the one that it replies to; one that replies to none, its topic's opening."""
    stands = and_(answer.deleted_at.is_(None), answer.author_id != first.author_id)
    below = and_(
        answer.topic_id == first.topic_id,
        answer.reply_to_id.is_(None),
        answer.number > 1,
        first.number == 1,
    )
    return and_(stands, answer.reply_to_id == first.id), and_(stands, below)


def _within(first: Any, answer: Any) -> ColumnElement[bool]:
    """Whatever another says in a topic answers its opening, whichever post it replies to."""
    is_in_topic = and_(first.number == 1, answer.topic_id == first.topic_id)
    return and_(is_in_topic, answer.deleted_at.is_(None), answer.author_id != first.author_id)


def list_unanswered(
    reader: Member,
    category_ids: Collection[int],
    since: datetime,
    size: int,
    *,
    with_topics: bool = False,
) -> list[FirstPost]:
    """First posts that wait for another's word, the longest first. One query.

    With topics it has the first topic of each author too, also of who answered others before; any
    word of another in it is an answer.

    It lists posts and not persons: whether or not their writers agreed to be measured, as any
    member finds them by leafing. The search begins at the topics that moved since then, so that it
    does not grow with the tribe.
    """
    given = {
        "reader": reader.id,
        "categories": sorted(category_ids),
        "since": since,
        "size": size,
    }
    return [_first_post(row) for row in list_rows(_unanswered(with_topics), given)]


def _first_post(row: Row[*tuple[Any, ...]]) -> FirstPost:
    return FirstPost(
        row[0], row[1], spared_text(row[2]), row[3], row[4] == 1, MemberSummary.of(row)
    )


def _opens_first_topic() -> ColumnElement[bool]:
    """Whether `Post` opens `Topic`, and its author had begun none before."""
    earlier = aliased(Topic)
    is_earlier = tuple_(earlier.created_at, earlier.id) < tuple_(Topic.created_at, Topic.id)
    is_theirs = earlier.author_id == Topic.author_id
    return and_(Post.number == 1, ~exists().where(is_theirs, is_earlier))


@cache  # a statement takes longer to make than the query to run
def _unanswered(with_topics: bool) -> Select[*tuple[Any, ...]]:
    since = bindparam("since", type_=UtcDateTime())
    answer = aliased(Post)
    is_first, ways = is_first_of_author(), [*_ways_to_answer(Post, answer)]
    if with_topics:
        is_first = or_(is_first, _opens_first_topic())
        ways.append(_within(Post, answer))
    return (
        select(Post.id, Topic.title, Post.text, Post.created_at, Post.number, *summary_columns())
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(
            Topic.last_posted_at > since,
            Topic.category_id.in_(bindparam("categories", expanding=True)),
            Topic.closed_at.is_(None),
            Topic.unlisted_at.is_(None),
            Post.created_at > since,
            Post.deleted_at.is_(None),
            Post.author_id != bindparam("reader"),
            IN_USE,
            ~Member.is_brand,
            is_first,
            ~exists().where(or_(*ways)),
        )
        .order_by(Post.created_at, Post.id)
        .limit(bindparam("size"))
    )


def is_answered(post_id: int) -> bool:
    """Whether another has answered a post; one query."""
    answer = aliased(Post)
    found = select(exists().where(or_(*_ways_to_answer(Post, answer)))).where(Post.id == post_id)
    return bool(session.scalar(found))
