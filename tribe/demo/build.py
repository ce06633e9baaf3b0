"""Builds the demo tribe in an empty database: its life, what was read, and two reports."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from tribe import jobs, mail
from tribe.access import Role
from tribe.base.db import now, session
from tribe.demo.disputes import let_some_dispute
from tribe.demo.doors import furnish_doors
from tribe.demo.people import SIGN_INS
from tribe.demo.perform import Stage
from tribe.demo.story import tell
from tribe.events.models import EventHost
from tribe.forum import services as forum
from tribe.forum.models import Category, Level, Post, Reaction, ReactionKind, Topic, TopicMember
from tribe.forum.queries import visible_category_ids
from tribe.members.models import IN_USE, Member
from tribe.members.passwords import hash_password
from tribe.personal_data.models import ReasonFor, Words
from tribe.personal_data.services import leave
from tribe.reports.build.weeks import whole_weeks
from tribe.reports.requests import services as reports
from tribe.rituals.models import RitualKeeper
from tribe.voice.models import CouncilSeat

SEED = 7
BATCH = 400  # acts between commits
UNREAD = timedelta(days=4)  # what the sign-ins have not read yet
FOLLOWED = 4  # lively topics of their own circle that each sign-in watches
THANKS = 3  # who thank each sign-in today, at most
LATEST = 3  # posts of these that they have not read
LEAVING = timedelta(days=5)  # since one member asked to be erased
LONG_HERE = timedelta(days=200)
FAREWELL = "I am moving to the coast, where there is no oven. You were kind to me."
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
    _open_doors(password)
    _leave(until - LEAVING)
    _write()
    _read(until - UNREAD)
    _thank()
    _dispute()
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


def _leave(at: datetime) -> None:
    """One member is leaving: long here, never measured, and in charge of nothing."""
    names = [sign.name for sign in SIGN_INS]
    busy = (Member.role != Role.MEMBER) | Member.is_brand | Member.name.in_(names)
    holding = [select(held.member_id) for held in (EventHost, RitualKeeper, CouncilSeat)]
    chosen = (
        select(Member)
        .where(
            ~busy,
            ~Member.is_measured,
            Member.id.in_(select(Post.author_id)),
            Member.joined_at < at - LONG_HERE,
        )
        .where(*(Member.id.not_in(held) for held in holding))
        .order_by(Member.joined_at.desc(), Member.id.desc())
    )
    leaver = session.scalars(chosen.limit(1)).first()
    if leaver is not None:
        leave(leaver, Words.STAY, reason=FAREWELL, reason_for=ReasonFor.ALL, at=at)
        session.commit()


def _open_doors(password: str) -> None:
    """Rules that all agreed to, those who greet, one who is invited and one who asks to come in."""
    named = select(Member).where(Member.name.in_(("ada", "cleo"))).order_by(Member.name)
    ada, cleo = session.scalars(named).all()
    furnish_doors(ada, cleo, password)
    session.commit()


def _dispute() -> None:
    """Something waits for Ben in the queue, and an appeal for Ada."""
    named = select(Member).where(Member.name.in_(("ada", "ben", "cleo"))).order_by(Member.name)
    let_some_dispute(*session.scalars(named).all())
    session.commit()


def _write() -> None:
    """A test message waits in the outbox: the demo has no mail server, and its page says so."""
    founder = session.scalars(select(Member).where(Member.role == Role.ADMIN)).first()
    if founder is not None:
        mail.enqueue(mail.TEST, mail.Recipient.of(founder))
        session.commit()


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


def _thank() -> None:
    """Today some thank each sign-in for what they said last: a first notice at their bell."""
    for sign in SIGN_INS:
        said = (
            select(Post)
            .join(Member, Member.id == Post.author_id)
            .where(Member.name == sign.name, Post.deleted_at.is_(None))
            .order_by(Post.created_at.desc(), Post.id)
        )
        post = session.scalars(said.limit(1)).one()
        has_thanked = select(Reaction.member_id).where(
            Reaction.post_id == post.id, Reaction.kind == ReactionKind.THANKS
        )
        others = (
            select(Member)
            .join(Post, Post.author_id == Member.id)
            .where(Post.topic_id == post.topic_id, Member.id != post.author_id, IN_USE)
            .where(Member.id.not_in(has_thanked))
            .group_by(Member.id)
            .order_by(func.min(Post.number))
        )
        for member in session.scalars(others.limit(THANKS)).all():
            forum.toggle(member, post, ReactionKind.THANKS)
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
    _since, weeks_end = whole_weeks(None, until, now())
    reports.request_report(ines, purpose, until=until, at=max(until, weeks_end))
    session.commit()


def _work() -> None:
    while jobs.run_next():
        pass
    session.commit()
