"""Things that were said, for tests that make requests."""

from collections.abc import Callable

from sqlalchemy import select

from tests.forum.conftest import Forum
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import Category, Post, ReactionKind

Talk = Callable[[Callable[[Forum], int]], int]


def a_topic(posts: int, *, reactions: bool = True) -> Callable[[Forum], int]:
    def script(forum: Forum) -> int:
        topic = forum.topic("cleo", forum.room(), "Tea at dawn", "Who comes?")
        said = session.scalars(select(Post)).one()
        for number in range(posts - 1):
            previous, said = said, forum.reply("dov" if number % 2 else "ben", topic, to=said)
            if reactions:
                services.react(forum.cast.get("cleo"), said, ReactionKind.THANKS)
                services.react(forum.cast.get("ada"), previous, ReactionKind.SMILE)
        session.commit()
        return topic.id

    return script


def grow(forum: Forum, posts: int) -> int:
    topic = forum.topic("cleo", forum.room("yard"), "Tea at dawn")
    for number in range(posts - 1):
        post = forum.reply("ben" if number % 2 else "ada", topic)
        services.react(forum.cast.get("cleo"), post, ReactionKind.THANKS)
    session.commit()
    return topic.id


def more_topics(forum: Forum) -> int:
    room = session.scalars(select(Category)).one()
    for number in range(24):
        forum.topic("ben" if number % 2 else "cleo", room, f"Topic {number:02}")
    return room.id
