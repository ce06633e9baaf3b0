"""Builds the demo tribe in an empty database: its life, what was read, and two reports."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update

from tribe import jobs
from tribe.db import now, session
from tribe.demo.people import SIGN_INS
from tribe.demo.perform import Stage
from tribe.demo.story import tell
from tribe.forum import services as forum
from tribe.forum.models import Category, Level, Topic, TopicMember
from tribe.forum.queries import visible_category_ids
from tribe.members.models import Member
from tribe.members.passwords import hash_password
from tribe.reports import services as reports
from tribe.reports.models import Look, Snapshot

SEED = 7
BATCH = 400  # acts between commits
UNREAD = timedelta(days=4)  # what the sign-ins have not read yet
FOLLOWED = 4  # lively topics of their own circle that each sign-in watches
LATEST = 3  # posts of these that they have not read
REPORTED = timedelta(days=100)  # before today: the end of the earlier report
PURPOSES = (
    "Do newcomers find their way to somebody? For the keepers' meeting.",
    "Where could a joint gathering help? For the council, before winter.",
)
Progress = Callable[[int, int, str], None]


def build(
    password: str,
    *,
    seed: int = SEED,
    progress: Progress | None = None,
    reports_wait: bool = False,
) -> None:
    """Let eighteen months happen up to now, within an application context.

    With `reports_wait` the reports are asked for and left in the queue, for the server to make.
    """
    until = now()
    life = tell(seed, until)
    total = len(life.acts)
    with _undisturbed():
        stage = Stage(hash_password(password))
        for number, act in enumerate(life.acts, 1):
            stage.perform(act)
            if number % BATCH == 0 or number == total:
                session.commit()
                if progress is not None:
                    progress(number, total, f"{act.at:%B %Y}")
    session.remove()
    _read(until - UNREAD)
    _work()
    for purpose, end in zip(PURPOSES, (until - REPORTED, until), strict=True):
        _report(purpose, end)
        if not reports_wait:
            _work()
            if progress is not None:
                progress(total, total, "reports")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without looking for garbage among all that is kept until the end: three times as quick."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _read(until: datetime) -> None:
    """The sign-ins have read what was said before; the last days are new to them."""
    for sign in SIGN_INS:
        member = session.scalars(select(Member).where(Member.name == sign.name)).one()
        forum.mark_all_read(member, visible_category_ids(member), until)
        followed = (
            select(Topic)
            .join(TopicMember, TopicMember.topic_id == Topic.id)
            .where(TopicMember.member_id == member.id, Topic.last_posted_at < until)
        )
        for topic in session.scalars(followed).all():
            forum.mark_read(member, topic, topic.highest_post_number)
        for topic in session.scalars(_lively(sign.circle)).all():
            forum.follow(member, topic, Level.WATCHING)
            forum.mark_read(member, topic, max(1, topic.highest_post_number - LATEST))
    session.commit()


def _lively(circle: str) -> Select[Topic]:
    """The topics of a circle that were answered last."""
    return (
        select(Topic)
        .join(Category, Category.id == Topic.category_id)
        .where(Category.slug == circle, Topic.highest_post_number > LATEST)
        .order_by(Topic.last_posted_at.desc(), Topic.id)
        .limit(FOLLOWED)
    )


def _report(purpose: str, until: datetime) -> None:
    """A report as Ines asked for it on its day."""
    ines = session.scalars(select(Member).where(Member.name == "ines")).one()
    snapshot = reports.request_report(ines, purpose, until=until)
    session.execute(update(Snapshot).where(Snapshot.id == snapshot.id).values(created_at=until))
    session.execute(update(Look).where(Look.snapshot_id == snapshot.id).values(at=until))
    session.commit()


def _work() -> None:
    while jobs.run_next():
        pass
    session.commit()
