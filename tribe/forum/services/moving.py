"""Posts moved between topics: split off into one of their own, merged into another, moved back.

Every address that a post had leads to it still.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, delete, func, insert, literal, select, update

from tribe import search
from tribe.access import GUEST, Actor, require
from tribe.activity import record
from tribe.base.db import UtcDateTime, insert_or, now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy
from tribe.forum.models import Level, Post, PostMove, Topic, TopicMember
from tribe.forum.policy import roles_that_see
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.services.arranging import hold, read_moment, spell_moment
from tribe.forum.services.counting import count_again
from tribe.forum.services.noting import note
from tribe.forum.services.posting import check_title, grant_in
from tribe.forum.services.removing import Details
from tribe.forum.slugs import make_slug
from tribe.intent.models import is_stated
from tribe.members.models import Member
from tribe.notices.services import follow_moved

MOST = 500  # posts that are split off at once
FOLLOWED = (Level.TRACKING, Level.WATCHING)


class Place(NamedTuple):
    """Where a post comes to stand."""

    post: Post
    topic: Topic
    number: int


def split_topic(
    actor: Actor,
    topic: Topic,
    numbers: Collection[int],
    title: str,
    category_id: int | None = None,
    *,
    why: str = "",
) -> Details:
    """Move posts of a topic into one of their own, in their order.

    An answer to a post that does not go along answers none from then on. What the brand answered
    begins no topic, as it does not say whom that would serve. Raises NotFound, Forbidden,
    RuleBroken.
    """
    topic = hold(actor, topic)
    check_title(title)
    into_id = category_id or topic.category_id
    if into_id != topic.category_id and actor.id is not None:
        require(actor, policy.CREATE_TOPIC, grant_in(actor, into_id))
    posts = _chosen(topic, numbers)
    moment, first = now(), posts[0]
    if not _may_begin(first):
        raise RuleBroken("forum.brand_begins_none")
    new = Topic(
        category_id=into_id,
        author_id=first.author_id,
        title=title,
        slug=make_slug(title),
        created_at=first.created_at,
        last_posted_at=first.created_at,
        last_poster_id=first.author_id,
        highest_post_number=len(posts),
        posts_count=0,
        closed_at=None,
        moved_at=moment,
    )
    session.add(new)
    session.flush()
    details: Details = {
        "topic": new.id,
        "posts": [[post.id, post.number] for post in posts],
        "answers": _cut(topic, {post.id for post in posts}),
        "moved_at": spell_moment(topic.moved_at),
    }
    _follow_along(topic, new, [post.number for post in posts], moment)
    _place([Place(post, new, number) for number, post in enumerate(posts, 1)])
    topic.moved_at = moment
    _settle([topic, new], posts)
    record(activities.TOPIC_SPLIT, topic.id, actor_id=actor.id)
    note(actor, "topic.split", "topic", topic.id, why, facts={"topic": new.id})
    return details


def unsplit_topic(actor: Actor, topic: Topic, details: Details) -> None:
    """Move split posts back under their numbers, and after all others what was answered to them.

    The address of the topic that they had leads to this one. What others wrote since where fewer
    may read it than here stays there, in a topic of its own. Raises NotFound, Forbidden,
    RuleBroken.
    """
    topic, new = _hold_both(actor, topic, details["topic"], is_back=True)
    _check_there(topic, new)
    back = dict(details["posts"])
    posts = _all_of(new)
    if not back.keys() <= {post.id for post in posts}:
        raise RuleBroken("forum.moved_again")
    first_id = details["posts"][0][0]
    later = [post for post in posts if post.id not in back]
    stays = bool(later) and _is_more_closed(new, topic)
    places, last = [Place(post, topic, back[post.id]) for post in posts if post.id in back], 0
    for last, post in enumerate([] if stays else later, 1):
        places.append(Place(post, topic, topic.highest_post_number + last))
        post.reply_to_id = post.reply_to_id or first_id
    topic.highest_post_number += last
    _place(places)
    if stays:
        _leave(new, later)
    else:
        session.execute(delete(TopicMember).where(TopicMember.topic_id == new.id))
        new.merged_into_id = topic.id
    _join(details["answers"])
    topic.moved_at = read_moment(details["moved_at"])
    _settle([topic, new], posts)
    record(activities.POSTS_RETURNED, topic.id, actor_id=actor.id)


def merge_topic(actor: Actor, topic: Topic, into_id: int, *, why: str = "") -> Details:
    """Move all posts of a topic behind those of another, to which its address leads then.

    Raises NotFound, Forbidden, RuleBroken.
    """
    if into_id == topic.id:
        raise RuleBroken("forum.into_itself")
    topic, into = _hold_both(actor, topic, into_id)
    posts, moment, highest = _all_of(topic), now(), into.highest_post_number
    first = posts[0]
    opened = [post.id for post in posts if post.reply_to_id is None and post.id != first.id]
    details: Details = {
        "into": into.id,
        "posts": [[post.id, post.number] for post in posts],
        "opened": opened,
        "highest": highest,
        "moment": moment.isoformat(),
        "moved_at": spell_moment(into.moved_at),
    }
    for post in posts:
        if post.id in set(opened):
            post.reply_to_id = first.id
    into.highest_post_number = highest + len(posts)
    _take_along(topic, into, moment)
    _place([Place(post, into, number) for number, post in enumerate(posts, highest + 1)])
    topic.merged_into_id, into.moved_at = into.id, moment
    _settle([topic, into], posts)
    follow_moved("topic", "topic", {topic.id: into.id})
    record(activities.TOPIC_MERGED, topic.id, actor_id=actor.id)
    note(actor, "topic.merged", "topic", topic.id, why, facts={"topic": into.id})
    return details


def unmerge_topic(actor: Actor, topic: Topic, details: Details) -> None:
    """Move the posts of a merged topic back to it. Raises NotFound, Forbidden, RuleBroken."""
    topic, into = _hold_both(actor, topic, details["into"], is_back=True)
    if topic.merged_into_id == into.id:
        _check_there(into)
    back = dict(details["posts"])
    posts = [post for post in _all_of(into) if post.id in back]
    if topic.merged_into_id != into.id or len(posts) < len(back):
        raise RuleBroken("forum.moved_again")
    for post in posts:
        if post.id in set(details["opened"]):
            post.reply_to_id = None
    later = (Post.topic_id == into.id, Post.id.not_in(back), Post.reply_to_id.in_(back))
    session.execute(update(Post).where(*later).values(reply_to_id=None))
    topic.merged_into_id = None
    _place([Place(post, topic, back[post.id]) for post in posts], leads_on=False)
    moment = read_moment(details["moment"])
    along = (TopicMember.topic_id == into.id, TopicMember.updated_at == moment)
    session.execute(delete(TopicMember).where(*along))
    left = select(func.max(Post.number)).where(Post.topic_id == into.id)
    into.highest_post_number = max(details["highest"], session.scalar(left) or 0)
    into.moved_at = read_moment(details["moved_at"])
    _settle([topic, into], posts)
    follow_moved("topic", "topic", {topic.id: topic.id})
    record(activities.POSTS_RETURNED, topic.id, actor_id=actor.id)


def _hold_both(
    actor: Actor, topic: Topic, other_id: int, *, is_back: bool = False
) -> tuple[Topic, Topic]:
    """Two topics, held in the order of their numbers so that nobody waits for the other.

    On the way back also those that are removed or merged: whoever calls says what is in the way.
    """
    other = session.get(Topic, other_id)
    if other is None:
        raise NotFound("forum.no_topic")
    held = {
        one.id: hold(actor, one, is_removed=is_back)
        for one in sorted((topic, other), key=lambda one: one.id)
    }
    return held[topic.id], held[other_id]


def _check_there(*topics: Topic) -> None:
    """Raises RuleBroken where a topic was removed or merged since: that is to be undone first."""
    if any(one.removed_at is not None for one in topics):
        raise RuleBroken("forum.removed_since")
    if any(one.merged_into_id is not None for one in topics):
        raise RuleBroken("forum.moved_again")


def _is_more_closed(topic: Topic, than: Topic) -> bool:
    """Whether somebody who may read in the category of one topic may not in that of the other."""
    tree = get_category_tree()
    open_to = set(roles_that_see(tree, than.category_id)) - set(
        roles_that_see(tree, topic.category_id)
    )
    guests = [tree.may_see(GUEST, one.category_id) for one in (than, topic)]
    return bool(open_to) or guests == [True, False]


def _leave(topic: Topic, posts: Sequence[Post]) -> None:
    """Let the posts that are left in a topic be all of it, in their order."""
    gone = posts[0].number - 1
    kept = {post.id for post in posts}
    for number, post in enumerate(posts, 1):
        if post.reply_to_id not in kept:
            post.reply_to_id = None
        _place([Place(post, topic, number)])
    first, read = posts[0], TopicMember.last_read_post_number
    if _may_begin(first):  # else it stays the topic of who began it
        topic.author_id = first.author_id
    topic.created_at = first.created_at
    topic.highest_post_number = len(posts)
    marks = update(TopicMember).where(TopicMember.topic_id == topic.id)
    session.execute(marks.values(last_read_post_number=case((read > gone, read - gone), else_=0)))


def _may_begin(post: Post) -> bool:
    """Whether a post may be the first of a topic: one of the brand says whom it serves."""
    author = session.get_one(Member, post.author_id)
    return not author.is_brand or is_stated(post)


def _chosen(topic: Topic, numbers: Collection[int]) -> Sequence[Post]:
    wanted = sorted(set(numbers))
    if not wanted:
        raise RuleBroken("forum.no_posts_chosen")
    if wanted[0] == 1:
        raise RuleBroken("forum.first_stays")
    if len(wanted) > MOST:
        raise RuleBroken("forum.too_many_posts", most=MOST)
    own = (Post.topic_id == topic.id, Post.number.in_(wanted))
    posts = session.scalars(select(Post).where(*own).order_by(Post.number)).all()
    if len(posts) < len(wanted):
        raise NotFound("forum.no_post")
    return posts


def _all_of(topic: Topic) -> Sequence[Post]:
    return session.scalars(
        select(Post).where(Post.topic_id == topic.id).order_by(Post.number)
    ).all()


def _place(places: Iterable[Place], *, leads_on: bool = True) -> None:
    """Let posts stand elsewhere; their numbers so far lead there, if they shall."""
    for post, topic, number in places:
        old, left = post.topic_id, post.number
        here = (PostMove.topic_id == topic.id, PostMove.number == number)
        session.execute(delete(PostMove).where(*here))
        post.topic_id, post.number = topic.id, number
        if leads_on:
            row = {"topic_id": old, "number": left, "post_id": post.id}
            session.execute(
                insert_or(PostMove)
                .values(row)
                .on_conflict_do_update(
                    index_elements=["topic_id", "number"], set_={"post_id": post.id}
                )
            )
    session.flush()


def _cut(topic: Topic, moved: set[int]) -> list[list[int]]:
    """Let no post answer one that comes to stand in another topic; which answered which."""
    own = (Post.topic_id == topic.id, Post.reply_to_id.is_not(None))
    rows = session.execute(select(Post.id, Post.reply_to_id).where(*own).order_by(Post.id))
    cut = [
        [one, answered]
        for one, answered in rows
        if answered is not None and (one in moved) != (answered in moved)
    ]
    numbers = [one for one, _answered in cut]
    session.execute(update(Post).where(Post.id.in_(numbers)).values(reply_to_id=None))
    return cut


def _join(answers: Iterable[Sequence[int]]) -> None:
    """Let posts answer again what they answered, where both stand in one topic still."""
    for post_id, answered_id in answers:
        topic_id = select(Post.topic_id).where(Post.id == answered_id).scalar_subquery()
        one = (Post.id == post_id, Post.topic_id == topic_id)
        session.execute(update(Post).where(*one).values(reply_to_id=answered_id))


def _follow_along(topic: Topic, new: Topic, numbers: list[int], moment: datetime) -> None:
    """Let members follow the new topic as the old one, and have read of it what they read there."""
    was_read = (
        select(func.count(Post.id))
        .where(
            Post.topic_id == topic.id,
            Post.number.in_(numbers),
            Post.number <= TopicMember.last_read_post_number,
        )
        .correlate(TopicMember)
        .scalar_subquery()
    )
    marks = select(
        literal(new.id),
        TopicMember.member_id,
        was_read,
        TopicMember.level,
        literal(moment, UtcDateTime()),
        TopicMember.mute_ends_at,
        TopicMember.level_after,
    ).where(TopicMember.topic_id == topic.id)
    session.execute(insert(TopicMember).from_select(_MARK, marks))


def _take_along(topic: Topic, into: Topic, moment: datetime) -> None:
    """Let who follows a topic follow the one that it is merged into, where they never opened it."""
    marks = select(
        literal(into.id),
        TopicMember.member_id,
        literal(into.highest_post_number),
        TopicMember.level,
        literal(moment, UtcDateTime()),
        TopicMember.mute_ends_at,
        TopicMember.level_after,
    ).where(TopicMember.topic_id == topic.id, TopicMember.level.in_(FOLLOWED))
    added = insert_or(TopicMember).from_select(_MARK, marks)
    session.execute(added.on_conflict_do_nothing())


_MARK = [
    "topic_id",
    "member_id",
    "last_read_post_number",
    "level",
    "updated_at",
    "mute_ends_at",
    "level_after",
]


def _settle(topics: Sequence[Topic], posts: Sequence[Post]) -> None:
    """Count topics again, and let the search and notices have posts where they stand now."""
    for topic in topics:
        session.flush()
        count_again(topic)
    follow_moved("topic", "post", {post.id: post.topic_id for post in posts})
    firsts = select(Post.id).where(Post.topic_id.in_([one.id for one in topics]), Post.number == 1)
    search.changed("post", {post.id for post in posts} | set(session.scalars(firsts)))
