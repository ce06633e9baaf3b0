"""What an operator sees of failed jobs and does with them, and how done ones go."""

from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from tests.jobs.conftest import make_due
from tribe.base.db import now, session
from tribe.jobs import ATTEMPTS, Job, enqueue, run_next, services
from tribe.jobs.commands import jobs as command


def run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=lambda: app)


@pytest.fixture
def failed(app: Flask, done: list[int]) -> int:
    """The number of a job that failed for good."""
    with app.app_context():
        number = enqueue("test.note", number=7, fails=True).id
        session.commit()
        for _attempt in range(ATTEMPTS):
            make_due()
            run_next()
        return number


def test_failed_jobs_are_listed_with_their_cause(app: Flask, failed: int) -> None:
    said = run(app, "list")
    assert said.exit_code == 0
    first, last = said.output.splitlines()
    assert first.startswith(f"{failed}\ttest.note\tfailed\t{ATTEMPTS}\t")
    assert "RuntimeError" in first
    assert "words" not in said.output
    assert last == "1 failed, 0 waiting, 0 of them late"


def test_a_retried_job_is_tried_afresh(app: Flask, failed: int, done: list[int]) -> None:
    with app.app_context():
        job = session.get_one(Job, failed)
        job.payload = {"number": 7}
        session.commit()
    assert run(app, "retry", str(failed)).exit_code == 0
    assert run(app, "list", "--waiting").output.startswith(f"{failed}\ttest.note\twaiting\t0\t")
    with app.app_context():
        assert run_next()
    assert done == [7]


def test_a_discarded_job_is_gone(app: Flask, failed: int) -> None:
    assert run(app, "discard", str(failed)).exit_code == 0
    with app.app_context():
        assert session.scalar(select(func.count(Job.id))) == 0


@pytest.mark.parametrize("verb", ["retry", "discard"])
def test_only_failed_jobs_and_all_or_none(app: Flask, failed: int, verb: str) -> None:
    said = run(app, verb, str(failed), "999")
    assert (said.exit_code, "No failed job" in said.output) == (1, True)
    with app.app_context():
        assert session.get_one(Job, failed).failed_at is not None


def test_done_jobs_are_pruned_and_failed_ones_are_not(
    context: Flask, failed: int, done: list[int]
) -> None:
    def add(**more: Any) -> None:
        job = enqueue("test.note", number=1)
        for name, value in more.items():
            setattr(job, name, value)

    add(done_at=now() - services.DONE_FOR - timedelta(minutes=1))
    add(done_at=now() - services.DONE_FOR + timedelta(minutes=1))
    add(run_at=now() - timedelta(days=400))
    session.flush()
    enqueue("jobs.prune", at=now() - timedelta(days=500))
    session.commit()
    assert run_next()
    kept = session.scalars(select(Job.done_at).where(Job.kind == "test.note")).all()
    assert len(kept) == 3
