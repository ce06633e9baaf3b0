"""What tests do after an act ends, also when a job can only fail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.notices.conftest import work
from tribe import jobs
from tribe.jobs import JobKind, queue


def _fail(_payload: Any) -> None:
    raise LookupError("zqx")


@pytest.fixture
def failing() -> Iterator[str]:
    jobs.register([JobKind("test.fail", _fail)])
    yield "test.fail"
    jobs.unregister("test.fail")


def test_a_job_that_fails_once_is_left_for_later(app: Flask, failing: str) -> None:
    with app.app_context():
        jobs.follow(failing)
        work()


@pytest.mark.parametrize("number", [1, 40])
def test_jobs_that_keep_failing_end_the_work_with_their_error(
    app: Flask, failing: str, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(queue, "FIRST_PAUSE", timedelta(0))  # as where each attempt takes long
    with app.app_context():
        jobs.follow_each(failing, [{} for _ in range(number)])
        with pytest.raises(AssertionError, match=r"test\.fail: .*LookupError"):
            work()
