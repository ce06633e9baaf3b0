"""Workers of their own processes with jobs that leave a line each, for tests that kill them.

`python -m tests.load.worker 3` takes its settings from the environment, as `tribe worker` does;
leases last LEASE_SECONDS, so that nobody waits minutes for those of the killed.
"""

import os
import sys
import time
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import text

from tribe import jobs
from tribe.app import create_app
from tribe.base.db import session
from tribe.config import Settings
from tribe.jobs import JobKind, Lane, Recurring, queue, schedule, worker

LEASE_SECONDS = 1.5
TABLE = "CREATE TABLE effect (number INTEGER NOT NULL, kind VARCHAR(20) NOT NULL)"
EFFECT = text("INSERT INTO effect VALUES (:number, :kind)")


def leave_line(payload: dict[str, Any], kind: str = "quick") -> None:
    """Leave a line that is committed with the end of the job."""
    session.execute(EFFECT, {"number": payload["number"], "kind": kind})


def leave_line_slowly(payload: dict[str, Any]) -> None:
    """The same, with a pause and a renewal before it, as long work has."""
    time.sleep(0.004)
    jobs.renew()
    leave_line(payload, "slow")


KINDS = [
    JobKind("test.quick", leave_line),
    JobKind("test.slow", leave_line_slowly, Lane.SLOW),
    JobKind("test.recurring", lambda _payload: None),
]
OFTEN = Recurring("test.recurring", schedule.Every(timedelta(seconds=0.5)))


def main(count: int) -> None:
    """Keep so many workers at work, each a process that may be killed, until killed oneself."""
    queue.LEASE = timedelta(seconds=LEASE_SECONDS)
    worker.IDLE_SECONDS, worker.SCHEDULE_SECONDS = 0.05, 0.05
    app = create_app(Settings.from_environ(os.environ))
    jobs.register(KINDS)
    jobs.register_schedule([OFTEN])
    while True:  # no connection and no thread is there yet when a worker is forked
        for _ in range(count):
            if os.fork() == 0:
                work(app)
        os.wait()
        count = 1


def work(app: Flask) -> None:
    """Do jobs until killed, or left behind."""
    jobs.Worker(app).start()
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
