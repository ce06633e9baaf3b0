"""Beginning topics and replying, with everything that follows from it in one transaction."""

from datetime import datetime

from flask_babel import gettext as _

from tribe.db import now, session
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import policy
from tribe.forum.models import Category, Level, Post, Topic
from tribe.forum.policy import Grant, Room
from tribe.forum.queries.rooms import get_rooms
from tribe.forum.services.reading import raise_mark
from tribe.forum.services.traces import leave_traces, read_source, record_reply
from tribe.forum.slugs import make_slug
from tribe.live import announce
from tribe.markup import COOK_VERSION, Cooked
from tribe.members.models import Member

LONGEST_BODY = 32_000
SHORTEST_TITLE, LONGEST_TITLE = 3, 200


def create_topic(
    author: Member,
    category: Category | Room,
    title: str,
    body: str,
    at: datetime | None = None,
) -> Topic:
    """Begin a topic with its first post. Raises NotFound, Forbidden, RuleBroken."""
    grant = grant_in(author, category.id)
    if not author.is_active or not grant.may_create:
        raise Forbidden(_("You may not begin a topic in this category."))
    check_title(title)
    check_body(body)
    return add_topic(author, category, title, body, at=at)


def reply(
    author: Member,
    topic: Topic,
    body: str,
    reply_to: Post | None = None,
    at: datetime | None = None,
) -> Post:
    """Add to a topic, and tell its open pages. Raises NotFound, Forbidden, RuleBroken."""
    grant = grant_in(author, topic.category_id)
    if not author.is_active or not grant.may_reply:
        raise Forbidden(_("You may not reply in this category."))
    session.refresh(topic, with_for_update=True)
    if not policy.may_reply(author, grant, is_closed=topic.is_closed):
        raise RuleBroken(_("This topic was closed: it can be read, but not added to."))
    if reply_to is not None and (reply_to.topic_id != topic.id or reply_to.is_removed):
        raise RuleBroken(_("The post that you answer is no longer there."))
    check_body(body)
    post = _append(author, topic, body, reply_to, at)
    if at is None:
        room = f"topic:{topic.id}"
        announce(room, room, number=post.number, id=post.id)
    return post


def add_topic(
    author: Member,
    category: Category | Room,
    title: str,
    body: str,
    *,
    at: datetime | None = None,
) -> Topic:
    """For importers: a topic as it is, without asking whether. Raises markup.TooLong."""
    cooked, named = read_source(body)
    moment = at or now()
    topic = Topic(
        category_id=category.id,
        author_id=author.id,
        title=title[:LONGEST_TITLE],
        slug=make_slug(title),
        created_at=moment,
        last_posted_at=moment,
        last_poster_id=author.id,
        highest_post_number=1,
        posts_count=1,
        closed_at=None,
    )
    session.add(topic)
    session.flush()
    post = _write(author, topic, 1, body, cooked, None, moment)
    leave_traces(post, topic, cooked, named, is_new=True, at=moment)
    raise_mark(author.id, topic.id, 1, level=Level.WATCHING, at=moment)
    return topic


def add_post(
    author: Member,
    topic: Topic,
    body: str,
    *,
    reply_to: Post | None = None,
    at: datetime | None = None,
) -> Post:
    """For importers: a post as it is, even in a closed topic. Raises markup.TooLong."""
    session.refresh(topic, with_for_update=True)
    return _append(author, topic, body, reply_to, at)


def _append(
    author: Member, topic: Topic, body: str, reply_to: Post | None, at: datetime | None
) -> Post:
    """The next post of a topic whose row is held."""
    cooked, named = read_source(body)
    moment = at or now()
    topic.highest_post_number += 1
    topic.posts_count += 1
    if moment >= topic.last_posted_at:
        topic.last_posted_at, topic.last_poster_id = moment, author.id
    post = _write(author, topic, topic.highest_post_number, body, cooked, reply_to, moment)
    record_reply(post, reply_to.id if reply_to else None, moment)
    leave_traces(post, topic, cooked, named, is_new=True, at=moment)
    raise_mark(author.id, topic.id, post.number, level=Level.TRACKING, at=moment)
    return post


def _write(
    author: Member,
    topic: Topic,
    number: int,
    body: str,
    cooked: Cooked,
    reply_to: Post | None,
    moment: datetime,
) -> Post:
    post = Post(
        topic_id=topic.id,
        number=number,
        author_id=author.id,
        reply_to_id=reply_to.id if reply_to else None,
        source=body,
        html=cooked.html,
        text=cooked.text,
        cook_version=COOK_VERSION,
        created_at=moment,
        edited_at=None,
        deleted_at=None,
        deleted_by_id=None,
    )
    session.add(post)
    session.flush()
    return post


def grant_in(member: Member | None, category_id: int) -> Grant:
    """What a member may do in a category. Raises NotFound where they may not even look."""
    rooms = get_rooms()
    room = rooms.by_id.get(category_id)
    grant = rooms.grant(member, room) if room is not None else policy.NONE
    if not grant.may_see:
        raise NotFound(_("There is no such topic or category."))
    return grant


def check_title(title: str) -> None:
    """Raises RuleBroken for a title that is too short or too long."""
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        raise RuleBroken(
            _(
                "A title has from %(minimum)s to %(maximum)s characters.",
                minimum=SHORTEST_TITLE,
                maximum=LONGEST_TITLE,
            )
        )


def check_body(body: str) -> None:
    """Raises RuleBroken for a text that is empty or too long."""
    if not body.strip() or len(body) > LONGEST_BODY:
        raise RuleBroken(_("A post has from 1 to %(maximum)s characters.", maximum=LONGEST_BODY))
