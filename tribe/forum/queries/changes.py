"""Which posts of a topic were changed, removed or answered with signs since a moment."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select, union
from sqlalchemy.orm import aliased

from tribe.activity import Activity
from tribe.base.db import session
from tribe.bookmarks.queries import kept_by
from tribe.forum import activities
from tribe.forum.models import Post, Reaction
from tribe.members.models import Member

CHANGING = tuple(kind.name for kind in activities.CHANGES)


def list_changes(
    topic_id: int, first: int, last: int, since: datetime
) -> tuple[tuple[int, int], ...]:
    """The numbers of changed posts, each with its last act, in the order of numbers; one query."""
    given = {"topic": topic_id, "first": first, "last": last, "since": since}
    return tuple((number, act) for number, act in session.execute(_changes_statement(), given))


def list_shown_so(topic_id: int, numbers: Collection[int]) -> tuple[tuple[Any, ...], ...]:
    """How posts stand, and under whose name and picture, as what is drawn of them; one query.

    It differs as soon as anything of them is taken from view, whoever does it and by which act.
    """
    answered, other = aliased(Post), aliased(Member)
    stand = (Post.number, Post.edited_at, Post.deleted_at, Post.gone)
    named = (Member.name, Member.avatar_key, answered.deleted_at, other.name)
    found = (
        select(*stand, *named)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(answered, answered.id == Post.reply_to_id)
        .outerjoin(other, other.id == answered.author_id)
        .where(Post.topic_id == topic_id, Post.number.in_(sorted(numbers)))
        .order_by(Post.number)
    )
    return tuple(tuple(row) for row in session.execute(found))


def list_concerned(post_ids: Collection[int]) -> set[int]:
    """The members who gave signs to posts, or put them aside; one query."""
    signed = select(Reaction.member_id).where(Reaction.post_id.in_(sorted(post_ids)))
    return set(session.scalars(union(signed, kept_by("post", post_ids))))


@cache
def _changes_statement() -> Select[*tuple[Any, ...]]:
    done_to = and_(Activity.subject_type == "post", Activity.subject_id == Post.id)
    return (
        select(Post.number, func.max(Activity.id))
        .join(Activity, done_to)
        .where(
            Post.topic_id == bindparam("topic"),
            Post.number.between(bindparam("first"), bindparam("last")),
            Activity.kind.in_(CHANGING),
            Activity.at >= bindparam("since"),
        )
        .group_by(Post.number)
        .order_by(Post.number)
    )
