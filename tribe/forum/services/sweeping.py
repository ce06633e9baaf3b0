"""Removing at once all that an account wrote, and bringing back exactly what that removed.

All of it bears one moment, by which the reversal knows what was removed anew meanwhile. Topics are
held in the order of their numbers, so that no two who do so wait for each other; and whatever is
done, is done by some statements for hundreds of posts, so that nobody else waits long to write.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update

from tribe import audit
from tribe.access import Actor, ActorKind, require
from tribe.activity import DoneTo, Turn, Undone, record_each
from tribe.base.db import now, session
from tribe.blocking import EVERYBODY
from tribe.forum import activities, policy
from tribe.forum.models import Gone, Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.forum.queries.decided import list_hidings_undone
from tribe.forum.services.arranging import read_moment, spell_moment
from tribe.forum.services.counting import count_each_again
from tribe.forum.services.judging import JUDGED_ALONE, require_judge
from tribe.forum.services.posting import moderators_in
from tribe.forum.services.references import cook_quoting
from tribe.forum.services.removing import Details
from tribe.forum.services.sparing import MAY_STAND, find_spared, stands_of
from tribe.forum.services.turning import turns_of

BATCH = 500  # numbers of one statement
One = TypeVar("One")
QUIETLY = {"synchronize_session": False}


def would_take(actor: Actor, author_id: int) -> Sequence[tuple[str, Select[int]]]:
    """What a sweep would take from view as things are now, and the topics in which that stands."""
    about, spared = stands_of(actor, author_id), find_spared(actor, author_id)
    begun = and_(Topic.author_id == author_id, Topic.id.not_in(spared.topics))
    own = and_(Post.author_id == author_id, Post.id.not_in(spared.posts))
    stand = select(Post.id).join(Topic, Topic.id == Post.topic_id).where(about, MAY_STAND)
    within = select(Post.topic_id).where(own, MAY_STAND)
    topics = select(Topic.id).where(about, or_(begun, Topic.id.in_(within)))
    return [("topic", topics), ("post", stand.where(or_(begun, own)))]


class Counts(NamedTuple):
    """How much a sweep would take from view, or took."""

    topics: int
    posts: int
    answers: int  # of others, which go with these topics
    posts_spared: int  # that an appeal gave back
    topics_spared: int  # of the member, which hold such


def count_taken(actor: Actor, author_id: int) -> Counts:
    """How much a sweep would take as things are now, where the actor sees it.

    Three queries, and those of what it leaves standing.
    """
    spared = find_spared(actor, author_id)
    seen = Topic.category_id.in_(sorted(visible_category_ids(actor)))
    begun = (
        Topic.author_id == author_id,
        Topic.removed_at.is_(None),
        Topic.id.not_in(spared.topics),
    )
    there = (seen, Topic.merged_into_id.is_(None))
    topics = select(func.count(Topic.id)).where(*begun, *there)
    in_view = or_(Post.deleted_at.is_(None), Post.gone == Gone.HIDDEN)
    posts = select(func.count(Post.id)).join(Topic, Topic.id == Post.topic_id).where(*there)
    theirs = posts.where(Post.author_id == author_id, in_view, Post.id.not_in(spared.posts))
    others = posts.where(*begun, Post.author_id != author_id, Post.deleted_at.is_(None))
    went, own, along = (session.scalar(count) or 0 for count in (topics, theirs, others))
    return Counts(went, own, along, spared.posts_in_view, spared.topics_in_view)


def sweep(actor: Actor, author_id: int) -> Details:
    """Remove each topic and post of a member that stands, or is hidden, where the actor sees it.

    What others wrote in these topics goes with them; what went with topics of others does not come
    back with these, and nothing at the end of its hiding. What an appeal gave back stays, with the
    topic in which it stands. The member is held, so that nothing comes meanwhile. Raises Forbidden.
    """
    moment = now()
    held = session.execute(
        select(Topic.id, Topic.category_id, Topic.author_id, Topic.removed_at)
        .where(stands_of(actor, author_id))
        .order_by(Topic.id)
        .with_for_update(of=Topic)
    ).all()
    _require_all(actor, author_id, {row.category_id for row in held})
    spared = find_spared(actor, author_id)
    goes = {row.id for row in held if row.author_id == author_id} - spared.topics
    begun = [row.id for row in held if row.id in goes and row.removed_at is None]
    own = and_(Post.author_id == author_id, Post.id.not_in(spared.posts))
    theirs = _take(begun, moment, actor, Gone.TOPIC)
    elsewhere = [row.id for row in held if row.id not in goes]
    removed = _take(elsewhere, moment, actor, Gone.MODERATOR, own)
    out_of_view = [
        row
        for some in _parts(elsewhere)
        for row in _change(
            {"deleted_at": moment, "gone": Gone.MODERATOR},
            Post.topic_id.in_(some),
            own,
            Post.gone == Gone.TOPIC,
        )
    ]
    hidden = _take_hidden([row.id for row in held], own, moment)
    for some in _parts(begun):
        session.execute(
            update(Topic).where(Topic.id.in_(some)).values(removed_at=moment),
            execution_options=QUIETLY,
        )
    touched = {topic_id for _number, topic_id in removed}
    _count_and_cook({*begun, *touched}, [number for number, _topic in theirs + removed])
    went: dict[int, list[int]] = {topic_id: [] for topic_id in begun}
    for number, topic_id in theirs:
        went[topic_id].append(number)
    record_each(
        activities.TOPIC_REMOVED,
        [DoneTo(topic, undone=[Undone(of=("post", gone))]) for topic, gone in went.items()],
        actor_id=actor.id,
    )
    record_each(
        activities.POST_REMOVED,
        [DoneTo(number, {"topic": topic}, undone=[Undone()]) for number, topic in removed],
        actor_id=actor.id,
    )
    posts = [number for number, _topic in removed + out_of_view]
    posts += [number for number, _since in hidden]
    others = _count_of_others(begun, author_id, moment)
    gone = len(theirs) - others + len(removed) + len(hidden)
    counts = Counts(len(begun), gone, others, spared.posts_in_view, spared.topics_in_view)
    return {
        "topics": begun,
        "posts": posts,
        "hidden": hidden,
        "at": spell_moment(moment),
        "counts": counts._asdict(),
    }


def unsweep(actor: Actor, details: Details) -> None:
    """Bring back what is gone by that sweep still, for whoever was asked about it."""
    moment = read_moment(details["at"])
    topics = _held_topics(details)
    begun = [
        number
        for number in details["topics"]
        if number in topics and topics[number].removed_at == moment
    ]
    came_along: list[tuple[int, int]] = []
    for some in _parts(begun):
        came_along += _stand(Post.topic_id.in_(some), Post.gone == Gone.TOPIC)
        session.execute(
            update(Topic).where(Topic.id.in_(some)).values(removed_at=None),
            execution_options=QUIETLY,
        )
    gone_by_it = (Post.gone == Gone.MODERATOR, Post.deleted_at == moment)
    _hide_again(details.get("hidden", ()), details["at"], *gone_by_it)
    back, waiting = list[tuple[int, int]](), list[tuple[int, int]]()
    for some in _parts(details["posts"]):
        of_them = (Post.id.in_(some), *gone_by_it)
        waiting += _wait_for_topic(*of_them)
        back += _stand(*of_them)
    rows = came_along + back
    touched = {topic_id for _number, topic_id in rows + waiting}
    stands = [number for number, _topic in rows]
    _count_and_cook({*begun, *touched}, stands)
    turns: dict[int, list[Turn]] = {}
    for turn in turns_of(stands):
        if turn.of is not None:
            turns.setdefault(turn.of[1], []).append(turn)
    of_topic: dict[int, list[Turn]] = {topic_id: [] for topic_id in begun}
    for number, topic_id in came_along:
        of_topic[topic_id] += turns.get(number, [])
    record_each(
        activities.TOPIC_RESTORED,
        [DoneTo(topic_id, turns=told) for topic_id, told in of_topic.items()],
        actor_id=actor.id,
    )
    record_each(
        activities.POST_RESTORED,
        [DoneTo(number, {"topic": at}, turns=turns.get(number, ())) for number, at in back]
        + [DoneTo(number, {"topic": at}) for number, at in waiting],
        actor_id=actor.id,
    )


def categories_of(details: Details) -> set[int]:
    """Where what a sweep took lies now; a query for each 500 topics or posts."""
    found: set[int] = set()
    for some in _parts(details["topics"]):
        chosen = select(Topic.category_id).where(Topic.id.in_(some)).distinct()
        found.update(session.scalars(chosen.execution_options(**EVERYBODY)))
    places = select(Topic.category_id).join(Post, Post.topic_id == Topic.id).distinct()
    for some in _parts(details["posts"]):
        chosen = places.where(Post.id.in_(some))
        found.update(session.scalars(chosen.execution_options(**EVERYBODY)))
    return found


def is_gone_by(details: Details, subject_type: str, number: int) -> bool:
    """Whether a topic or post is gone by a sweep still, and by nothing that came since."""
    at = read_moment(details["at"])
    if subject_type == "topic":
        topic = session.get(Topic, number)
        return topic is not None and topic.removed_at == at
    post = session.get(Post, number)
    return post is not None and post.gone is Gone.MODERATOR and post.deleted_at == at


def writers_in(details: Details) -> set[int]:
    """Who wrote what went with topics that were removed whole; a query for each 500 of these."""
    at = read_moment(details["at"])
    went = (Post.gone == Gone.TOPIC, Post.deleted_at == at)
    found: set[int] = set()
    for some in _parts(details["topics"]):
        of_them = select(Post.author_id).where(Post.topic_id.in_(some), *went)
        found.update(session.scalars(of_them.distinct()))
    return found


def list_gone_with(details: Details, author_id: int) -> set[int]:
    """What an author wrote in the topics that were removed whole; a query for each 500 of these."""
    went = (Post.gone == Gone.TOPIC, Post.deleted_at == read_moment(details["at"]))
    found: set[int] = set()
    for some in _parts(details["topics"]):
        of_them = (Post.topic_id.in_(some), Post.author_id == author_id, *went)
        found.update(session.scalars(select(Post.id).where(*of_them)))
    return found


def _require_all(actor: Actor, author_id: int, category_ids: Iterable[int]) -> None:
    """That an actor moderates, and may judge the author, in each of some categories."""
    if actor.actor_kind is ActorKind.SYSTEM:
        return
    notes = set()
    for number in sorted(category_ids):
        moderators = moderators_in(actor, number)
        require(actor, policy.MODERATE, moderators=moderators)
        if actor.id != author_id:
            notes.add(require_judge(actor, author_id, moderators).note)
    for stake in sorted(filter(None, notes)):
        facts = {"stake": stake}
        audit.record(JUDGED_ALONE, "member", author_id, actor_id=actor.id, facts=facts)


def _take(
    topic_ids: Sequence[int],
    moment: datetime,
    actor: Actor,
    how: Gone,
    *which: ColumnElement[bool],
) -> list[tuple[int, int]]:
    """Take from view what stands in some topics; the numbers of the posts and of their topics."""
    values = {"deleted_at": moment, "deleted_by_id": actor.id, "gone": how}
    return [
        row
        for some in _parts(topic_ids)
        for row in _change(values, Post.topic_id.in_(some), Post.deleted_at.is_(None), *which)
    ]


def _count_of_others(topic_ids: Sequence[int], author_id: int, moment: datetime) -> int:
    """How many posts of others went with topics at a moment."""
    went = (Post.gone == Gone.TOPIC, Post.deleted_at == moment, Post.author_id != author_id)
    count = select(func.count(Post.id))
    parts = _parts(topic_ids)
    return sum(session.scalar(count.where(Post.topic_id.in_(some), *went)) or 0 for some in parts)


def _take_hidden(
    topic_ids: Sequence[int], own: ColumnElement[bool], moment: datetime
) -> list[tuple[int, str | None]]:
    """Remove what a member wrote that is hidden; the numbers of the posts, and since when it was.

    Who hid it stays in it, for it to be hidden by them again.
    """
    found: list[tuple[int, str | None]] = []
    for some in _parts(topic_ids):
        which = (Post.topic_id.in_(some), own, Post.gone == Gone.HIDDEN)
        chosen = select(Post.id, Post.deleted_at).where(*which).order_by(Post.id)
        found += [(row.id, spell_moment(row.deleted_at)) for row in session.execute(chosen)]
        _change({"deleted_at": moment, "gone": Gone.MODERATOR}, *which)
    return found


def _hide_again(
    hidden: Sequence[tuple[int, str]], at: str, *gone_by_it: ColumnElement[bool]
) -> None:
    """Let posts be hidden as they were before a sweep, but those whose hiding ended meanwhile."""
    for some in _parts(hidden):
        since = {number: read_moment(hidden_at) for number, hidden_at in some}
        ended = list_hidings_undone(since, datetime.fromisoformat(at))
        still = select(Post.id).where(Post.id.in_(since.keys() - ended), *gone_by_it)
        rows = [
            {"id": number, "deleted_at": since[number], "gone": Gone.HIDDEN}
            for number in session.scalars(still.order_by(Post.id))
        ]
        if rows:
            session.execute(update(Post), rows, execution_options=QUIETLY)


def _stand(*which: ColumnElement[bool]) -> list[tuple[int, int]]:
    return _change({"deleted_at": None, "deleted_by_id": None, "gone": None}, *which)


def _wait_for_topic(*which: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Let posts of topics that are gone stand again when these do."""
    removed_at = (
        select(Topic.removed_at).where(Topic.id == Post.topic_id).correlate(Post).scalar_subquery()
    )
    gone = select(Topic.id).where(Topic.removed_at.is_not(None))
    values = {"deleted_at": removed_at, "gone": Gone.TOPIC}
    return _change(values, *which, Post.topic_id.in_(gone))


def _change(values: dict[str, Any], *which: ColumnElement[bool]) -> list[tuple[int, int]]:
    changed = update(Post).where(*which).values(values).returning(Post.id, Post.topic_id)
    rows = session.execute(changed, execution_options=QUIETLY)
    return sorted((row.id, row.topic_id) for row in rows)


def _held_topics(details: Details) -> dict[int, Any]:
    """The topics of a sweep as they are now, held: those that were removed, and of the posts."""
    numbers = set(details["topics"])
    for some in _parts(details["posts"]):
        numbers.update(session.scalars(select(Post.topic_id).where(Post.id.in_(some))))
    held: dict[int, Any] = {}
    for some in _parts(sorted(numbers)):
        chosen = select(Topic.id, Topic.removed_at).where(Topic.id.in_(some)).order_by(Topic.id)
        held |= {row.id: row for row in session.execute(chosen.with_for_update(of=Topic))}
    return held


def _count_and_cook(topic_ids: Iterable[int], post_ids: Sequence[int]) -> None:
    count_each_again(set(topic_ids))
    for one in list(session):
        if isinstance(one, Post | Topic):
            session.expire(one)
    cook_quoting(post_ids)


def _parts(numbers: Sequence[One]) -> Iterator[Sequence[One]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]
