"""Workers that are killed without warning lose no job and do none twice, in either lane."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.load import worker
from tests.serving import begin
from tribe import jobs
from tribe.base import db
from tribe.jobs import Job, enqueue
from tribe.jobs.models import OPEN

JOBS = 2_000
WORKERS = 3
KILLS = 12
SECONDS = 150  # of a machine with much else to do; a tenth of it where it has not


@pytest.fixture
def house(session_app: Flask, app: Flask) -> Iterator[Flask]:
    """An application whose database holds the jobs, and where they leave their lines."""
    jobs.register(worker.KINDS)
    with app.app_context(), db.db.engine.begin() as connection:
        connection.execute(text(worker.TABLE))
    with app.app_context():
        for number in range(JOBS):
            kind = ("test.quick", "test.slow")[number % 2]
            enqueue(kind, key=f"{kind}:{number}", number=number)
        db.session.commit()
        db.session.remove()
    yield app
    for kind in worker.KINDS:
        jobs.unregister(kind.name)
    with app.app_context(), db.db.engine.begin() as connection:
        connection.execute(text("DROP TABLE effect"))


def start(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.load.worker", str(WORKERS)]
    parent: subprocess.Popen[bytes] = begin(command, environ, stderr=subprocess.DEVNULL)
    return parent


def workers_of(parent: subprocess.Popen[bytes]) -> list[int]:
    """The processes that do jobs just now."""
    listed = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text()
    return [int(number) for number in listed.split()]


def count_open(app: Flask) -> int:
    """How many of the jobs are neither done nor failed; no lock is held between looks."""
    with app.app_context():
        found = db.session.scalar(select(func.count(Job.id)).where(OPEN, Job.key.is_not(None)))
        db.session.remove()
        return found or 0


def test_two_thousand_jobs_outlive_their_workers(house: Flask, environ: dict[str, str]) -> None:
    dice, until = random.Random(4), time.monotonic() + SECONDS  # noqa: S311
    parent = start(environ)
    kills, left = 0, JOBS
    try:
        while left and time.monotonic() < until:
            time.sleep(0.05)
            left = count_open(house)
            # as the work goes on the kills do, so that a machine twice as slow has as many
            if kills < KILLS and JOBS - left > (kills + dice.random()) * JOBS * 0.8 / KILLS:
                with suppress(ProcessLookupError):
                    os.kill(dice.choice(workers_of(parent)), signal.SIGKILL)
                    kills += 1
    finally:
        workers = workers_of(parent)
        parent.kill()
        parent.wait(10)
        for number in workers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
    assert left == 0
    assert kills == KILLS
    check(house)


def check(app: Flask) -> None:
    with app.app_context():
        numbers = db.session.execute(text("SELECT number FROM effect")).scalars().all()
        assert sorted(numbers) == list(range(JOBS))  # none lost, none done twice
        ended = select(func.count(Job.id)).where(Job.done_at.is_not(None), Job.key.is_not(None))
        assert db.session.scalar(ended) == JOBS
        broken_off = select(func.count(Job.id)).where(Job.attempts > 1, Job.key.is_not(None))
        assert db.session.scalar(broken_off), "no kill came while a job was in hand"
        times = Counter(
            db.session.scalars(select(Job.run_at).where(Job.kind == "test.recurring")).all()
        )
        assert len(times) > 3
        assert set(times.values()) == {1}  # three schedulers, each killed again and again
        db.session.remove()
