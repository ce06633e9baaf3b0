"""Reading marks, which only rise, and how closely a member follows a topic."""

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Insert, case, exists, or_

from tribe.access import require
from tribe.activity import Activity, record
from tribe.base.db import insert_or, now, session
from tribe.base.errors import NotFound
from tribe.forum import activities, policy
from tribe.forum.models import CategoryMember, Level, Post, Topic, TopicMember
from tribe.forum.queries.categories import get_category_tree
from tribe.members.models import Member
from tribe.notices.models import Notice, NoticeCause
from tribe.notices.services import mark_seen


def mark_read(member: Member, topic: Topic, number: int, *, is_told: bool = True) -> None:
    """Note that a member has read up to a post, and what they were told of it.

    The mark never falls. Where they have no unread notice of the topic, `is_told` says so and
    saves a statement. Raises nothing.
    """
    raise_mark(member.id, topic.id, min(number, topic.highest_post_number))
    if is_told:
        mark_seen(member.id, "topic", topic.id, ~_tells_of_later(number))


def follow(member: Member, topic: Topic, level: Level) -> None:
    """Choose how closely to follow a topic. Raises NotFound, Forbidden."""
    if not get_category_tree().may_see(member, topic.category_id):
        raise NotFound("forum.no_topic")
    require(member, policy.FOLLOW)
    values = {"topic_id": topic.id, "member_id": member.id, "level": level, "updated_at": now()}
    session.execute(
        insert_or(TopicMember)
        .values(values | {"last_read_post_number": 0})
        .on_conflict_do_update(
            index_elements=["topic_id", "member_id"],
            set_={"level": level, "updated_at": values["updated_at"]},
        )
    )
    if level is Level.MUTED:
        mark_seen(member.id, "topic", topic.id)
    record(activities.TOPIC_FOLLOWED, topic.id, actor_id=member.id, level=level.value)


def follow_category(member: Member, category_id: int, level: Level) -> None:
    """Choose how closely to follow a category and those in it. Raises NotFound, Forbidden."""
    tree = get_category_tree()
    if category_id not in tree.by_id or not tree.may_see(member, category_id):
        raise NotFound("forum.no_category")
    require(member, policy.FOLLOW)
    values = {"category_id": category_id, "member_id": member.id, "level": level}
    session.execute(
        insert_or(CategoryMember)
        .values(values | {"read_until": None})
        .on_conflict_do_update(index_elements=["category_id", "member_id"], set_={"level": level})
    )
    record(activities.CATEGORY_FOLLOWED, category_id, actor_id=member.id, level=level.value)


def mark_all_read(member: Member, category_ids: set[int], until: datetime | None = None) -> None:
    """Set one mark in each category: what was said before it is read. Raises nothing."""
    moment = min(until or now(), now())
    if not category_ids:
        return
    rows = [
        {
            "category_id": category_id,
            "member_id": member.id,
            "read_until": moment,
            "level": Level.NORMAL,
        }
        for category_id in sorted(category_ids)
    ]
    added = insert_or(CategoryMember).values(rows)
    session.execute(
        added.on_conflict_do_update(
            index_elements=["category_id", "member_id"],
            set_={"read_until": added.excluded.read_until},
            where=or_(
                CategoryMember.read_until.is_(None),
                added.excluded.read_until > CategoryMember.read_until,
            ),
        )
    )


def raise_mark(
    member_id: int,
    topic_id: int,
    number: int,
    *,
    level: Level = Level.NORMAL,
    at: datetime | None = None,
) -> None:
    """Raise a member's mark; a level other than normal takes the place of normal."""
    row = {
        "topic_id": topic_id,
        "member_id": member_id,
        "last_read_post_number": number,
        "level": level,
        "updated_at": at or now(),
    }
    session.execute(_raising(session.get_bind().dialect.name), row)


def _tells_of_later(number: int) -> ColumnElement[bool]:
    """That a notice tells of a post beyond a number."""
    return exists().where(
        NoticeCause.notice_id == Notice.id,
        NoticeCause.activity_id == Activity.id,
        Activity.subject_type == "post",
        Activity.subject_id == Post.id,
        Post.number > number,
    )


@cache
def _raising(_dialect: str) -> Insert:
    """The upsert of a mark in the words of a database, made once."""
    added = insert_or(TopicMember)
    new, old = added.excluded, TopicMember.last_read_post_number
    is_further = new.last_read_post_number > old
    was_normal = TopicMember.level == Level.NORMAL
    return added.on_conflict_do_update(
        index_elements=["topic_id", "member_id"],
        set_={
            "last_read_post_number": case((is_further, new.last_read_post_number), else_=old),
            "level": case((was_normal, new.level), else_=TopicMember.level),
            "updated_at": new.updated_at,
        },
    )
