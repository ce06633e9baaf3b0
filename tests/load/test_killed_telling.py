"""Telling many members that is killed again and again tells each of them once."""

import signal
import sys
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, insert, select, update

from tests.conftest import Cast
from tests.load.conftest import add_members
from tests.serving import begin
from tribe.base.db import now, session
from tribe.forum.models import Category, Level, TopicMember
from tribe.forum.services.posting import create_topic, reply
from tribe.jobs import Job
from tribe.jobs.models import OPEN
from tribe.mail import Mail
from tribe.notices.models import Notice, NoticeCause

WATCHERS = 4_000
NAMED = 20  # as many as one post may name
SECONDS = 60  # of a machine with much else to do
TELL = [sys.executable, "-m", "tests.load.teller"]


def fill(cast: Cast) -> None:
    """A topic that thousands watch, and a reply that names some of them, who have addresses."""
    ids = add_members(WATCHERS)
    hall = Category(slug="hall", name="Hall")
    session.add(hall)
    session.flush()
    topic = create_topic(cast.get("cleo"), hall, "Bread on Saturday", "Who comes?")
    watching = {"topic_id": topic.id, "level": Level.WATCHING}
    session.execute(insert(TopicMember), [watching | {"member_id": one} for one in ids])
    spread = range(0, WATCHERS, WATCHERS // NAMED)
    reply(cast.get("dov"), topic, " ".join(f"@m{number}" for number in spread))
    session.commit()


def count(of: Callable[[], int]) -> int:
    found = of()
    session.rollback()
    return found


def told() -> int:
    return session.scalar(select(func.count()).select_from(NoticeCause)) or 0


def waiting() -> int:
    return session.scalar(select(func.count(Job.id)).where(OPEN, Job.kind == "notices.tell")) or 0


def test_each_is_told_once(app: Flask, cast: Cast, environ: dict[str, str]) -> None:
    with app.app_context():
        fill(cast)
        kills = 0
        for share in (0.1, 0.35, 0.6, 0.85, 2):
            teller = begin(TELL, environ)
            until = time.monotonic() + SECONDS
            while count(told) < WATCHERS * share and count(waiting):
                assert time.monotonic() < until
                time.sleep(0.002)
            kills += bool(count(waiting))
            teller.send_signal(signal.SIGKILL)
            teller.wait()
            session.execute(update(Notice).values(read_at=now()))  # who was told reads meanwhile
            session.commit()
        assert kills >= 3, "no kill came while members were told"
        everyone = WATCHERS + 1  # and whoever began the topic
        assert count(told) == everyone
        of_each = select(func.count()).select_from(Notice).group_by(Notice.member_id)
        assert session.scalars(of_each).all() == [1] * everyone
        mailed = select(func.count()).select_from(Mail).group_by(Mail.member_id)
        assert session.scalars(mailed).all() == [1] * NAMED
        broken_off = select(Job.attempts).where(Job.kind == "notices.tell")
        assert max(session.scalars(broken_off)) > 1
