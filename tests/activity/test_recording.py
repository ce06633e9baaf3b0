"""One row for each act, with its cause, without words, and whoever listens hears of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tribe import activity, jobs
from tribe.activity import (
    Activity,
    ActivityKind,
    Audience,
    DoneTo,
    Follower,
    Happened,
    Listener,
    Turn,
    listening,
    record,
    record_each,
    services,
)
from tribe.base.db import now, session
from tribe.graph.data.kinds import Kind
from tribe.jobs import Job, JobKind
from tribe.ledger.models import Interaction

GREETED = ActivityKind("test.greeted", "post", facts=("number",))
WHISPERED = ActivityKind("test.whispered", "post", audience=Audience.OWN)
HEARD: list[Happened] = []


def hear(happened: Happened) -> None:
    assert session().in_transaction()
    HEARD.append(happened)


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    HEARD.clear()
    own: dict[str, Any] = {
        "kinds": [GREETED, WHISPERED],
        "listeners": [Listener(hear, (GREETED,))],
        "followers": [Follower("test.tell", (GREETED,))],
    }
    activity.register(**own)
    jobs.register([JobKind("test.tell", lambda _payload: None)])
    yield
    listening.unregister(**own)
    jobs.unregister("test.tell")


def rows() -> list[Activity]:
    return list(session.scalars(select(Activity).order_by(Activity.id)))


def test_a_row_goes_with_its_cause(context: Flask, cast: Cast) -> None:
    record(GREETED, 7, actor_id=cast.ids["cleo"], number=3)
    (row,) = rows()
    assert (row.kind, row.subject_type, row.subject_id) == ("test.greeted", "post", 7)
    assert (row.actor_id, row.member_id, row.facts) == (cast.ids["cleo"], None, {"number": 3})
    assert (row.audience, row.at <= now()) == ("readers", True)
    session.rollback()
    assert rows() == []


def test_listeners_hear_of_their_kinds_and_jobs_follow(context: Flask, cast: Cast) -> None:
    record(GREETED, 7, actor_id=cast.ids["cleo"], number=3)
    record(WHISPERED, 7, actor_id=cast.ids["cleo"])
    assert [(one.kind, one.subject_id, one.is_news) for one in HEARD] == [(GREETED, 7, True)]
    assert session.scalars(select(Job.payload)).all() == [{"activity_id": rows()[0].id}]


def test_what_is_done_to_many_things_at_once_is_a_row_and_a_job_each(
    context: Flask, cast: Cast
) -> None:
    things = [DoneTo(number, {"number": number}) for number in (9, 7, 8)]
    record_each(GREETED, things, actor_id=cast.ids["cleo"])
    assert [(row.subject_id, row.facts, row.id) for row in rows()] == [
        (one.subject_id, {"number": one.subject_id}, one.activity_id) for one in HEARD
    ]
    assert [row.subject_id for row in rows()] == [9, 7, 8]
    told = select(Job.payload).order_by(Job.id)
    assert session.scalars(told).all() == [{"activity_id": row.id} for row in rows()]
    record_each(GREETED, [], actor_id=None)
    with pytest.raises(TypeError):
        record_each(GREETED, [DoneTo(7)], actor_id=None)
    with pytest.raises(LookupError):
        record_each(ActivityKind("test.unheard", "post"), [DoneTo(7)], actor_id=None)
    assert len(rows()) == 3


def test_who_hears_of_many_at_once_hears_once(context: Flask, cast: Cast) -> None:
    heard: list[int] = []
    own = Listener(hear, (GREETED,), lambda each: heard.append(len(each)))
    listening.register(listeners=[own])
    record_each(GREETED, [DoneTo(7, {"number": 1}), DoneTo(8, {"number": 2})], actor_id=None)
    listening.unregister(listeners=[own])
    assert (heard, len(HEARD)) == ([2], 2)


def test_what_lies_in_the_past_is_no_news_and_no_job_follows(context: Flask, cast: Cast) -> None:
    record(GREETED, 7, actor_id=cast.ids["cleo"], at=now() - timedelta(days=9), number=3)
    record(GREETED, 8, actor_id=cast.ids["cleo"], is_news=False, number=3)
    assert [one.is_news for one in HEARD] == [False, False]
    assert session.scalars(select(Job.payload)).all() == []


def test_facts_are_those_that_the_kind_names(context: Flask, cast: Cast) -> None:
    with pytest.raises(TypeError, match="number"):
        record(GREETED, 7, actor_id=None)
    with pytest.raises(TypeError, match="no facts"):
        record(WHISPERED, 7, actor_id=None, number=1)


def test_only_declared_kinds_happen(context: Flask) -> None:
    with pytest.raises(LookupError, match=r"test\.unknown"):
        record(ActivityKind("test.unknown", "post"), 7, actor_id=None)
    with pytest.raises(ValueError, match=r"test\.greeted"):
        activity.register([ActivityKind("test.greeted", "event")])
    with pytest.raises(ValueError, match="watched"):
        ActivityKind("test.watched", "post", watched="topic")


@pytest.mark.parametrize("agrees", [True, False])
def test_whom_somebody_turned_to_is_the_ledgers_alone(
    context: Flask, cast: Cast, agrees: bool
) -> None:
    cast.get("dov").is_measured = agrees
    session.flush()
    dov = cast.ids["dov"]
    record(
        GREETED, 7, actor_id=cast.ids["cleo"], turns=[Turn(Kind.MENTION, {dov})], number=1_000_003
    )
    (row,) = rows()
    assert row.member_id is None
    assert str(dov) not in json.dumps(row.facts).replace("1000003", "")
    assert session.scalar(select(func.count(Interaction.id))) == int(agrees)


def test_an_erased_member_is_nobody_in_it(context: Flask, cast: Cast) -> None:
    cleo, dov = cast.ids["cleo"], cast.ids["dov"]
    record(GREETED, 1, actor_id=cleo, number=1)
    record(GREETED, 2, actor_id=dov, member_id=cleo, number=1)
    record(WHISPERED, 3, actor_id=cleo)
    record(WHISPERED, 4, actor_id=dov)
    services.erase(cleo)
    session.expire_all()
    assert [(row.subject_id, row.actor_id, row.member_id) for row in rows()] == [
        (1, None, None),
        (2, dov, None),
        (4, dov, None),
    ]


def test_what_happened_long_ago_is_pruned(context: Flask, cast: Cast) -> None:
    for days in (399, 401):
        record(WHISPERED, days, actor_id=None, at=now() - timedelta(days=days))
    services.prune({})
    assert [row.subject_id for row in rows()] == [399]
