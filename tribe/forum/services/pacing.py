"""Slow topics: a member writes there once in so many minutes, moderators as they like."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from tribe.access import Actor, may, moderates, require
from tribe.activity import record
from tribe.base.db import insert_or, now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy, settings
from tribe.forum.models import Post, SlowRequest, Topic
from tribe.forum.queries.categories import get_category_tree
from tribe.members.models import Member
from tribe.settings import value_of

ASKED_WITHIN = timedelta(days=1)
SLOWED_FOR = timedelta(hours=1)
SLOWED_TO = 10  # minutes, where members ask for it


def slow_now(topic: Topic) -> int | None:
    """How many minutes apart a member writes in a topic now; None where it is not slow."""
    is_over = topic.slow_until is not None and topic.slow_until <= now()
    return None if is_over else topic.slow_minutes


def check_pace(author: Member, topic: Topic) -> None:
    """Raises RuleBroken where a member wrote too lately in a topic that is slow."""
    minutes = slow_now(topic)
    if minutes is None or _is_exempt(author, topic):
        return
    own = (Post.topic_id == topic.id, Post.author_id == author.id)
    last = session.scalar(select(func.max(Post.created_at)).where(*own))
    if last is None:
        return
    again = last + timedelta(minutes=minutes)
    if topic.slow_until is not None:
        again = min(again, topic.slow_until)
    if again > now():
        raise RuleBroken("forum.slowed", again=again.isoformat())


def may_ask_slower(member: Member, topic: Topic, *, has_written: bool) -> bool:
    """Whether somebody who sees a topic may ask for it to slow down."""
    if not value_of(settings.SLOWER_ASKED_BY) or not may(member, policy.ASK_SLOWER):
        return False
    is_open = slow_now(topic) is None and not topic.is_closed and not topic.is_removed
    return is_open and has_written


def ask_slower(member: Member, topic: Topic) -> bool:
    """Ask for a topic to slow down; whether it does now, as enough of those who wrote there asked.

    Raises NotFound, Forbidden, and RuleBroken where one wrote nothing there, it is slow already, or
    members do not decide it here.
    """
    topic = session.get_one(Topic, topic.id, with_for_update=True, populate_existing=True)
    if not policy.sees_topic(get_category_tree(), member, topic) or topic.is_removed:
        raise NotFound("forum.no_topic")
    require(member, policy.ASK_SLOWER)
    enough = value_of(settings.SLOWER_ASKED_BY)
    if not enough:
        raise RuleBroken("forum.slower_not_asked")
    if slow_now(topic) is not None or topic.is_closed:
        raise RuleBroken("forum.is_slow")
    if not _wrote_in(member, topic):
        raise RuleBroken("forum.slower_by_writers")
    moment = now()
    asked = insert_or(SlowRequest).values(topic_id=topic.id, member_id=member.id, asked_at=moment)
    session.execute(
        asked.on_conflict_do_update(
            index_elements=["topic_id", "member_id"], set_={"asked_at": moment}
        )
    )
    record(activities.SLOWER_ASKED, topic.id, actor_id=member.id)
    lately = (SlowRequest.topic_id == topic.id, SlowRequest.asked_at > moment - ASKED_WITHIN)
    if (session.scalar(select(func.count()).select_from(SlowRequest).where(*lately)) or 0) < enough:
        return False
    session.execute(delete(SlowRequest).where(SlowRequest.topic_id == topic.id))
    topic.slow_minutes, topic.slow_until = SLOWED_TO, moment + SLOWED_FOR
    session.flush()
    record(activities.TOPIC_SLOWED, topic.id, actor_id=None)
    return True


def forget_asked(before: datetime | None = None) -> None:
    """Forget who asked too long ago for it to count."""
    session.execute(
        delete(SlowRequest).where(SlowRequest.asked_at <= (before or now()) - ASKED_WITHIN)
    )


def _is_exempt(author: Actor, topic: Topic) -> bool:
    moderators = get_category_tree().moderators(topic.category_id)
    return moderates(author, moderators)


def _wrote_in(member: Member, topic: Topic) -> bool:
    own = (Post.topic_id == topic.id, Post.author_id == member.id, Post.deleted_at.is_(None))
    return session.scalar(select(Post.id).where(*own).limit(1)) is not None
