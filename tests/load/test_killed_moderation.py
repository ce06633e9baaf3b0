"""A command or a worker that is killed amid acts of moderation leaves each whole or undone."""

import sys
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.conftest import Cast
from tests.forum.conftest import Forum
from tests.moderation.test_restraints import ruling
from tests.serving import begin
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.forum.models import Post, Topic
from tribe.mail import Mail
from tribe.members.models import Member, Restraint, State
from tribe.moderation import services
from tribe.moderation.mails import STATEMENT
from tribe.moderation.models import Decision, ReportKind

SECONDS = 90  # of a machine with much else to do
ACTING = [sys.executable, "-m", "tests.load.moderator"]
POINTS = (  # of an act, by the statement after which its program dies
    ("UPDATE post SET", 1),
    ("UPDATE topic SET", 1),
    ("INSERT INTO activity", 2),
    ("INSERT INTO moderation_decision", 1),
    ("INSERT INTO mail ", 1),
    ("INSERT INTO audit_entry", 1),
)


@pytest.fixture
def swept(app: Flask, cast: Cast) -> tuple[int, int]:
    """The cases of a spammer and of one of their posts."""
    with app.app_context():
        house = Forum(cast)
        room = house.room()
        for number in range(6):
            topic = house.topic("dov" if number % 2 else "cleo", room, f"Bread {number}")
            house.reply("dov", topic, "Buy now")
        cleo, dov = cast.get("cleo"), cast.ids["dov"]
        account = services.report(cleo, "member", dov, ReportKind.SPAM).case_id
        post = session.scalars(select(Post.id).where(Post.author_id == dov)).first()
        assert post is not None
        said = services.report(cleo, "post", post, ReportKind.SPAM).case_id
        session.commit()
        return account, said


def act(environ: dict[str, str], *told: object) -> int:
    """What a program that acts ends by; we wait without holding anything."""
    session.rollback()
    return int(begin([*ACTING, *told], environ).wait(SECONDS))


def standing(cast: Cast) -> int:
    session.rollback()
    own = (Post.author_id == cast.ids["dov"], Post.deleted_at.is_(None))
    return session.scalar(select(func.count()).where(*own)) or 0


def kept() -> tuple[int, int, int]:
    """How many decisions there are, entries of the audit about them, and mails of statements."""
    session.rollback()
    entries = select(func.count()).where(AuditEntry.kind == "moderation.decided")
    mails = select(func.count()).where(Mail.kind == STATEMENT.name)
    decided = select(func.count()).select_from(Decision)
    return tuple(session.scalar(one) or 0 for one in (decided, entries, mails))  # type: ignore[return-value]


def test_a_sweep_that_is_killed_is_whole_or_not_begun(
    app: Flask, cast: Cast, environ: dict[str, str], swept: tuple[int, int]
) -> None:
    with app.app_context():
        all_of_it = standing(cast)
        for words, times in POINTS:
            assert act(environ, "decide", "forum.member.sweep", swept[0], words, times) == -9
            assert standing(cast) == all_of_it
            assert kept() == (0, 0, 0)
            assert session.get_one(Member, cast.ids["dov"]).state is State.ACTIVE
        assert act(environ, "decide", "forum.member.sweep", swept[0]) == 0
        assert (standing(cast), kept()) == (0, (1, 1, 1))
        made = session.scalars(select(Decision.id)).one()
        for words, times in POINTS[:3]:
            assert act(environ, "undo", made, words, times) == -9
            assert standing(cast) == 0
        assert act(environ, "undo", made) == 0
        assert standing(cast) == all_of_it
        for topic in session.scalars(select(Topic)):
            assert topic.posts_count == 2


def test_ends_that_are_killed_come_once_each(
    app: Flask, cast: Cast, environ: dict[str, str]
) -> None:
    with app.app_context():
        soon, later = now(), now() + timedelta(days=1)
        for _each in range(6):
            services.decide_on(
                cast.get("ben"),
                "member",
                cast.ids["dov"],
                ruling("members.member.silence", ends_at=later),
            )
        session.execute(update(Decision).values(ends_at=soon))
        session.commit()
        for words, times in (("UPDATE moderation_decision", 3), ("INSERT INTO mail ", 5)):
            assert act(environ, "end", words, times) == -9
        assert act(environ, "end") == 0
        session.rollback()
        assert session.scalar(select(func.count()).select_from(Restraint)) == 0
        ended = select(func.count()).where(AuditEntry.kind == "moderation.ended")
        assert session.scalar(ended) == 6
        assert session.scalar(select(func.count()).where(Mail.kind == STATEMENT.name)) == 12
        assert session.get_one(Member, cast.ids["dov"]).silenced_until is None
