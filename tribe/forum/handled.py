"""Who handles what lies in a category without the role: those who moderate it and see it."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import has_request_context, request
from sqlalchemy import ColumnElement, SQLColumnExpression, select

from tribe.access import Actor, Role
from tribe.activity.holding import HeldLocal
from tribe.base.db import session
from tribe.forum.models import Post, Topic
from tribe.forum.policy import roles_that_see
from tribe.forum.queries import get_category_tree
from tribe.members.models import Member
from tribe.web.moderated import Local

KEPT = "tribe.categories_moderated"  # in the environment of a request
KEPT_UNSEEN = "tribe.categories_unseen"
Facts = Mapping[str, Any]


def _within(actor: Actor) -> set[int]:
    """The categories that an actor sees and moderates; one query, once a request."""
    if not has_request_context():
        return get_category_tree().moderated_ids(actor)
    found: dict[int | None, set[int]] = request.environ.setdefault(KEPT, {})
    if actor.id not in found:
        found[actor.id] = get_category_tree().moderated_ids(actor)
    return found[actor.id]


def unseen_by(role: Role) -> Collection[int]:
    """The categories that members of a role do not see; one query, once a request."""
    if not has_request_context():
        return _unseen(role)
    found: dict[Role, Collection[int]] = request.environ.setdefault(KEPT_UNSEEN, {})
    if role not in found:
        found[role] = _unseen(role)
    return found[role]


def _unseen(role: Role) -> Collection[int]:
    tree = get_category_tree()
    return [node.id for node in tree if not tree.grant_to(role, node.id).may_see]


def topics_of(actor: Actor, numbers: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Those of some topics that lie where an actor moderates."""
    within = _within(actor)
    return select(Topic.id).where(Topic.id == numbers, Topic.category_id.in_(within)).exists()


def posts_of(actor: Actor, numbers: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Those of some posts whose topic lies where an actor moderates."""
    within = _within(actor)
    placed = select(Post.id).join(Topic, Topic.id == Post.topic_id).where(Post.id == numbers)
    return placed.where(Topic.category_id.in_(within)).exists()


def category_of_topic(number: SQLColumnExpression[int]) -> SQLColumnExpression[int]:
    """Where a topic of a statement lies."""
    return select(Topic.category_id).where(Topic.id == number).scalar_subquery()


def category_of_post(number: SQLColumnExpression[int]) -> SQLColumnExpression[int]:
    """Where the topic of a post of a statement lies."""
    placed = select(Topic.category_id).join(Post, Post.topic_id == Topic.id)
    return placed.where(Post.id == number).scalar_subquery()


def category_of_new(facts: Any) -> SQLColumnExpression[int]:
    """Where a topic that waits would lie, in a statement."""
    number: SQLColumnExpression[int] = facts["category"].as_integer()
    return number


def category_of_reply(facts: Any) -> SQLColumnExpression[int]:
    """Where the topic of a reply that waits lies, in a statement."""
    return category_of_topic(facts["topic"].as_integer())


def new_topics_of(actor: Actor, facts: Any) -> ColumnElement[bool]:
    """Those of the topics that wait which would lie where an actor moderates."""
    within = _within(actor)
    answer: ColumnElement[bool] = facts["category"].as_integer().in_(within)
    return answer


def replies_of(actor: Actor, facts: Any) -> ColumnElement[bool]:
    """Those of the replies that wait whose topic lies where an actor moderates."""
    return topics_of(actor, facts["topic"].as_integer())


def handlers_in(category_id: int | None) -> Collection[int]:
    """Who moderates a category without the role, and sees it; two queries, or one for nobody."""
    tree = get_category_tree()
    if category_id is None or category_id not in tree.by_id:
        return ()
    named = tree.moderators(category_id)
    if not named:
        return ()
    seeing = Member.role.in_(roles_that_see(tree, category_id))
    return session.scalars(select(Member.id).where(Member.id.in_(sorted(named)), seeing)).all()


def handlers_of_topic(topic_id: int) -> Collection[int]:
    """Who handles a topic so; three queries at most."""
    return handlers_in(session.scalar(select(Topic.category_id).where(Topic.id == topic_id)))


def handlers_of_post(post_id: int) -> Collection[int]:
    """Who handles a post so; three queries at most."""
    placed = select(Topic.category_id).join(Post, Post.topic_id == Topic.id)
    return handlers_in(session.scalar(placed.where(Post.id == post_id)))


def _handlers_of_new(facts: Facts) -> Collection[int]:
    return handlers_in(facts.get("category"))


def _handlers_of_reply(facts: Facts) -> Collection[int]:
    return handlers_of_topic(facts.get("topic") or 0)


TOPICS = Local(topics_of, handlers_of_topic)
POSTS = Local(posts_of, handlers_of_post)
NEW_TOPICS = HeldLocal(new_topics_of, posts_of, _handlers_of_new)
REPLIES = HeldLocal(replies_of, posts_of, _handlers_of_reply)
