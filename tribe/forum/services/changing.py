"""Changing what was said: edits with their history, closing and opening topics."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tribe import search
from tribe.access import Actor, require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.forum import activities, policy
from tribe.forum.models import Post, PostRevision, Topic
from tribe.forum.queries.tags import tags_of
from tribe.forum.services.judging import judge, require_of_post
from tribe.forum.services.noting import note
from tribe.forum.services.posting import (
    check_body,
    check_title,
    hold_author,
    moderators_in,
    moderators_of,
)
from tribe.forum.services.references import leave_traces, read_source
from tribe.forum.services.tagging import change_tags, check_tags
from tribe.forum.slugs import make_slug
from tribe.forum.tagging import tag_key
from tribe.intent.asking import require_intent
from tribe.intent.models import Intent
from tribe.interests.models import Interest
from tribe.interests.queries import joined
from tribe.markup import COOK_VERSION
from tribe.members.models import Member


def edit(
    member: Member,
    post: Post,
    source: str,
    at: datetime | None = None,
    *,
    title: str | None = None,
    interest: Interest | None = None,
    tags: Sequence[str] | None = None,
    intent: Intent | None = None,
) -> Post:
    """Say it otherwise and keep what was said; a title and tags go with the first post alone.

    An interest that its author declares now stands beside what stood there. Whom it serves and what
    it asks is said by its author alone, and by an account of the brand before anything else is.

    Raises NotFound, Forbidden, RuleBroken.
    """
    hold_author(member)  # before the topic, as whoever writes or takes their words away
    topic = hold_topic(post)
    moderators = moderators_in(member, topic.category_id)
    require_of_post(member, policy.EDIT, post, moderators, is_closed=topic.is_closed)
    is_own = member.id == post.author_id
    check_body(source)
    new_title = title if title is not None and post.number == 1 else topic.title
    check_title(new_title)
    new_tags = _checked_tags(member, post, tags)
    is_declared = is_own and interest is not None and _declare(post, interest)
    new_intent = _new_intent(member, post, intent)
    is_said = source == post.source and new_title == topic.title and new_intent is None
    if is_said and new_tags is None and not is_declared:
        return post
    if topic.is_closed or not is_own:
        judge(member, post.author_id, moderators, "post", post.id)
    moment = at or now()
    old_tags = change_tags(member, topic, new_tags, at)
    _keep_version(member, post, topic, new_title, moment, old_tags, new_intent)
    if new_intent is not None:
        post.serves, post.asks = new_intent.serves, new_intent.asks
    if new_title != topic.title:
        topic.title, topic.slug = new_title, make_slug(new_title)
    cooked, named = read_source(source)
    post.source, post.html, post.text = source, cooked.html, cooked.text
    post.cook_version, post.edited_at = COOK_VERSION, moment
    session.flush()
    traces = leave_traces(post, topic, cooked, named, is_new=False, may_add=is_own)
    record(
        activities.POST_EDITED,
        post.id,
        actor_id=member.id,
        at=at,
        turns=traces.turns,
        undone=traces.undone,
        topic=topic.id,
    )
    return post


def close_topic(member: Actor, topic: Topic, at: datetime | None = None, *, why: str = "") -> Topic:
    """Let nobody add to a topic. Raises NotFound, Forbidden."""
    moderators = _check_may_close(member, topic)
    if not topic.is_closed:
        judge(member, topic.author_id, moderators, "topic", topic.id)
        topic.closed_at = at or now()
        session.flush()
        record(activities.TOPIC_CLOSED, topic.id, actor_id=member.id, at=at)
        note(member, "topic.closed", "topic", topic.id, why)
    return topic


def reopen_topic(member: Actor, topic: Topic, *, why: str = "") -> Topic:
    """Let members add to it again. Raises NotFound, Forbidden."""
    moderators = _check_may_close(member, topic)
    if topic.is_closed:
        judge(member, topic.author_id, moderators, "topic", topic.id)
        topic.closed_at = None
        session.flush()
        record(activities.TOPIC_REOPENED, topic.id, actor_id=member.id)
        note(member, "topic.reopened", "topic", topic.id, why)
    return topic


def _declare(post: Post, interest: Interest) -> bool:
    """Let what an author declares stand beside a post; whether it did not yet."""
    before = post.declared
    stands = joined([before, interest] if before else [interest])
    if stands is None or stands == before:
        return False
    post.interest, post.interest_words = stands.kind, stands.words
    return True


def entitle(topic_id: int, was: str, title: str) -> bool:
    """Give a topic a title that is not its author's, such as of what it answers; whether it did.

    It does so only where the topic bears that title still, so that no newer one is lost. The
    caller has asked whether the actor may.
    """
    topic = session.get(Topic, topic_id, with_for_update=True, populate_existing=True)
    if topic is None or topic.title != was:
        return False
    topic.title, topic.slug = title, make_slug(title)
    session.flush()
    firsts = select(Post.id).where(Post.topic_id == topic_id, Post.number == 1)
    search.changed("post", session.scalars(firsts).all())
    return True


def hold_topic(post: Post) -> Topic:
    """The topic of a post, its row held until the transaction ends, and the post as it is now."""
    topic = session.get_one(Topic, post.topic_id, with_for_update=True, populate_existing=True)
    session.refresh(post)
    return topic


def _new_intent(member: Member, post: Post, intent: Intent | None) -> Intent | None:
    """What an edit says anew of whom it serves; raises RuleBroken where it must, and does not."""
    if member.id != post.author_id or post.number != 1:
        return None
    is_new = intent is not None and intent.is_stated
    require_intent(member, intent if intent is not None and is_new else post)
    is_other = intent is not None and (intent.serves, intent.asks) != (post.serves, post.asks)
    return intent if is_new and is_other else None


def _checked_tags(member: Member, post: Post, tags: Sequence[str] | None) -> Sequence[str] | None:
    """The tags that a topic gets by an edit, None where they stay; raises RuleBroken."""
    if tags is None or post.number != 1:
        return None
    standing = tags_of(post.topic_id)
    if set(map(tag_key, tags)) == set(map(tag_key, standing)):
        return None
    check_tags(member, tags, standing)
    return tags


def _check_may_close(member: Actor, topic: Topic) -> frozenset[int]:
    moderators = moderators_of(member, topic)
    require(member, policy.CLOSE, moderators=moderators)
    return moderators


def _keep_version(
    member: Member,
    post: Post,
    topic: Topic,
    new_title: str,
    moment: datetime,
    tags: Sequence[str] | None,
    intent: Intent | None,
) -> None:
    old_title = topic.title if new_title != topic.title else None
    revision = PostRevision(
        post_id=post.id,
        editor_id=member.id,
        title=old_title,
        tags=" ".join(tags) if tags is not None else None,
        serves=post.serves if intent is not None else None,
        asks=post.asks if intent is not None else None,
        source=post.source,
        created_at=moment,
    )
    session.add(revision)
