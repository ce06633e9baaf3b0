"""The worker: a thread for each lane, one that holds leases, and one that keeps the schedule."""

import threading
from collections.abc import Callable

import structlog
from flask import Flask

from tribe.base.db import session
from tribe.jobs import queue, schedule
from tribe.jobs.kinds import Lane
from tribe.jobs.queue import Held

IDLE_SECONDS = 1.0  # between looks for work
SCHEDULE_SECONDS = 15.0  # between looks at the clock
GRACE_SECONDS = 20.0  # for jobs in hand when the worker is told to stop
log = structlog.get_logger(__name__)


class Worker:
    """Does jobs in threads of this process until it is told to stop."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._stopped = threading.Event()
        self._held: dict[Lane, Held] = {}
        turns: list[tuple[str, Callable[[], bool], float]] = [
            (lane, lambda lane=lane: self._work(lane), IDLE_SECONDS)  # type: ignore[misc]
            for lane in Lane
        ]
        turns.append(("leases", self._hold_leases, queue.LEASE.total_seconds() / 4))
        turns.append(("schedule", self._keep_schedule, SCHEDULE_SECONDS))
        self._threads = [
            threading.Thread(target=self._repeat, args=turn, name=f"jobs-{turn[0]}", daemon=True)
            for turn in turns
        ]

    def start(self) -> "Worker":
        """Begin; answers itself."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Take no further jobs; those that outlast the grace, in seconds, are left to others."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(grace)
        with self.app.app_context():
            for held in list(self._held.values()):
                queue.release(held)

    def _repeat(self, name: str, turn: Callable[[], bool], pause: float) -> None:
        """Take turns in contexts of their own; rest when there was nothing to do."""
        while not self._stopped.is_set():
            was_busy = False
            try:
                with self.app.app_context():
                    was_busy = turn()
            except Exception:
                log.exception("the queue could not be read", thread=name)
            if not was_busy:
                self._stopped.wait(pause)

    def _work(self, lane: Lane) -> bool:
        job = queue.claim(lane)
        if job is None or job.lease is None:
            return False
        self._held[lane] = held = Held(job.id, job.lease)
        try:
            queue.run(job, held)
        finally:
            del self._held[lane]
        return True

    def _hold_leases(self) -> bool:
        for held in list(self._held.values()):
            queue.extend(held)
        return False

    def _keep_schedule(self) -> bool:
        schedule.enqueue_due()
        session.rollback()
        return False


def start_embedded(app: Flask) -> Worker:
    """Run the queue in threads of a process that also serves pages."""
    return Worker(app).start()
