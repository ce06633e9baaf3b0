"""Topics and replies that wait for a moderator: how they are published, and where they would go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from tribe.access import Actor
from tribe.activity import record
from tribe.activity.holding import HeldKind, HeldWords, Published, Stood, Where
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.base.i18n import gettext as _
from tribe.forum import activities, queries, services
from tribe.forum.addresses import post_address, post_link, topic_address
from tribe.forum.handled import NEW_TOPICS, REPLIES, category_of_new, category_of_reply
from tribe.forum.models import Gone, Post, Topic
from tribe.forum.services.files import tie, untie
from tribe.forum.services.sending import REPLY, TOPIC
from tribe.intent.models import read_intent
from tribe.interests.models import Interest, InterestKind
from tribe.members.models import Member

Facts = Mapping[str, Any]


def publish_topic(actor: Actor, words: HeldWords) -> Published:
    """Begin it as its author, now. Raises NotFound, Forbidden, RuleBroken."""
    author = session.get_one(Member, words.author_id)
    category = queries.get_category_tree().by_id.get(words.facts["category"])
    if category is None:
        raise NotFound("forum.no_category")
    files = queries.list_waiting(author.id, words.facts["files"])
    said = _said(words.facts)
    title, body = words.title, words.body
    topic = services.create_topic(
        author,
        category,
        title,
        body,
        files=files,
        interest=said,
        tags=words.facts.get("tags", ()),
        intent=read_intent(words.facts),
    )
    first = queries.find_first(topic.id)
    _tell(actor, first, author)
    return Published(first.id, topic_address(topic))


def publish_reply(actor: Actor, words: HeldWords) -> Published:
    """Add it as its author, now. Raises NotFound, Forbidden, RuleBroken."""
    author = session.get_one(Member, words.author_id)
    topic = session.get(Topic, words.facts["topic"])
    if topic is None:
        raise NotFound("forum.no_topic")
    answered = words.facts["answered"]
    reply_to = session.get(Post, answered) if answered else None
    if reply_to is not None and reply_to.is_removed:
        reply_to = None  # it answers the topic then
    files = queries.list_waiting(author.id, words.facts["files"])
    said = _said(words.facts)
    post = services.reply(author, topic, words.body, reply_to, files=files, interest=said)
    _tell(actor, post, author)
    return Published(post.id, post_address(topic, post.number))


def _said(facts: Facts) -> Interest | None:
    """The interest that its author declared with it."""
    kept = facts.get("interest")
    return Interest(InterestKind(kept[0]), kept[1]) if kept else None


def _tell(actor: Actor, post: Post, author: Member) -> None:
    record(
        activities.POST_LET_THROUGH,
        post.id,
        actor_id=actor.id,
        member_id=author.id,
        topic=post.topic_id,
    )


def unpublish(actor: Actor, post_id: int) -> bool:
    """Take the post away that was made of it. Raises NotFound, Forbidden.

    Not to wait again is what its author removed meanwhile; they bring it back no more.
    """
    post = session.get(Post, post_id)
    if post is None:
        raise NotFound("forum.no_post")
    if post.gone is Gone.AUTHOR:
        post.gone, post.deleted_by_id = Gone.MODERATOR, actor.id
        session.flush()
        return False
    if not post.is_removed:
        services.remove(actor, post)
    return True


def hold(held_id: int, facts: Facts) -> None:
    """Keep its files with it."""
    tie(held_id, facts["files"])


def let_go(facts: Facts) -> None:
    """Its files wait for a form, or for the post that is made now."""
    untie(facts["files"])


def where_of_topic(actor: Actor, facts: Facts) -> Where | None:
    """The category into which it goes."""
    tree = queries.get_category_tree()
    node = tree.by_id.get(facts["category"])
    if node is None or not tree.may_see(actor, node.id):
        return None
    return Where(node.name, f"/c/{node.slug}")


def where_of_reply(actor: Actor, facts: Facts) -> Where | None:
    """The topic, or the post that it answers."""
    topic = session.get(Topic, facts["topic"])
    if topic is None or not queries.get_category_tree().may_see(actor, topic.category_id):
        return None
    answered = facts["answered"]
    return Where(topic.title, post_link(answered) if answered else topic_address(topic))


def recent(is_first: bool, since: datetime, most: int) -> Sequence[Stood]:
    """Posts of members who are not trusted, the newest first; one query."""
    return [
        Stood(title if is_first else "", text, post_link(number), at)
        for number, title, text, at in queries.list_untried(since, most, is_first=is_first)
    ]


HELD = (
    HeldKind(
        TOPIC,
        lambda: _("a topic"),
        True,
        publish_topic,
        unpublish,
        hold,
        let_go,
        where_of_topic,
        partial(recent, True),
        NEW_TOPICS,
        category_of_new,
    ),
    HeldKind(
        REPLY,
        lambda: _("a reply"),
        False,
        publish_reply,
        unpublish,
        hold,
        let_go,
        where_of_reply,
        partial(recent, False),
        REPLIES,
        category_of_reply,
    ),
)
