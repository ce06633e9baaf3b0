"""Undoing what was done to a post or topic beneath what was done to it since, which stands."""

from collections.abc import Sequence

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.forum import services
from tribe.forum.matters import existing_post
from tribe.forum.models import Topic
from tribe.web.moderated import Details


def put_post_back(_actor: Actor, post_id: int, details: Details, later: Sequence[Details]) -> None:
    """Let a post say what it said, or let later edits put that back once they are undone."""
    services.put_back(existing_post(post_id), details, later)


def move_back(actor: Actor, topic_id: int, details: Details, later: Sequence[Details]) -> None:
    """Let a topic lie where it lay, or let the next move put it there once that is undone."""
    following = later[0]
    if following["category"] == details.get("to"):
        _hand_over(details, following, "category", "moved_at")
    else:
        services.move_back(actor, _topic(topic_id), details)


def unpin(actor: Actor, topic_id: int, details: Details, later: Sequence[Details]) -> None:
    """Let a topic stand where it stood, or let the next pin put it there once that is undone."""
    following = later[0]
    if [following["pinned"], following["pinned_until"]] == list(details.get("set", ())):
        _hand_over(details, following, "pinned", "pinned_until")
    else:
        services.unpin_topic(actor, _topic(topic_id), details)


def close_later_no_more(
    actor: Actor, topic_id: int, details: Details, later: Sequence[Details]
) -> None:
    """Let a topic close when it was to, or let the next such act put that back once undone."""
    following = later[0]
    if following["closes_at"] == details["at"]:
        _hand_over(details, following, "closes_at")
    else:
        services.close_later_no_more(actor, _topic(topic_id), details)


def _hand_over(details: Details, following: Details, *names: str) -> None:
    following.update({name: details[name] for name in names})


def _topic(topic_id: int) -> Topic:
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFound("forum.no_topic")
    return topic
