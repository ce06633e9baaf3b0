"""A hall in which news is said, and what its members are told of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.stating import intent_of
from tribe.base.db import now, reading, session
from tribe.forum import services as forum
from tribe.forum.models import Category, Post, Topic
from tribe.jobs import Job, Lane, run_next
from tribe.members.models import Member
from tribe.notices.models import Notice, NoticeCause
from tribe.notices.queries import list_notices

FAILURES = 3  # of jobs, after which the rest is not tried


class Hall:
    """Shorthand for what is said here and now; every act is committed, and told."""

    def __init__(self, cast: Cast, slug: str = "hall") -> None:
        self.cast = cast
        self.room = Category(slug=slug, name="The hall")
        session.add(self.room)
        session.commit()

    def speaks(self, who: str) -> None:
        """One of the cast speaks for the brand; all are here for long, at addresses of theirs."""
        self.cast.get(who).is_brand = True
        for name in self.cast.ids:
            member = self.cast.get(name)
            member.email_confirmed_at = now()
            member.joined_at = now() - timedelta(days=100)
            member.locale = "en"
        session.commit()

    def topic(self, who: str, title: str = "Bread on Saturday", body: str = "Who comes?") -> Topic:
        """One of the cast begins a topic."""
        author = self.cast.get(who)
        topic = forum.create_topic(author, self.room, title, body, intent=intent_of(author))
        work()
        return topic

    def reply(self, who: str, topic: Topic, body: str = "I do", to: Post | None = None) -> Post:
        """One of the cast answers."""
        post = forum.reply(self.cast.get(who), topic, body, to)
        work()
        return post

    def lines(self, who: str) -> list[tuple[str, ...]]:
        """What one of the cast reads, a notice each."""
        with self.cast.app.test_request_context(headers={"Accept-Language": "en"}):
            return [row.lines for row in list_notices(self.cast.get(who))[0].rows]


def work() -> None:
    """Commit, and do all that follows; raises AssertionError when jobs keep failing."""
    session.commit()
    known = _count_failures()
    while run_next(Lane.QUICK):
        if _count_failures() - known >= FAILURES:
            found = select(Job.kind, Job.failure).where(Job.failure != "").order_by(Job.id.desc())
            kind, failure = session.execute(found).first() or ("", "")
            raise AssertionError(f"jobs keep failing, the last of them {kind}: {failure}")


def _count_failures() -> int:
    """How often jobs failed that are not done since."""
    with reading():
        tried = select(func.sum(Job.attempts)).where(Job.failure != "", Job.done_at.is_(None))
        return session.scalar(tried) or 0


def causes() -> list[tuple[str, str]]:
    """Each member who was told, and by which kind."""
    found = (
        select(Member.name, NoticeCause.kind)
        .join(NoticeCause, NoticeCause.member_id == Member.id)
        .join(Notice, Notice.id == NoticeCause.notice_id)
        .where(Notice.member_id == NoticeCause.member_id)
    )
    return sorted((name, kind) for name, kind in session.execute(found))


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Iterator[Hall]:
    with app.app_context():
        yield Hall(cast)
