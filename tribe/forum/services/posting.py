"""Beginning topics and replying, with everything that follows from it in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from tribe.access import Actor, ActorKind, require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.blocking import are_apart, require_met
from tribe.forum import activities, policy, settings
from tribe.forum.models import Category, Level, Post, PostFile, Topic
from tribe.forum.policy import CategoryNode, Grant
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.services.files import attach
from tribe.forum.services.pacing import check_pace
from tribe.forum.services.reading import raise_mark
from tribe.forum.services.references import find_answered, leave_traces, read_source
from tribe.forum.services.tagging import check_tags, give_tags
from tribe.forum.slugs import make_slug
from tribe.intent.asking import require_intent
from tribe.intent.models import UNSTATED, Intent
from tribe.interests.models import Interest
from tribe.interests.queries import beside
from tribe.markup import COOK_VERSION, Cooked, words_of
from tribe.members.models import Member
from tribe.settings import value_of

MIN_TITLE_LENGTH, MAX_TITLE_LENGTH = 3, 200


def create_topic(
    author: Member,
    category: Category | CategoryNode,
    title: str,
    body: str,
    at: datetime | None = None,
    *,
    files: Sequence[PostFile] = (),
    interest: Interest | None = None,
    tags: Sequence[str] = (),
    intent: Intent = UNSTATED,
) -> Topic:
    """Begin a topic with its first post; an account of the brand says whom it serves and asks what.

    Raises NotFound, Forbidden, RuleBroken.
    """
    check_topic(author, category, title, body, tags, intent)
    return begin(
        author,
        category,
        title,
        body,
        at,
        is_news=True,
        files=files,
        interest=interest,
        tags=tags,
        intent=intent,
    )


def check_topic(
    author: Member,
    category: Category | CategoryNode,
    title: str,
    body: str,
    tags: Sequence[str] = (),
    intent: Intent = UNSTATED,
) -> None:
    """That a member may begin it there, so. Raises NotFound, Forbidden, RuleBroken."""
    hold_author(author)
    require(author, policy.CREATE_TOPIC, grant_in(author, category.id))
    check_title(title)
    check_body(body)
    check_tags(author, tags)
    require_intent(author, intent)


def reply(
    author: Member,
    topic: Topic,
    body: str,
    reply_to: Post | None = None,
    at: datetime | None = None,
    *,
    files: Sequence[PostFile] = (),
    interest: Interest | None = None,
) -> Post:
    """Add to a topic, and tell its open pages. Raises NotFound, Forbidden, RuleBroken."""
    check_reply(author, topic, body, reply_to)
    return append(author, topic, body, reply_to, at, is_news=True, files=files, interest=interest)


def check_reply(author: Member, topic: Topic, body: str, reply_to: Post | None) -> None:
    """That a member may add it, and the topic held for it. Raises as `reply` does."""
    hold_author(author)
    grant = grant_in(author, topic.category_id)
    require(author, policy.REPLY, grant)
    require_met(author, topic.author_id, "forum.no_topic")
    session.refresh(topic, with_for_update=True)
    if topic.is_removed:
        raise NotFound("forum.no_topic")
    if topic.is_closed:
        raise RuleBroken("forum.topic_closed")
    check_pace(author, topic)
    if reply_to is not None and (reply_to.topic_id != topic.id or reply_to.is_removed):
        raise RuleBroken("forum.answered_is_gone")
    if reply_to is not None and are_apart(author, reply_to.author_id):
        raise RuleBroken("forum.answered_is_gone")
    check_body(body)


def begin_for(author: Member, category: Category | CategoryNode, title: str, body: str) -> Topic:
    """Begin a topic for somebody who has no account, as a moderator allowed; raises RuleBroken.

    The caller asks whether the moderator may begin topics in the category.
    """
    check_title(title)
    check_body(body)
    return begin(author, category, title, body, None, is_news=True)


def hold_author(author: Member) -> None:
    """Who writes as they are now, whom nobody suspends or silences until that is written.

    So that nothing of a spammer comes after all that they wrote was removed. On SQLite who writes
    looked while nobody else could; elsewhere it is one query.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.flush()  # refreshing would lose what the same transaction changed of them
        session.refresh(author, with_for_update={"read": True, "key_share": True})


def add_topic(
    author: Member,
    category: Category | CategoryNode,
    title: str,
    body: str,
    *,
    at: datetime | None = None,
) -> Topic:
    """For importers: a topic as it is, without asking whether.

    Raises markup.TooLong, and RuleBroken for who speaks for the brand: no import has what it says.
    """
    return begin(author, category, title, body, at, is_news=False)


