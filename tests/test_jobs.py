"""A job exists with its cause, is done once, and outlives the worker that dropped it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tribe import jobs
from tribe.db import now, session
from tribe.jobs import Job, claim, enqueue, run_next

done: list[int] = []


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    done.clear()

    @jobs.handles("test.note")
    def note(payload: dict[str, Any]) -> None:
        if payload.get("fails"):
            raise RuntimeError("as asked")
        done.append(payload["number"])

    yield
    jobs._handlers.pop("test.note")


def test_a_job_goes_with_its_cause(context: Flask) -> None:
    enqueue("test.note", number=1)
    session.rollback()
    assert not run_next()
    enqueue("test.note", number=2)
    session.commit()
    assert run_next()
    assert not run_next()
    assert done == [2]


def test_a_key_is_enqueued_once(context: Flask) -> None:
    first = enqueue("test.note", key="only", number=1)
    assert enqueue("test.note", key="only", number=2) is first
    session.rollback()


def test_a_job_waits_for_its_time(context: Flask) -> None:
    enqueue("test.note", at=now() + timedelta(hours=1), number=1)
    session.commit()
    assert not run_next()


def test_a_dropped_job_is_taken_up_when_its_lease_ends(context: Flask) -> None:
    enqueue("test.note", number=1)
    session.commit()
    dropped = claim()
    assert dropped is not None
    session.commit()
    assert not run_next()
    session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))
    session.commit()
    assert run_next()
    assert done == [1]


def test_a_failure_is_kept_and_tried_again_later(context: Flask) -> None:
    enqueue("test.note", number=1, fails=True)
    session.commit()
    assert run_next()
    session.expire_all()
    job = session.scalars(select(Job)).one()
    assert job.failure == "RuntimeError: as asked"
    assert job.done_at is None
    assert job.leased_until is not None
    assert job.leased_until > now()


def test_many_workers_do_each_job_once(app: Flask) -> None:
    with app.app_context():
        for number in range(40):
            enqueue("test.note", number=number)
        session.commit()

    def work(_turn: int) -> None:
        with app.app_context():
            while run_next():
                pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sorted(done) == list(range(40))
