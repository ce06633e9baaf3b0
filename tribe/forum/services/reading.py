"""Reading marks, which only rise, and how closely a member follows a topic."""

from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Insert,
    String,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import cast as sql_cast

from tribe.access import require
from tribe.activity import Activity, record
from tribe.base.db import insert_or, now, session, write_row
from tribe.base.errors import NotFound
from tribe.forum import activities, policy
from tribe.forum.models import CategoryMember, Level, Post, Tag, TagMember, Topic, TopicMember
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.queries.tags import is_tag_seen
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


def follow(member: Member, topic: Topic, level: Level, until: datetime | None = None) -> None:
    """Choose how closely to follow a topic; until a moment, if muted. Raises NotFound, Forbidden.

    Then it is followed as it was before.
    """
    if not policy.sees_topic(get_category_tree(), member, topic):
        raise NotFound("forum.no_topic")
    require(member, policy.FOLLOW)
    is_for_a_while = level is Level.MUTED and until is not None
    chosen = {
        "level": level,
        "updated_at": now(),
        "mute_ends_at": until if is_for_a_while else None,
        "level_after": Level.NORMAL.value if is_for_a_while else None,
    }
    level_now = sql_cast(TopicMember.level, String)
    before = case((TopicMember.level == Level.MUTED, TopicMember.level_after), else_=level_now)
    kept = {"level_after": before} if is_for_a_while else {}
    session.execute(
        insert_or(TopicMember)
        .values(chosen | {"topic_id": topic.id, "member_id": member.id, "last_read_post_number": 0})
        .on_conflict_do_update(index_elements=["topic_id", "member_id"], set_=chosen | kept)
    )
    if level is Level.MUTED:
        mark_seen(member.id, "topic", topic.id)
    record(activities.TOPIC_FOLLOWED, topic.id, actor_id=member.id, level=level.value)


def take_up_again(moment: datetime | None = None) -> None:
    """Follow topics again as before that were muted up to a moment. Raises nothing."""
    session.execute(
        update(TopicMember)
        .where(TopicMember.mute_ends_at <= (moment or now()), TopicMember.level == Level.MUTED)
        .values(
            level=sql_cast(func.coalesce(TopicMember.level_after, Level.NORMAL.value), String),
            mute_ends_at=None,
            level_after=None,
        )
        .execution_options(synchronize_session=False)
    )


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


def follow_tag(member: Member, tag: Tag, level: Level) -> None:
    """Choose how closely to follow a tag, and those merged into it. Raises NotFound, Forbidden."""
    if not is_tag_seen(tag.id, get_category_tree().visible_ids(member)):
        raise NotFound("forum.no_tag")
    require(member, policy.FOLLOW)
    merged = select(Tag.id).where(Tag.merged_into_id == tag.id)
    own = (TagMember.member_id == member.id, TagMember.tag_id.in_(merged))
    session.execute(delete(TagMember).where(*own).execution_options(synchronize_session=False))
    values = {"tag_id": tag.id, "member_id": member.id, "level": level}
    session.execute(
        insert_or(TagMember)
        .values(values)
        .on_conflict_do_update(index_elements=["tag_id", "member_id"], set_={"level": level})
    )
    record(activities.TAG_FOLLOWED, tag.id, actor_id=member.id, level=level.value)


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
    write_row(_raising(session.get_bind().dialect.name), row)


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
