"""The worker's threads: lanes that do not wait for each other, leases that are held, an end."""

import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tribe import jobs
from tribe.base.db import now, session
from tribe.jobs import Job, JobKind, Lane, Worker, enqueue, queue, worker


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """A slow job that lasts until the event is set."""
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.02)
    goes_on = Event()
    jobs.register([JobKind("test.long", lambda _payload: bool(goes_on.wait(20)), Lane.SLOW)])
    yield goes_on
    goes_on.set()
    jobs.unregister("test.long")


def until(is_so: Callable[[], Any], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_quick_job_does_not_wait_for_a_slow_one(app: Flask, slow: Event, done: list[int]) -> None:
    with app.app_context():
        enqueue("test.long")
        enqueue("test.note", number=1)
        session.commit()
    running = Worker(app).start()
    try:
        until(lambda: done == [1])
        until(lambda: running._held.keys() == {Lane.SLOW})
    finally:
        slow.set()
        running.stop()
    with app.app_context():
        unfinished = select(func.count(Job.id)).where(Job.done_at.is_(None))
        assert session.scalar(unfinished.where(Job.kind.startswith("test."))) == 0


def test_the_lease_of_a_long_job_is_held(
    app: Flask, slow: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LEASE", queue.LEASE / 40)  # three seconds
    with app.app_context():
        enqueue("test.long")
        session.commit()
    running = Worker(app).start()
    try:
        until(lambda: running._held)
        end = time.monotonic() + 4.5
        while time.monotonic() < end:
            with app.app_context():
                taken = queue.claim(Lane.SLOW)  # the schedule may have brought others
                assert taken is None or taken.kind != "test.long"
            time.sleep(0.1)
    finally:
        slow.set()
        running.stop()
    with app.app_context():
        assert session.scalars(select(Job.attempts).where(Job.kind == "test.long")).all() == [1]


def test_a_stopped_worker_leaves_what_it_has_in_hand_to_others(app: Flask, slow: Event) -> None:
    with app.app_context():
        enqueue("test.long")
        session.commit()
    running = Worker(app).start()
    until(lambda: running._held)
    running.stop(grace=0.05)
    with app.app_context():
        due = iter(lambda: queue.claim(Lane.SLOW), None)  # the schedule may have brought others
        taken = next(job for job in due if job.kind == "test.long")
        assert taken.leased_until is not None
        assert taken.leased_until > now()
    slow.set()
