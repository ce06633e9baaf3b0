"""What a sweep leaves standing, for an appeal gave it back; and the topics in which that stands."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.forum.models import Gone, Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.moderation.given_back import GivenBack, list_given_back

MAY_STAND = or_(Post.deleted_at.is_(None), Post.gone.in_((Gone.TOPIC, Gone.HIDDEN)))


class Spared(NamedTuple):
    """What stays of what a sweep would take from view else, by numbers."""

    posts: frozenset[int]  # that an appeal gave back, of the member or in a topic of theirs
    topics: frozenset[int]  # begun by the member, which hold one of them, or were given back
    posts_in_view: int
    topics_in_view: int

    def as_things(self) -> dict[str, Collection[int]]:
        """The same by types."""
        return {"topic": self.topics, "post": self.posts}


def stands_of(actor: Actor, author_id: int) -> ColumnElement[bool]:
    """Which topics a sweep is about: those that the author began, or that hold posts of theirs."""
    seen = Topic.category_id.in_(sorted(visible_category_ids(actor)))
    own = select(Post.topic_id).where(Post.author_id == author_id, MAY_STAND)
    concerned = or_(Topic.author_id == author_id, Topic.id.in_(own))
    return and_(concerned, seen, Topic.merged_into_id.is_(None))


def find_spared(actor: Actor, author_id: int) -> Spared:
    """What a sweep leaves standing as things are now; four queries, and more where there is any.

    A post that an appeal gave back stays while it says the same, whoever wrote it; so does the
    topic in which it stands, where the member began that, without what else they wrote there.
    """
    about = stands_of(actor, author_id)
    topics = select(Topic.id).where(about)
    near = or_(Post.author_id == author_id, Topic.author_id == author_id)
    posts = select(Post.id).join(Topic, Topic.id == Post.topic_id).where(about, near, MAY_STAND)
    writers = select(Post.author_id).where(Post.id.in_(posts))
    found = list_given_back([("topic", topics), ("post", posts)], writers)
    if not found:
        return Spared(frozenset(), frozenset(), 0, 0)
    columns = (Post.id, Post.topic_id, Topic.author_id, Post.deleted_at)
    chosen = select(*columns).join(Topic, Topic.id == Post.topic_id)
    rows = session.execute(chosen.where(about, near, MAY_STAND, or_(*map(_is_back, found)))).all()
    begun = frozenset(row.topic_id for row in rows if row.author_id == author_id)
    shown = [row for row in rows if row.deleted_at is None]
    topics_shown = begun & {row.topic_id for row in shown}
    return Spared(frozenset(row.id for row in rows), begun, len(shown), len(topics_shown))


def _is_back(one: GivenBack) -> ColumnElement[bool]:
    """Which posts were given back with some things, as they say the same."""
    same = or_(Post.edited_at.is_(None), Post.edited_at <= one.taken_at)
    if one.subject_type == "topic":
        return and_(Post.topic_id.in_(one.numbers), Post.created_at <= one.taken_at, same)
    is_it = Post.id.in_(one.numbers)
    return and_(is_it, same) if one.is_along else is_it
