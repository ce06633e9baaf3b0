"""How long the first posts of a period waited for an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnExpressionArgument, Row, and_, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from tribe.base.db import session
from tribe.forum.queries import answers, first_posts
from tribe.graph.data.evidence import Newcomers
from tribe.members.models import Member


@dataclass(frozen=True)
class FirstWord:
    """When a member first spoke, and when that was first answered, by whom."""

    author: int
    began: float
    measured: float | None
    unmeasured: float | None
    by_member: float | None


def waits(since: datetime | None, until: datetime) -> Newcomers:
    """How long the first posts of a period waited, for those who agree to be measured."""
    return waits_of(list_first_words(since, until), until)


def list_first_words(since: datetime | None, until: datetime) -> list[FirstWord]:
    """The first posts of a period, of those who agree to be measured, and their answers.

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
            first.c.author_id,
            first.c.created_at,
            earliest(answerer.is_measured),
            earliest(~answerer.is_measured),
            earliest(answerer.is_measured, ~answerer.is_brand),
        )
        .join(author, and_(author.id == first.c.author_id, author.is_measured, ~author.is_brand))
        .outerjoin(answer, answer.c.post_id == first.c.id)
        .outerjoin(answerer, answerer.id == answer.c.author_id)
        .where(first.c.created_at < until)
        .group_by(first.c.id, first.c.author_id, first.c.created_at)
        .order_by(first.c.created_at, first.c.id)
    )
    if since is not None:
        found = found.where(first.c.created_at >= since)
    return [_first_word(row) for row in session.execute(found)]


def _first_word(row: Row[Any]) -> FirstWord:
    author, *times = tuple(row)
    began, measured, unmeasured, by_member = (at and at.timestamp() for at in times)
    return FirstWord(author, began, measured, unmeasured, by_member)


def waits_of(found: list[FirstWord], until: datetime) -> Newcomers:
    """How long they waited, up to the end of a period."""
    return _newcomers(found, until.timestamp())


def _newcomers(found: list[FirstWord], until: float) -> Newcomers:
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
