"""Where posts went that were moved, and what a topic says of it."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select

from tribe.access import Actor
from tribe.activity import Activity
from tribe.base.db import session
from tribe.forum import activities
from tribe.forum.addresses import topic_entry
from tribe.forum.models import Post, PostMove, Topic
from tribe.forum.policy import CategoryTree, sees_topic
from tribe.forum.queries.posts import Placed


class MoveNote(NamedTuple):
    """That a topic lay elsewhere, or that posts of it went to another or came from there."""

    how: str  # "from_category", "to", "from" or "merged"
    posts: int
    title: str
    url: str


def find_numbered(topic_id: int, number: int | None) -> Placed | None:
    """The post of that number in a topic, or that had it there before; two queries at most.

    Without a number the first of those that stood there.
    """
    with_topic = select(Post, Topic).join(Topic, Topic.id == Post.topic_id)
    if number is not None:
        here = with_topic.where(Post.topic_id == topic_id, Post.number == number)
        if (row := session.execute(here).first()) is not None:
            return Placed(row[0], row[1])
    moved = with_topic.join(PostMove, PostMove.post_id == Post.id)
    moved = moved.where(PostMove.topic_id == topic_id)
    if number is not None:
        moved = moved.where(PostMove.number == number)
    row = session.execute(moved.order_by(PostMove.number).limit(1)).first()
    return Placed(row[0], row[1]) if row is not None else None


def list_notes(topic: Topic, tree: CategoryTree, reader: Actor) -> list[MoveNote]:
    """What a topic says of what was moved, as far as a reader sees it; three queries."""
    return [
        *_from_category(topic, tree, reader),
        *_went(topic, tree, reader),
        *_came(topic, tree, reader),
    ]


def _from_category(topic: Topic, tree: CategoryTree, reader: Actor) -> Iterator[MoveNote]:
    of_topic = (Activity.subject_type == "topic", Activity.subject_id == topic.id)
    is_move = Activity.kind == activities.TOPIC_MOVED.name
    latest = select(Activity.facts).where(*of_topic, is_move).order_by(Activity.id.desc()).limit(1)
    facts = session.scalar(latest) or {}
    node = tree.by_id.get(facts.get("category", 0))
    if node is not None and node.id != topic.category_id and tree.may_see(reader, node.id):
        yield MoveNote("from_category", 1, node.name, f"/c/{node.slug}")


def _went(topic: Topic, tree: CategoryTree, reader: Actor) -> Iterator[MoveNote]:
    rows = session.execute(
        select(Topic, func.count(Post.id))
        .join(Post, Post.topic_id == Topic.id)
        .join(PostMove, PostMove.post_id == Post.id)
        .where(PostMove.topic_id == topic.id, Topic.id != topic.id)
        .group_by(Topic.id)
        .order_by(Topic.id)
    )
    for other, count in rows:
        if not other.is_removed and sees_topic(tree, reader, other):
            yield MoveNote("to", count, other.title, topic_entry(other.id))


def _came(topic: Topic, tree: CategoryTree, reader: Actor) -> Iterator[MoveNote]:
    rows = session.execute(
        select(Topic, func.count(Post.id))
        .join(PostMove, PostMove.topic_id == Topic.id)
        .join(Post, Post.id == PostMove.post_id)
        .where(Post.topic_id == topic.id, Topic.id != topic.id)
        .group_by(Topic.id)
        .order_by(Topic.id)
    )
    for other, count in rows:
        if other.removed_at is None and sees_topic(tree, reader, other):
            how = "merged" if other.merged_into_id == topic.id else "from"
            yield MoveNote(how, count, other.title, topic_entry(other.id))
