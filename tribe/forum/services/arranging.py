"""What moderators do with whole topics; each verb answers what its reversal needs."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tribe.access import Actor, require
from tribe.activity import Undone, record
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy
from tribe.forum.models import Gone, Pin, Post, Topic
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.queries.topics import is_shared
from tribe.forum.services.changing import reopen_topic
from tribe.forum.services.counting import count_again
from tribe.forum.services.judging import judge
from tribe.forum.services.noting import note
from tribe.forum.services.posting import grant_in, moderators_of
from tribe.forum.services.references import cook_quoting
from tribe.forum.services.removing import Details
from tribe.forum.services.turning import turns_of
from tribe.jobs import enqueue

CLOSE = "forum.close"  # the job
MAX_SLOW = 10_080  # minutes: a week


def remove_topic(
    actor: Actor, topic: Topic, moment: datetime | None = None, *, why: str = ""
) -> Details:
    """Take a topic away with all that stands in it. Raises NotFound, Forbidden."""
    topic = hold(actor, topic, bears_on_others=True)
    standing = (Post.topic_id == topic.id, Post.deleted_at.is_(None))
    numbers = session.scalars(select(Post.id).where(*standing).order_by(Post.id)).all()
    moment = moment or now()
    session.execute(
        update(Post)
        .where(*standing)
        .values(deleted_at=moment, deleted_by_id=actor.id, gone=Gone.TOPIC)
    )
    topic.removed_at = moment
    session.flush()
    count_again(topic)
    cook_quoting(numbers)
    undone = [Undone(of=("post", numbers))]
    record(activities.TOPIC_REMOVED, topic.id, actor_id=actor.id, undone=undone)
    note(actor, "topic.removed", "topic", topic.id, why)
    return {"topics": [topic.id], "at": spell_moment(moment)}


def restore_topic(actor: Actor, topic: Topic, *, why: str = "") -> None:
    """Bring a topic back, and what went with it. Raises NotFound, Forbidden, RuleBroken."""
    topic = hold(actor, topic, is_removed=True)
    if topic.removed_at is None:
        raise RuleBroken("forum.topic_stands")
    gone = (Post.topic_id == topic.id, Post.gone == Gone.TOPIC)
    numbers = session.scalars(select(Post.id).where(*gone).order_by(Post.id)).all()
    session.execute(
        update(Post).where(*gone).values(deleted_at=None, deleted_by_id=None, gone=None)
    )
    topic.removed_at = None
    session.flush()
    count_again(topic)
    cook_quoting(numbers)
    turns = turns_of(numbers)
    record(activities.TOPIC_RESTORED, topic.id, actor_id=actor.id, turns=turns)
    note(actor, "topic.restored", "topic", topic.id, why)


def unlist_topic(actor: Actor, topic: Topic, *, why: str = "") -> Details:
    """Take a topic out of lists; whoever has its address reads it. Raises NotFound, Forbidden."""
    topic = hold(actor, topic, bears_on_others=True)
    if topic.unlisted_at is not None:
        raise RuleBroken("forum.topic_stands")
    topic.unlisted_at = now()
    session.flush()
    record(activities.TOPIC_UNLISTED, topic.id, actor_id=actor.id)
    note(actor, "topic.unlisted", "topic", topic.id, why)
    return {}


def list_topic(actor: Actor, topic: Topic, *, why: str = "") -> None:
    """Let lists have a topic again. Raises NotFound, Forbidden, RuleBroken."""
    topic = hold(actor, topic, is_removed=True)
    if topic.unlisted_at is None:
        raise RuleBroken("forum.topic_stands")
    topic.unlisted_at = None
    session.flush()
    record(activities.TOPIC_LISTED, topic.id, actor_id=actor.id)
    note(actor, "topic.listed", "topic", topic.id, why)


def pin_topic(
    actor: Actor, topic: Topic, pin: Pin, until: datetime | None = None, *, why: str = ""
) -> Details:
    """Let a topic stand before all others, for a time or for good.

    Raises NotFound, Forbidden, RuleBroken.
    """
    topic = hold(actor, topic)
    _check_ahead(until)
    before = {
        "pinned": topic.pinned,
        "pinned_until": spell_moment(topic.pinned_until),
        "set": [pin, spell_moment(until)],
    }
    topic.pinned, topic.pinned_until = pin, until
    session.flush()
    record(activities.TOPIC_PINNED, topic.id, actor_id=actor.id)
    note(actor, "topic.pinned", "topic", topic.id, why)
    return before


def unpin_topic(
    actor: Actor, topic: Topic, before: Details | None = None, *, why: str = ""
) -> None:
    """Let a topic stand among the others again; or pinned as before, if nobody chose since.

    Raises NotFound, Forbidden.
    """
    topic = hold(actor, topic, is_removed=True)
    was = before or {}
    if not _stands(was, topic.pinned, topic.pinned_until):
        return
    topic.pinned = Pin(was["pinned"]) if was.get("pinned") else None
    topic.pinned_until = read_moment(was.get("pinned_until"))
    session.flush()
    record(activities.TOPIC_UNPINNED, topic.id, actor_id=actor.id)
    note(actor, "topic.unpinned", "topic", topic.id, why)


def move_topic(actor: Actor, topic: Topic, category_id: int, *, why: str = "") -> Details:
    """Let a topic lie in another category, whose readers see it then.

    Raises NotFound, Forbidden, RuleBroken.
    """
    topic = hold(actor, topic)
    tree = get_category_tree()
    if category_id not in tree.by_id:
        raise NotFound("forum.no_category")
    if hides(tree, topic, category_id):
        _judge_own(actor, topic)
    if not _is_system(actor):
        require(actor, policy.CREATE_TOPIC, grant_in(actor, category_id))
    if category_id == topic.category_id:
        raise RuleBroken("forum.lies_there")
    before = {
        "category": topic.category_id,
        "moved_at": spell_moment(topic.moved_at),
        "to": category_id,
    }
    _put(actor, topic, category_id, now())
    note(actor, "topic.moved", "topic", topic.id, why, facts={"category": category_id})
    return before


def move_back(actor: Actor, topic: Topic, before: Details) -> None:
    """Let a topic lie where it lay before, if it was not moved since.

    Raises NotFound, Forbidden.
    """
    topic = hold(actor, topic, is_removed=True)
    if topic.category_id != before.get("to", topic.category_id):
        return
    if topic.category_id == before["category"]:
        topic.moved_at = read_moment(before["moved_at"])
        session.flush()
        return
    if before["category"] not in get_category_tree().by_id:
        raise NotFound("forum.no_category")
    _put(actor, topic, before["category"], read_moment(before["moved_at"]))


def slow_topic(
    actor: Actor, topic: Topic, minutes: int, until: datetime | None = None, *, why: str = ""
) -> Details:
    """Let each member write in a topic once in so many minutes, moderators as they like.

    Raises NotFound, Forbidden, RuleBroken.
    """
    topic = hold(actor, topic, bears_on_others=True)
    _check_ahead(until)
    if not 1 <= minutes <= MAX_SLOW:
        raise RuleBroken("forum.slow_minutes", most=MAX_SLOW)
    before = {
        "minutes": topic.slow_minutes,
        "until": spell_moment(topic.slow_until),
        "set": [minutes, spell_moment(until)],
    }
    topic.slow_minutes, topic.slow_until = minutes, until
    session.flush()
    record(activities.TOPIC_SLOWED, topic.id, actor_id=actor.id)
    note(actor, "topic.slowed", "topic", topic.id, why)
    return before


def quicken_topic(
    actor: Actor, topic: Topic, before: Details | None = None, *, why: str = ""
) -> None:
    """Let members write as they like again; or at the pace of before, if nobody chose since.

    Raises NotFound, Forbidden.
    """
    topic = hold(actor, topic, is_removed=True)
    was = before or {}
    if not _stands(was, topic.slow_minutes, topic.slow_until):
        return
    topic.slow_minutes, topic.slow_until = was.get("minutes"), read_moment(was.get("until"))
    session.flush()
    record(activities.TOPIC_QUICKENED, topic.id, actor_id=actor.id)
    note(actor, "topic.quickened", "topic", topic.id, why)


def close_later(actor: Actor, topic: Topic, at: datetime | None, *, why: str = "") -> Details:
    """Let a topic close at a moment, or stay open. Raises NotFound, Forbidden, RuleBroken."""
    topic = hold(actor, topic)
    _check_ahead(at)
    if topic.is_closed:
        raise RuleBroken("forum.topic_closed")
    before = {"closes_at": spell_moment(topic.closes_at), "at": spell_moment(at)}
    _close_at(topic, at)
    note(actor, "topic.closes", "topic", topic.id, why)
    return before


def close_later_no_more(actor: Actor, topic: Topic, before: Details) -> None:
    """Let a topic close when it was to before, and open one that closed at its moment since.

    Nothing is done where somebody chose otherwise since. Raises NotFound, Forbidden.
    """
    topic = hold(actor, topic, is_removed=True)
    at = read_moment(before["at"])
    if topic.closes_at == at:
        _close_at(topic, read_moment(before["closes_at"]))
    elif topic.closed_at == at:
        reopen_topic(actor, topic)


def close_due(topic_id: int) -> None:
    """Close a topic whose moment has come; nothing where another was chosen, or it is gone."""
    topic = session.get(Topic, topic_id, with_for_update=True)
    if topic is None or topic.closes_at is None or topic.closes_at > now() or topic.is_closed:
        return
    topic.closed_at, topic.closes_at = topic.closes_at, None
    session.flush()
    record(activities.TOPIC_CLOSED, topic.id, actor_id=None)


def hides(tree: policy.CategoryTree, topic: Topic, category_id: int) -> bool:
    """Whether somebody who sees a topic would lose it, were it to lie in a category."""
    seen = policy.roles_that_see(tree, topic.category_id)
    return not set(seen) <= set(policy.roles_that_see(tree, category_id))


def hold(
    actor: Actor, topic: Topic, *, is_removed: bool = False, bears_on_others: bool = False
) -> Topic:
    """A topic as it is now, held, for who moderates it. Raises NotFound, Forbidden.

    What bears on others is judged in one's own topic too, where these wrote in it.
    """
    topic = session.get_one(Topic, topic.id, with_for_update=True, populate_existing=True)
    moderators = moderators_of(actor, topic)
    require(actor, policy.MODERATE, moderators=moderators)
    if actor.id not in (None, topic.author_id):
        judge(actor, topic.author_id, moderators, "topic", topic.id)
    if topic.is_removed and not is_removed:
        raise NotFound("forum.no_topic")
    if bears_on_others:
        _judge_own(actor, topic)
    return topic


def _judge_own(actor: Actor, topic: Topic) -> None:
    """Judge what a moderator does to a topic of their own in which others wrote.

    Raises Forbidden.
    """
    if actor.id == topic.author_id and is_shared(topic):
        judge(actor, topic.author_id, moderators_of(actor, topic), "topic", topic.id)


def _close_at(topic: Topic, at: datetime | None) -> None:
    topic.closes_at = at
    session.flush()
    if at is not None and at <= now():  # its job is done, when another moment was chosen
        close_due(topic.id)
    elif at is not None:
        enqueue(CLOSE, key=f"{CLOSE}:{topic.id}:{at.isoformat()}", at=at, topic_id=topic.id)


def _stands(details: Details, *now_set: Any) -> bool:
    """Whether what an act set is so still; details of before that was kept say nothing of it."""
    if "set" not in details:
        return True
    value, until = now_set
    return bool(details["set"] == [value, spell_moment(until)])


def _put(actor: Actor, topic: Topic, category_id: int, moved_at: datetime | None) -> None:
    left, topic.category_id, topic.moved_at = topic.category_id, category_id, moved_at
    session.flush()
    record(activities.TOPIC_MOVED, topic.id, actor_id=actor.id, category=left)


def _check_ahead(moment: datetime | None) -> None:
    if moment is not None and moment <= now():
        raise RuleBroken("forum.not_ahead")


def _is_system(actor: Actor) -> bool:
    return actor.id is None


def spell_moment(moment: datetime | None) -> str | None:
    """A moment as details keep it."""
    return moment.isoformat() if moment is not None else None


def read_moment(spelled: Any) -> datetime | None:
    """A moment that details kept."""
    return datetime.fromisoformat(spelled) if spelled else None
