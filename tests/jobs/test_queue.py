"""A job exists with its cause, is done once, outlives its worker, and fails in plain sight."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries
from tests.jobs.conftest import end_leases, make_due
from tribe import jobs
from tribe.base.db import now, session
from tribe.jobs import ATTEMPTS, Job, JobKind, Lane, LeaseLost, claim, enqueue, queue, run_next
from tribe.jobs.models import JobState
from tribe.jobs.queue import Held
from tribe.members.models import Member


def only_job() -> Job:
    return session.scalars(select(Job).execution_options(populate_existing=True)).one()


def take() -> tuple[Job, Held]:
    job = claim()
    assert job is not None
    assert job.lease is not None
    return job, Held(job.id, job.lease)


def test_a_job_goes_with_its_cause(context: Flask, done: list[int]) -> None:
    enqueue("test.note", number=1)
    session.rollback()
    assert not run_next()
    enqueue("test.note", number=2)
    session.commit()
    assert run_next()
    assert not run_next()
    assert done == [2]


def test_a_key_is_enqueued_once(context: Flask, done: list[int]) -> None:
    first = enqueue("test.note", key="only", number=1)
    assert isinstance(first, Job)
    assert enqueue("test.note", key="only", number=2) is first
    session.commit()
    assert enqueue("test.note", key="only", number=3).id == first.id
    assert only_job().payload == {"number": 1}


def test_one_key_at_one_moment_is_one_job(app: Flask, done: list[int]) -> None:
    ready = Barrier(4)

    def ask(number: int) -> int:
        with app.app_context():
            ready.wait()
            job = enqueue("test.note", key="only", number=number)
            session.commit()
            return job.id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    with app.app_context():
        assert session.scalar(select(func.count(Job.id))) == 1


def test_a_job_waits_for_its_time(context: Flask, done: list[int]) -> None:
    enqueue("test.note", at=now() + timedelta(hours=1), number=1)
    session.commit()
    assert not run_next()


def test_a_dropped_job_is_taken_up_when_its_lease_ends(context: Flask, done: list[int]) -> None:
    enqueue("test.note", number=1)
    session.commit()
    take()
    assert not run_next()
    end_leases()
    assert run_next()
    assert done == [1]


def test_a_worker_whose_lease_ran_out_changes_nothing(context: Flask, cast: Cast) -> None:
    """The first worker was asleep; the second has the job while the first comes to its end."""

    def write(payload: dict[str, Any]) -> None:
        cast.get("cleo").bio += "written. "
        session.flush()
        if first:
            first.clear()
            session.rollback()
            end_leases()
            queue.run(*take())  # the second does all of it meanwhile
            cast.get("cleo").bio += "written. "

    first: list[tuple[Job, Held]] = []
    jobs.register([JobKind("test.write", write)])
    try:
        enqueue("test.write")
        session.commit()
        job, held = take()
        first.append((job, held))
        queue.run(job, held)
    finally:
        jobs.unregister("test.write")
    session.expire_all()
    assert cast.get("cleo").bio == "written. "
    assert only_job().state is JobState.DONE
    assert only_job().attempts == 2


@pytest.mark.parametrize("fails", [True, False])
def test_a_late_end_does_not_overwrite_the_successor_s_lease(
    context: Flask, done: list[int], fails: bool
) -> None:
    enqueue("test.note", number=1, fails=fails)
    session.commit()
    job, late = take()
    end_leases()
    _again, second = take()
    queue.run(job, late)
    standing = only_job()
    assert (standing.lease, standing.state, standing.failure) == (
        second.lease,
        JobState.RUNNING,
        "",
    )


def test_renewal_needs_the_lease(context: Flask, done: list[int]) -> None:
    enqueue("test.note", number=1)
    session.commit()
    _job, late = take()
    end_leases()
    take()
    token = queue._in_hand.set(late)
    try:
        with pytest.raises(LeaseLost):
            jobs.renew()
    finally:
        queue._in_hand.reset(token)
    before = only_job().leased_until
    queue.extend(late)
    queue.release(late)
    assert only_job().leased_until == before


def test_a_failure_is_kept_without_words_and_tried_again_later(
    context: Flask, done: list[int]
) -> None:
    enqueue("test.note", number=1, fails=True)
    session.commit()
    assert run_next()
    job = only_job()
    assert job.failure.startswith("RuntimeError in tribe/jobs/queue.py:")
    assert "words" not in job.failure
    assert (job.state, job.lease) == (JobState.WAITING, None)
    assert job.run_at > now()
    assert not run_next()


def test_what_fails_each_time_fails_for_good_and_is_told(
    context: Flask, done: list[int], caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    enqueue("test.note", number=1, fails=True)
    session.commit()
    for _attempt in range(ATTEMPTS):
        make_due()
        assert run_next()
    assert only_job().state is JobState.FAILED
    make_due()
    assert not run_next()
    assert "job failed for good" in capsys.readouterr().out + caplog.text


def test_what_kills_every_worker_fails_for_good(context: Flask, done: list[int]) -> None:
    enqueue("test.note", number=1)
    session.commit()
    for _attempt in range(ATTEMPTS):
        take()
        end_leases()
    assert run_next()
    job = only_job()
    assert (job.state, job.failure) == (JobState.FAILED, "every worker ended while doing it")
    assert done == []


def test_a_kind_that_nobody_declares_fails_at_once(context: Flask) -> None:
    session.add(Job(kind="of.yesterday", lane=Lane.QUICK, payload={}))
    session.commit()
    assert run_next()
    job = only_job()
    assert (job.state, job.failure) == (JobState.FAILED, "no feature declares this kind")
    with pytest.raises(LookupError):
        enqueue("of.yesterday")


def test_two_features_cannot_share_a_name(done: list[int]) -> None:
    with pytest.raises(ValueError, match=r"test\.note"):
        jobs.register([JobKind("test.note", lambda _payload: None)])


def test_each_lane_has_jobs_of_its_own(context: Flask, done: list[int]) -> None:
    enqueue("test.slow", number=1)
    enqueue("test.note", number=2)
    session.commit()
    assert run_next(Lane.QUICK)
    assert not run_next(Lane.QUICK)
    assert done == [2]
    assert run_next(Lane.SLOW)
    assert done == [2, 1]


def test_what_is_released_is_free_at_once_and_was_no_attempt(
    context: Flask, done: list[int]
) -> None:
    enqueue("test.note", number=1)
    session.commit()
    _job, held = take()
    queue.release(held)
    assert only_job().attempts == 0
    assert run_next()
    assert done == [1]


def test_an_idle_look_takes_no_write_lock(app: Flask, done: list[int]) -> None:
    with count_queries(app) as queries, app.app_context():
        assert claim() is None
    assert len(queries) == 1
    assert queries[0].startswith("SELECT")


def test_many_workers_do_each_job_once(app: Flask, done: list[int]) -> None:
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


def test_a_job_s_changes_come_with_its_end(context: Flask, cast: Cast) -> None:
    def write(_payload: dict[str, Any]) -> None:
        cast.get("cleo").bio = "half"
        session.flush()
        raise RuntimeError

    jobs.register([JobKind("test.half", write)])
    try:
        enqueue("test.half")
        session.commit()
        assert run_next()
    finally:
        jobs.unregister("test.half")
    assert session.scalar(select(Member.bio).where(Member.id == cast.ids["cleo"])) == ""
