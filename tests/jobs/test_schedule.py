"""Each recurring task is enqueued once for each of its times, whoever keeps the schedule."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from tribe.base.db import session
from tribe.jobs import Daily, Every, Job, Recurring, schedule

HOURLY = Recurring("test.note", Every(timedelta(hours=1)))
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("when", "moment", "due"),
    [
        (Every(timedelta(minutes=15)), utc(2026, 7, 1, 12, 14, 59), utc(2026, 7, 1, 12)),
        (Every(timedelta(minutes=15)), utc(2026, 7, 1, 12, 15), utc(2026, 7, 1, 12, 15)),
        (Daily(time(3, 40)), utc(2026, 7, 1, 3, 40), utc(2026, 7, 1, 3, 40)),
        (Daily(time(3, 40)), utc(2026, 7, 1, 3, 39), utc(2026, 6, 30, 3, 40)),
        (Daily(time(8), "Europe/Paris"), utc(2026, 7, 1, 7), utc(2026, 7, 1, 6)),
        (Daily(time(8), "Europe/Paris"), utc(2026, 12, 1, 7, 30), utc(2026, 12, 1, 7)),
        # the hour that does not exist in Paris on 29 March 2026
        (Daily(time(2, 30), "Europe/Paris"), utc(2026, 3, 29, 2), utc(2026, 3, 29, 1, 30)),
    ],
)
def test_times(when: Every | Daily, moment: datetime, due: datetime) -> None:
    assert when.last_before(moment) == due


def enqueued() -> list[datetime]:
    return list(session.scalars(select(Job.run_at).order_by(Job.run_at)))


def test_once_for_each_time(context: Flask, done: list[int]) -> None:
    assert schedule.enqueue_once(HOURLY, NOON)
    assert not schedule.enqueue_once(HOURLY, NOON)
    assert schedule.enqueue_once(HOURLY, NOON + timedelta(hours=3))  # two were missed: not now
    assert not schedule.enqueue_once(HOURLY, NOON + timedelta(hours=2))  # a clock that lags
    assert enqueued() == [NOON, NOON + timedelta(hours=3)]


def test_not_again_after_the_job_is_gone(context: Flask, done: list[int]) -> None:
    schedule.enqueue_once(HOURLY, NOON)
    session.execute(Job.__table__.delete())  # type: ignore[attr-defined]
    session.commit()
    assert not schedule.enqueue_once(HOURLY, NOON)


def test_two_schedulers_never_enqueue_twice(app: Flask, done: list[int]) -> None:
    times = [NOON + timedelta(hours=hour) for hour in range(50)]
    ready = Barrier(4)

    def keep(_turn: int) -> int:
        with app.app_context():
            count = 0
            for due_at in times:
                ready.wait()
                count += schedule.enqueue_once(HOURLY, due_at)
            return count

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(keep, range(4))) == len(times)
    with app.app_context():
        assert enqueued() == times


def test_what_is_declared_is_kept(app: Flask) -> None:
    with app.app_context():
        assert schedule.enqueue_due(NOON) == len(schedule._tasks) >= 1
        assert schedule.enqueue_due(NOON) == 0
        kinds = set(session.scalars(select(Job.kind)))
        assert "jobs.prune" in kinds
