"""The queue: a table written in the transaction of its cause, claimed by a lease.

The same on SQLite and PostgreSQL. `enqueue` joins the caller's transaction, so a job exists if
and only if its cause does; a worker that dies lets its lease run out and another takes over.
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import Index, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tribe.db import Base, Id, Long, now, session

LEASE = timedelta(minutes=2)
ATTEMPTS = 5
log = structlog.get_logger(__name__)
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}


class Job(Base):
    """One piece of work to be done once, soon or at its time."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "done_at", "run_at"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failure: Mapped[Long] = mapped_column(default="")


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job; it runs in a context of its own and may commit."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def enqueue(
    kind: str, *, key: str | None = None, at: datetime | None = None, **payload: Any
) -> Job:
    """Add a job to the caller's transaction; a key that exists already gives the job it names."""
    if key is not None:
        found = session.scalar(select(Job).where(Job.key == key))
        if found is not None:
            return found
    job = Job(kind=kind, key=key, payload=payload, run_at=at or now())
    session.add(job)
    session.flush()
    return job


def claim() -> Job | None:
    """Take the next job that is due, for as long as its lease; None when there is none."""
    moment, lease = now(), secrets.token_hex(16)
    free = or_(Job.leased_until.is_(None), Job.leased_until < moment)
    due = (Job.done_at.is_(None), Job.run_at <= moment, Job.attempts < ATTEMPTS, free)
    next_id = select(Job.id).where(*due).order_by(Job.run_at, Job.id).limit(1).scalar_subquery()
    session.execute(
        update(Job)
        .where(Job.id == next_id, *due)
        .values(lease=lease, leased_until=moment + LEASE, attempts=Job.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return session.scalar(select(Job).where(Job.lease == lease))


def renew(job_id: int) -> None:
    """Hold a long job for another lease; call it while the work goes on."""
    session.execute(update(Job).where(Job.id == job_id).values(leased_until=now() + LEASE))
    session.commit()


def run_next() -> bool:
    """Do the next job that is due; whether there was one."""
    job = claim()
    if job is None:
        session.rollback()
        return False
    job_id, kind, attempts = job.id, job.kind, job.attempts
    try:
        _handlers[kind](job.payload | {"job_id": job_id})
        outcome: dict[str, Any] = {"done_at": now(), "leased_until": None, "failure": ""}
    except Exception as error:
        session.rollback()
        log.exception("job failed", kind=kind, job_id=job_id, attempts=attempts)
        wait = timedelta(seconds=10 * 2**attempts)
        outcome = {"leased_until": now() + wait, "failure": f"{type(error).__name__}: {error}"}
    session.execute(update(Job).where(Job.id == job_id).values(**outcome))
    session.commit()
    return True


def work(app: Flask, stop: threading.Event, pause: float = 1.0) -> None:
    """Do jobs until told to stop, each in a context of its own."""
    while not stop.is_set():
        try:
            with app.app_context():
                worked = run_next()
        except Exception:
            log.exception("the queue could not be read")
            worked = False
        if not worked:
            stop.wait(pause)


def start_embedded(app: Flask) -> threading.Event:
    """Run the queue in a thread of this process; set what is returned to end it."""
    stop = threading.Event()
    threading.Thread(target=work, args=(app, stop), name="jobs", daemon=True).start()
    return stop
