"""What moderators decided about a topic, about what was merged into it, and about its posts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select

from tribe.base.db import session
from tribe.forum.models import Post, Topic
from tribe.members.models import Member
from tribe.moderation.models import IS_OVER, NO_ACTION, Decision, ModerationCase

MOST = 100  # the latest
HIDE = "forum.post.hide"


class Decided(NamedTuple):
    """A decision in the list of its topic."""

    id: int
    act: str
    title: str
    made_at: datetime
    ends_at: datetime | None
    undone_at: datetime | None
    is_over: bool
    decided_by: str | None


def list_decided(topic_id: int, readable: Collection[ColumnElement[bool]]) -> Sequence[Decided]:
    """What was done and whoever asks may read, the latest first; one query."""
    merged = select(Topic.id).where(Topic.merged_into_id == topic_id)
    posts = select(Post.id).where(Post.topic_id == topic_id)
    of_topic = or_(Decision.subject_id == topic_id, Decision.subject_id.in_(merged))
    about = or_(
        and_(Decision.subject_type == "topic", of_topic),
        and_(Decision.subject_type == "post", Decision.subject_id.in_(posts)),
    )
    of_it = (Decision.id, Decision.act, ModerationCase.title, Decision.made_at)
    rows = session.execute(
        select(*of_it, Decision.ends_at, Decision.undone_at, IS_OVER, Member.name)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .outerjoin(Member, Member.id == Decision.decided_by_id)
        .where(about, Decision.act != NO_ACTION, *readable)
        .order_by(Decision.made_at.desc(), Decision.id.desc())
        .limit(MOST)
    )
    return [Decided(*row) for row in rows]


def would_stay_away(post_id: int) -> bool:
    """Whether a post were away still, had no moderator taken it: with its topic, or by its author.

    One query.
    """
    with_topic = exists().where(
        Post.id == post_id, Topic.id == Post.topic_id, Topic.removed_at.is_not(None)
    )
    of_it = (Decision.subject_type == "post", Decision.subject_id == post_id)
    by_author = exists().where(
        *of_it,
        Decision.undone_at.is_(None),
        Decision.details["author_removed_at"].as_string().is_not(None),
    )
    return bool(session.scalar(select(or_(with_topic, by_author))))


def list_hidings_undone(post_ids: Iterable[int], since: datetime) -> set[int]:
    """Which of some posts were to be hidden no more since a moment; one query."""
    of_them = (Decision.subject_type == "post", Decision.subject_id.in_(sorted(post_ids)))
    undone = (Decision.act == HIDE, Decision.undone_at >= since)
    return set(session.scalars(select(Decision.subject_id).where(*of_them, *undone)))