def begin(
    author: Member,
    category: Category | CategoryNode,
    title: str,
    body: str,
    at: datetime | None,
    *,
    is_news: bool,
    files: Sequence[PostFile] = (),
    interest: Interest | None = None,
    tags: Sequence[str] = (),
    intent: Intent = UNSTATED,
) -> Topic:
    """A topic with its first post, which was asked about before.

    Raises RuleBroken where the brand does not say whom it serves, whichever way it comes.
    """
    require_intent(author, intent)
    cooked, named = read_source(body)
    moment = at or now()
    topic = Topic(
        category_id=category.id,
        author_id=author.id,
        title=title[:MAX_TITLE_LENGTH],
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
    if tags:
        give_tags(topic, tags)
    stands = beside(author, interest) if is_news else None
    post = _write(author, topic, 1, body, cooked, None, moment, stands, intent)
    attach(post, files)
    traces = leave_traces(post, topic, cooked, named, is_new=True)
    raise_mark(author.id, topic.id, 1, level=Level.WATCHING, at=moment)
    record(
        activities.TOPIC_BEGUN,
        post.id,
        actor_id=author.id,
        at=at,
        is_news=is_news,
        turns=traces.turns,
        topic=topic.id,
    )
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
    return append(author, topic, body, reply_to, at, is_news=False)


def append(
    author: Member,
    topic: Topic,
    body: str,
    reply_to: Post | None,
    at: datetime | None,
    *,
    is_news: bool,
    files: Sequence[PostFile] = (),
    interest: Interest | None = None,
) -> Post:
    """The next post of a topic whose row is held."""
    cooked, named = read_source(body)
    moment = at or now()
    topic.highest_post_number += 1
    topic.posts_count += 1
    if moment >= topic.last_posted_at:
        topic.last_posted_at, topic.last_poster_id = moment, author.id
    number, stands = topic.highest_post_number, beside(author, interest) if is_news else None
    post = _write(author, topic, number, body, cooked, reply_to, moment, stands)
    attach(post, files)
    answered = find_answered(post, reply_to.id if reply_to else None)
    traces = leave_traces(post, topic, cooked, named, is_new=True)
    raise_mark(author.id, topic.id, post.number, level=Level.TRACKING, at=moment)
    record(
        activities.POST_REPLIED,
        post.id,
        actor_id=author.id,
        at=at,
        is_news=is_news,
        turns=[answered, *traces.turns],
        topic=topic.id,
        number=post.number,
    )
    return post


def _write(
    author: Member,
    topic: Topic,
    number: int,
    body: str,
    cooked: Cooked,
    reply_to: Post | None,
    moment: datetime,
    stands: Interest | None,
    intent: Intent = UNSTATED,
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
        interest=stands.kind if stands else None,
        interest_words=stands.words if stands else "",
        serves=intent.serves,
        asks=intent.asks,
        files_count=0,
        created_at=moment,
        edited_at=None,
        deleted_at=None,
        deleted_by_id=None,
    )
    session.add(post)
    session.flush()
    return post


def moderators_in(actor: Actor, category_id: int) -> frozenset[int]:
    """Who moderates a category, or one around it, without the role; raises NotFound."""
    tree = get_category_tree()
    if category_id not in tree.by_id or not tree.may_see(actor, category_id):
        raise NotFound("forum.no_topic_or_category")
    return tree.moderators(category_id)


def grant_in(actor: Actor, category_id: int) -> Grant:
    """What a member may do in a category. Raises NotFound where they may not even look."""
    tree = get_category_tree()
    node = tree.by_id.get(category_id)
    grant = tree.grant(actor, node) if node is not None else policy.NONE
    if not grant.may_see:
        raise NotFound("forum.no_topic_or_category")
    return grant


def moderators_of(actor: Actor, topic: Topic) -> frozenset[int]:
    """Who moderates where a topic lies, without the role; raises NotFound where that is unseen."""
    if actor.actor_kind is ActorKind.SYSTEM:
        return policy.NOBODY
    return moderators_in(actor, topic.category_id)


def check_title(title: str) -> None:
    """Raises RuleBroken for a title that is too short or too long."""
    if not MIN_TITLE_LENGTH <= len(title) <= MAX_TITLE_LENGTH:
        raise RuleBroken("forum.title_length", minimum=MIN_TITLE_LENGTH, maximum=MAX_TITLE_LENGTH)


def check_body(body: str) -> None:
    """Raises RuleBroken for a text that is empty or too long."""
    most = value_of(settings.MAX_POST_LENGTH)
    if len(body) > most or is_blank(words_of(body)):
        raise RuleBroken("forum.body_length", maximum=most)
