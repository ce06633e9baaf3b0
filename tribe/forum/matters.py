"""What moderation reads of topics and posts, and who handles them where they lie."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.forum.addresses import post_address, topic_address
from tribe.forum.handled import (
    POSTS,
    TOPICS,
    category_of_post,
    category_of_topic,
    unseen_by,
)
from tribe.forum.models import Gone, Post, PostFile, Topic
from tribe.forum.queries import find_post, get_category_tree, visible_category_ids
from tribe.forum.queries.tags import tags_of
from tribe.intent.labels import with_intent
from tribe.members.models import Member
from tribe.speech import Message
from tribe.web.moderated import Held, Matter, Moderated, Numbers


def read_post(post_id: int) -> Matter | None:
    """A post, also one that was removed."""
    placed = find_post(post_id)
    if placed is None:
        return None
    post, topic = placed.post, placed.topic
    return Matter(
        post.author_id,
        topic.title,
        post_address(topic, post.number),
        with_intent(post, post.text),
        topic.category_id,
        is_gone=post.is_removed,
        gone=GONE.get(post.gone) if post.gone is not None else None,
    )


GONE = {
    Gone.AUTHOR: Message("Its author removed it."),
    Gone.MODERATOR: Message("A moderator removed it."),
    Gone.TOPIC: Message("It is gone with its topic, which was removed."),
}


def reads_hidden_post(actor: Actor, post_id: int) -> bool:
    """Whether an actor reads a hidden post in its topic: its author, and who moderates there."""
    placed = find_post(post_id)
    if placed is None or placed.post.gone is not Gone.HIDDEN or placed.topic.is_removed:
        return False
    tree, lies_in = get_category_tree(), placed.topic.category_id
    is_theirs = placed.post.author_id == actor.id and tree.may_see(actor, lies_in)
    return is_theirs or lies_in in tree.moderated_ids(actor)


def titles_of_topics(actor: Actor, post_ids: Collection[int]) -> dict[int, str]:
    """Of replies the titles of their topics, as these are now and an actor may read them."""
    seen = visible_category_ids(actor)
    columns = (Post.id, Topic.title, Topic.category_id, Topic.removed_at)
    chosen = select(*columns).join(Topic, Topic.id == Post.topic_id)
    rows = session.execute(chosen.where(Post.id.in_(sorted(post_ids)), Post.number > 1))
    return {
        row.id: row.title if row.removed_at is None and row.category_id in seen else ""
        for row in rows
    }


def typed_of_post(post_id: int) -> list[str]:
    """All that its author typed: the title where it is the first, the words, and its files."""
    post = existing_post(post_id)
    topic = session.get_one(Topic, post.topic_id)
    files = select(PostFile.digest).where(PostFile.post_id == post_id).order_by(PostFile.id)
    titles = [topic.title, *tags_of(topic.id)] if post.number == 1 else []
    said = [*titles, *filter(None, (post.serves, post.asks)), post.source]
    return [*said, *session.scalars(files)]


def pictures_of_post(post_id: int) -> Sequence[str]:
    """Its pictures as pages show them, in their order."""
    shown = func.coalesce(PostFile.preview_digest, PostFile.digest)
    chosen = select(shown).where(PostFile.post_id == post_id, PostFile.width.is_not(None))
    return session.scalars(chosen.order_by(PostFile.id)).all()


def read_topic(topic_id: int) -> Matter | None:
    """A topic and the words that it begins with, also one that was removed."""
    topic = session.get(Topic, topic_id)
    if topic is None or topic.merged_into_id is not None:
        return None
    first = select(Post).where(Post.topic_id == topic.id, Post.number == 1)
    begun = session.scalar(first)
    return Matter(
        topic.author_id,
        topic.title,
        topic_address(topic),
        with_intent(begun, begun.text) if begun is not None else "",
        topic.category_id,
        is_gone=topic.is_removed,
    )


def _topic_of(post_id: int) -> Sequence[tuple[str, Select[int]]]:
    return [("topic", select(Post.topic_id).where(Post.id == post_id))]


def _posts_of(topic_id: int) -> Sequence[tuple[str, Select[int]]]:
    return [("post", select(Post.id).where(Post.topic_id == topic_id))]


def _topics_of(posts: Numbers) -> list[Held]:
    """Whoever takes posts from view holds their topics, and before these refers to who wrote."""
    found = select(Post.topic_id, Post.author_id).where(Post.id.in_(posts)).distinct()
    return _held(session.execute(found).all())


def _rows_of(topics: Numbers) -> list[Held]:
    found = select(Topic.id, Topic.author_id).where(Topic.id.in_(topics))
    return _held(session.execute(found).all())


def _held(rows: Sequence[Any]) -> list[Held]:
    topics, authors = {topic for topic, _author in rows}, {author for _topic, author in rows}
    return [Held(Topic, topics), Held(Member, authors - {None}, is_shared=True)]


def existing_post(post_id: int) -> Post:
    """A post, also one that was removed; raises NotFound where it is not there."""
    post = session.get(Post, post_id)
    if post is None:
        raise NotFound("forum.no_post")
    return post


MODERATED = (
    Moderated(
        "post",
        read_post,
        local=POSTS,
        beside=_topic_of,
        typed=typed_of_post,
        pictures=pictures_of_post,
        category=category_of_post,
        unseen=unseen_by,
        under=titles_of_topics,
        reads_hidden=reads_hidden_post,
        held=_topics_of,
    ),
    Moderated(
        "topic",
        read_topic,
        local=TOPICS,
        beside=_posts_of,
        category=category_of_topic,
        held=_rows_of,
    ),
)
