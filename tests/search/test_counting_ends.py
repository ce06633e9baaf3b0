"""The job that counts words ends, though renewing its lease changes the database too."""

import pytest
from flask import Flask

from tribe import jobs
from tribe.base.db import session
from tribe.jobs import Lane
from tribe.search import frequency

MOST_STEPS = 20  # of an index that is nearly empty


def test_the_job_of_counting_ends(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [0]

    def counted() -> None:
        steps[0] += 1
        if steps[0] == MOST_STEPS:
            raise RuntimeError
        jobs.renew()

    monkeypatch.setattr(frequency, "renew", counted)
    jobs.enqueue(frequency.COUNT)
    session.commit()
    while any(jobs.run_next(lane) for lane in Lane):
        pass
    assert 0 < steps[0] < MOST_STEPS
