"""A small forum for the tests: rooms, and a way to talk in them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.stating import intent_of
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import Audience, Category, CategoryPermission, Post, Topic

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    """A moment of the tests' own day."""
    return DAY + timedelta(minutes=minutes)


class Forum:
    """Shorthand for what the tests say and where; every act is committed."""

    beginning = DAY - timedelta(days=1)

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.minute = 0

    def room(
        self, slug: str = "hall", parent: Category | None = None, **grants: tuple[bool, bool, bool]
    ) -> Category:
        """A category; grants name an audience and what it may: see, reply, create."""
        category = Category(
            slug=slug, name=slug.title(), parent_id=parent.id if parent else None, position=0
        )
        session.add(category)
        session.flush()
        for audience, (see, answer, create) in grants.items():
            session.add(
                CategoryPermission(
                    category_id=category.id,
                    audience=Audience(audience),
                    may_see=see,
                    may_reply=answer,
                    may_create=create,
                )
            )
        session.commit()
        return category

    def topic(
        self, who: str, room: Category, title: str = "A title", body: str = "First words"
    ) -> Topic:
        """One of the cast begins a topic."""
        self.minute += 1
        author, moment = self.cast.get(who), at(self.minute)
        topic = services.create_topic(
            author, room, title, body, at=moment, intent=intent_of(author)
        )
        session.commit()
        return topic

    def reply(
        self, who: str, topic: Topic, body: str = "An answer", to: Post | None = None
    ) -> Post:
        """One of the cast answers."""
        self.minute += 1
        post = services.reply(self.cast.get(who), topic, body, to, at=at(self.minute))
        session.commit()
        return post


@pytest.fixture
def forum(context: Flask, cast: Cast) -> Forum:
    """The shorthand, in an application context."""
    return Forum(cast)


@pytest.fixture
def talk(app: Flask, cast: Cast) -> Callable[[Callable[[Forum], int]], int]:
    """Say something in a context of its own, for tests that then make requests."""

    def run(script: Callable[[Forum], int]) -> int:
        with app.app_context():
            return script(Forum(cast))

    return run
