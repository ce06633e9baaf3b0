"""Kinds of jobs for tests alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from tribe import jobs
from tribe.base.db import now, session
from tribe.jobs import Job, JobKind, Lane


@pytest.fixture
def done() -> Iterator[list[int]]:
    """The numbers of the test jobs that were done, in order; one that is told to fail does."""
    numbers: list[int] = []

    def note(payload: dict[str, Any]) -> None:
        if payload.get("fails"):
            raise RuntimeError("the words of a member")
        numbers.append(payload["number"])

    jobs.register([JobKind("test.note", note), JobKind("test.slow", note, Lane.SLOW)])
    yield numbers
    for name in ("test.note", "test.slow"):
        jobs.unregister(name)


def make_due(**more: Any) -> None:
    """Let the time pass that an attempt waits for, or a lease lasts."""
    past = now() - jobs.queue.LEASE * 100
    session.execute(update(Job).values(run_at=past, **more))
    session.commit()
    session.expire_all()


def end_leases() -> None:
    """As when a worker died long enough ago."""
    make_due(leased_until=now() - jobs.queue.LEASE)
