"""Topics for the map of the place, in spans of their numbers: a file of it stays the same."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, select

from tribe.base.db import session
from tribe.base.paging import LARGEST
from tribe.forum.models import Post, Topic

SPAN = 10_000  # numbers of topics; a file of the map may name 50 000 pages


def list_topic_spans(category_ids: Collection[int]) -> list[tuple[int, datetime]]:
    """The spans in which there are topics, and when one of them last changed. One query."""
    span = Topic.id // SPAN
    chosen = select(span, func.max(Topic.last_posted_at)).join(Post, _begins())
    rows = session.execute(chosen.where(*_standing(category_ids)).group_by(span).order_by(span))
    return [(int(number) + 1, at) for number, at in rows]


def list_topics_of_span(
    number: int, category_ids: Collection[int]
) -> Sequence[Row[int, str, datetime]]:
    """Number, slug and last change of the topics of a span, from 1. One query."""
    if not 1 <= number <= LARGEST // SPAN:
        return []
    first = (number - 1) * SPAN
    chosen = select(Topic.id, Topic.slug, Topic.last_posted_at).join(Post, _begins())
    within = (Topic.id >= first, Topic.id < first + SPAN)
    return session.execute(chosen.where(*within, *_standing(category_ids)).order_by(Topic.id)).all()


def _begins() -> ColumnElement[bool]:
    return and_(Post.topic_id == Topic.id, Post.number == 1)


def _standing(category_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """In these categories, listed, with a beginning that was not removed."""
    is_within = Topic.category_id.in_(sorted(category_ids))
    return is_within, Topic.unlisted_at.is_(None), Post.deleted_at.is_(None)
