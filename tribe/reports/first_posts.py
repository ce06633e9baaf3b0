"""The first thing that each member ever said, and how long it waited for an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnExpressionArgument, Row, and_, func, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import CTE

from tribe.db import session
from tribe.forum.models import Post
from tribe.graph.evidence import Newcomers
from tribe.members.models import Member


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
    """Each answer of someone else to a first post: (post_id, author_id, at).

    A post answers the one that it replies to; a post in a topic that replies to none answers the
    topic's beginning.
    """
    reply = aliased(Post)
    stands = and_(reply.deleted_at.is_(None), reply.author_id != first.c.author_id)
    columns = (first.c.id.label("post_id"), reply.author_id, reply.created_at.label("at"))
    direct = select(*columns).join(reply, and_(reply.reply_to_id == first.c.id, stands))
    below = select(*columns).join(
        reply,
        and_(
            reply.topic_id == first.c.topic_id,
            reply.reply_to_id.is_(None),
            reply.number > 1,
            first.c.number == 1,
            stands,
        ),
    )
    return union_all(direct, below).cte("answer")


@dataclass(frozen=True)
class _Wait:
    began: float
    measured: float | None
    unmeasured: float | None
    by_member: float | None


def waits(since: datetime | None, until: datetime) -> Newcomers:
    """How long the first posts of a period waited, for those who agree to be measured.

    A first post that nobody has answered by `until` is censored there. One that was first answered
    by someone who does not agree to be measured is censored at that moment: from then on its wait
    is no longer ours to know. The brand's own first posts are left out. One query.
    """
    first = first_posts()
    answer = answers(first)
    author, answerer = aliased(Member), aliased(Member)
    seen = answer.c.at < until

    def earliest(*which: ColumnExpressionArgument[bool]) -> ColumnElement[datetime | None]:
        return func.min(answer.c.at).filter(and_(seen, *which))

    found = (
        select(
            first.c.created_at,
            earliest(answerer.is_measured),
            earliest(~answerer.is_measured),
            earliest(answerer.is_measured, ~answerer.is_brand),
        )
        .join(author, and_(author.id == first.c.author_id, author.is_measured, ~author.is_brand))
        .outerjoin(answer, answer.c.post_id == first.c.id)
        .outerjoin(answerer, answerer.id == answer.c.author_id)
        .where(first.c.created_at < until)
        .group_by(first.c.id, first.c.created_at)
        .order_by(first.c.created_at, first.c.id)
    )
    if since is not None:
        found = found.where(first.c.created_at >= since)
    return _newcomers([_wait(row) for row in session.execute(found)], until.timestamp())


def _wait(row: Row[Any]) -> _Wait:
    began, measured, unmeasured, by_member = (at and at.timestamp() for at in tuple(row))
    return _Wait(began, measured, unmeasured, by_member)


def _newcomers(found: list[_Wait], until: float) -> Newcomers:
    def column(answered_at: list[float | None]) -> tuple[list[float], list[bool]]:
        times, heard = [], []
        for wait, at in zip(found, answered_at, strict=True):
            end = min(until, wait.unmeasured if wait.unmeasured is not None else until)
            known = at is not None and at <= end
            times.append(max(0.0, (at if known and at is not None else end) - wait.began))
            heard.append(known)
        return times, heard

    by_anyone = column([wait.measured for wait in found])
    by_members = column([wait.by_member for wait in found])
    return Newcomers.of(*by_anyone, *by_members)
