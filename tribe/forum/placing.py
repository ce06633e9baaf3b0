"""Putting what was reported where it belongs, as acts of its own case: move, split, merge.

A report is of a post. Of the first of a topic the whole topic goes, of another the post alone, and
those that are named beside. Each act is the one on the topic, and undone as that.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import parse_number
from tribe.forum import services
from tribe.forum.judged import lay_in_what_is_gone
from tribe.forum.matters import existing_post
from tribe.forum.models import Post, Topic
from tribe.forum.queries import get_category_tree
from tribe.forum.typed import numbers_in, topic_in
from tribe.speech import Message
from tribe.web.moderated import Ask, Choices, Details, ModerationAct, Remains

OF = "of"  # in the details: the topic of the post, which may lie in another since


def split(actor: Actor, post_id: int, choices: Choices) -> Details:
    """Give a post a topic of its own, and those that go along."""
    post, title = existing_post(post_id), " ".join(str(choices["title"]).split())
    typed = str(choices.get("numbers", "")).strip()
    others = numbers_in(typed)
    if typed and not others:
        raise RuleBroken("forum.no_numbers_of_posts")
    into = parse_number(str(choices.get("category", "")))
    topic = _topic(post.topic_id)
    numbers = sorted({post.number} | others)
    return services.split_topic(actor, topic, numbers, title, into) | {OF: topic.id}


def unsplit(actor: Actor, _post_id: int, details: Details) -> None:
    """Bring those posts back, with what was answered to them."""
    services.unsplit_topic(actor, _topic(details[OF]), details)


def move(actor: Actor, post_id: int, choices: Choices) -> Details:
    """Let the topic that a post begins lie in another category."""
    topic = _topic(existing_post(post_id).topic_id)
    into = parse_number(str(choices["category"])) or 0
    return services.move_topic(actor, topic, into) | {OF: topic.id}


def move_back(actor: Actor, _post_id: int, details: Details) -> None:
    """Let it lie where it lay."""
    services.move_back(actor, _topic(details[OF]), details)


def merge(actor: Actor, post_id: int, choices: Choices) -> Details:
    """Let all posts of the topic that a post begins stand in another."""
    topic, other = _topic(existing_post(post_id).topic_id), _other(choices)
    if other is None or not get_category_tree().may_see(actor, other.category_id):
        raise NotFound("forum.no_topic")  # of what is not seen nothing is told
    return services.merge_topic(actor, topic, other.id) | {OF: topic.id}


def unmerge(actor: Actor, _post_id: int, details: Details) -> None:
    """Bring them back."""
    services.unmerge_topic(actor, _topic(details[OF]), details)


def _topic(topic_id: int) -> Topic:
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFound("forum.no_topic")
    return topic


def _other(choices: Choices) -> Topic | None:
    number = topic_in(str(choices["into"]))
    return session.get(Topic, number) if number is not None else None


def _begins(post_id: int) -> bool:
    return _is_there(post_id) and existing_post(post_id).number == 1


def _answers(post_id: int) -> bool:
    return _is_there(post_id) and existing_post(post_id).number > 1


def _is_there(post_id: int) -> bool:
    post = session.get(Post, post_id)
    return post is not None and not _topic(post.topic_id).is_removed


def _open_categories(actor: Actor, post_id: int) -> Sequence[tuple[str, str]]:
    """Where what a post begins may be moved."""
    post = session.get(Post, post_id)
    lies_in = _topic(post.topic_id).category_id if post is not None else None
    open_ones = get_category_tree().open_to(actor)
    return [(str(one.id), one.name) for one in open_ones if one.id != lies_in]


def _writers(details: Details) -> Collection[int]:
    moved = [post_id for post_id, _number in details["posts"]]
    return set(session.scalars(select(Post.author_id).where(Post.id.in_(moved))))


def _would_move(post_id: int, choices: Choices) -> Collection[int]:
    post = existing_post(post_id)
    numbers = {post.number} | numbers_in(str(choices.get("numbers", "")))
    chosen = (Post.topic_id == post.topic_id, Post.number.in_(numbers))
    return set(session.scalars(select(Post.author_id).where(*chosen)))


def _began(topic_id: int) -> Collection[int]:
    topic = session.get(Topic, topic_id)
    return {topic.author_id} if topic is not None else set()


def _would_merge(_post_id: int, choices: Choices) -> Collection[int]:
    other = _other(choices)
    return {other.author_id} if other is not None else set()


def _reached(choices: Choices) -> Mapping[str, Collection[int]]:
    other = _other(choices)
    return {"topic": [other.id]} if other is not None else {}


def _lay_in_what_is_gone(_post_id: int, details: Details) -> Remains | None:
    return lay_in_what_is_gone(details[OF], details)


def _moderates_both(actor: Actor, details: Details) -> bool:
    """Whether an actor moderates where what it reaches lies now."""
    keys = [OF, *(key for key in ("topic", "into") if key in details)]
    topics = (session.get(Topic, details[key]) for key in keys)
    here = get_category_tree().moderated_ids(actor)
    return all(topic is None or topic.category_id in here for topic in topics)


def _may_begin_there(actor: Actor, details: Details) -> bool:
    node = get_category_tree().by_id.get(details["category"])
    can_begin = node is None or get_category_tree().grant(actor, node).may_create
    return can_begin and _moderates_both(actor, details)


ACTS = (
    ModerationAct(
        "forum.post.split",
        "post",
        label=Message("Move it to a topic of its own"),
        done=Message("Your post was moved to a topic of its own."),
        logged=Message("A post was moved to a topic of its own"),
        apply=split,
        undo=unsplit,
        is_possible=_answers,
        may_reach=_moderates_both,
        asks=(
            Ask("title", Message("The title of the new topic")),
            Ask("category", Message("In which category, if another"), _open_categories, False),
            Ask("numbers", Message("Other posts that go along, by number: 3, 5-8"), None, False),
        ),
        needs_rule=False,
        concerns=_writers,
        would_concern=_would_move,
        order=62,
        key="c",
    ),
    ModerationAct(
        "forum.post.move",
        "post",
        label=Message("Move its topic to another category"),
        done=Message("Your topic was moved to another category."),
        logged=Message("A topic was moved to another category"),
        apply=move,
        undo=move_back,
        is_possible=_begins,
        may_reach=_may_begin_there,
        remains=_lay_in_what_is_gone,
        asks=(Ask("category", Message("Category"), _open_categories),),
        needs_rule=False,
        order=60,
        key="g",
    ),
    ModerationAct(
        "forum.post.merge",
        "post",
        label=Message("Merge its topic into another"),
        done=Message("The topic was merged into another, with all that stood in it."),
        logged=Message("A topic was merged into another"),
        apply=merge,
        undo=unmerge,
        is_possible=_begins,
        may_reach=_moderates_both,
        asks=(Ask("into", Message("The address of that topic, or its number")),),
        needs_rule=False,
        concerns=lambda details: _began(details["into"]),
        would_concern=_would_merge,
        reaches=_reached,
        order=64,
        key="l",
    ),
)
