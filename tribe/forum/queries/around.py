"""What stands around a post in its topic, for who decides about it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from tribe.base.db import session
from tribe.forum.models import Post
from tribe.members.models import Member


class Around(NamedTuple):
    """A post beside another; its words are empty where it was removed."""

    number: int
    author: str
    text: str
    is_removed: bool
    is_answered: bool  # by the other


def list_around(post: Post) -> Sequence[Around]:
    """What a post answers, and the one before and after it in its topic; one query."""
    other = aliased(Post)
    numbers = select(other.number).where(other.topic_id == post.topic_id)
    before = numbers.where(other.number < post.number).order_by(other.number.desc()).limit(1)
    after = numbers.where(other.number > post.number).order_by(other.number).limit(1)
    is_answered = func.coalesce(Post.id == post.reply_to_id, False)
    beside = Post.number.in_([before.scalar_subquery(), after.scalar_subquery()])
    columns = (
        Post.number,
        Member.name,
        case((Post.deleted_at.is_(None), Post.text), else_=""),
        Post.deleted_at.is_not(None),
        is_answered,
    )
    chosen = select(*columns).join(Member, Member.id == Post.author_id)
    of_topic = chosen.where(Post.topic_id == post.topic_id, or_(beside, is_answered))
    return [Around(*row) for row in session.execute(of_topic.order_by(Post.number))]
