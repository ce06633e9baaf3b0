"""Removing at once all that an account wrote, and bringing back exactly what that removed.

All of it bears one moment, by which the reversal knows what was removed anew meanwhile.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import now, session
from tribe.forum.models import Gone, Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.forum.services.arranging import (
    read_moment,
    remove_topic,
    restore_topic,
    spell_moment,
)
from tribe.forum.services.removing import Details, remove, restore

BATCH = 100  # rows in memory at a time


def sweep(actor: Actor, author_id: int) -> Details:
    """Remove each topic and post of a member that stands where the actor sees it.

    What others wrote in these topics goes with them. Raises Forbidden.
    """
    moment = now()
    seen = Topic.category_id.in_(sorted(visible_category_ids(actor)))
    standing = (Topic.removed_at.is_(None), Topic.merged_into_id.is_(None))
    begun = select(Topic.id).where(Topic.author_id == author_id, seen, *standing)
    topics = list(session.scalars(begun.order_by(Topic.id)))
    for number in topics:
        remove_topic(actor, session.get_one(Topic, number), moment)
    written = select(Post.id).join(Topic, Topic.id == Post.topic_id)
    left = written.where(Post.author_id == author_id, Post.deleted_at.is_(None), seen)
    posts = list(session.scalars(left.order_by(Post.topic_id, Post.id)))
    for post in _each(posts):
        remove(actor, post)
        post.deleted_at = moment
    session.flush()
    return {"topics": topics, "posts": posts, "at": spell_moment(moment)}


def unsweep(actor: Actor, details: Details) -> None:
    """Bring back what is gone by that sweep still. Raises Forbidden."""
    moment = read_moment(details["at"])
    for number in details["topics"]:
        topic = session.get(Topic, number, populate_existing=True)
        if topic is not None and topic.removed_at == moment:
            restore_topic(actor, topic)
    for post in _each(details["posts"]):
        if post.gone is Gone.MODERATOR and post.deleted_at == moment:
            restore(actor, post)


def _each(numbers: Sequence[int]) -> Iterator[Post]:
    for start in range(0, len(numbers), BATCH):
        chosen = select(Post).where(Post.id.in_(numbers[start : start + BATCH])).order_by(Post.id)
        yield from session.scalars(chosen.execution_options(populate_existing=True)).all()
