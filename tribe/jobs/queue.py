"""Enqueueing, claiming and ending jobs; the same on SQLite and PostgreSQL.

`enqueue` joins the caller's transaction, so a job exists if and only if its cause does. A worker
holds a job by a lease with a token; renewal and end name the token, so that one whose lease ran
out changes nothing any more.
"""

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import CursorResult, or_, select, update
from structlog.contextvars import bind_contextvars, unbind_contextvars

from tribe.base.db import insert_or, now, reading, session
from tribe.base.logs import cause
from tribe.jobs.kinds import Lane, find_kind
from tribe.jobs.models import OPEN, Job

LEASE = timedelta(minutes=2)
ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=20)  # before the second attempt; doubled before each further one
log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """The job is no longer this worker's; what was not committed is undone."""


@dataclass(frozen=True)
class Held:
    """A job in hand: its number and the token that it is held by."""

    job_id: int
    lease: str


_in_hand: ContextVar[Held | None] = ContextVar("job_in_hand", default=None)


def enqueue(
    kind: str, *, key: str | None = None, at: datetime | None = None, **payload: Any
) -> Job:
    """Add a job to the caller's transaction; a key that exists already gives the job it names.

    A key is free again some days after its job is done. Raises LookupError for a kind that no
    feature declares.
    """
    known = find_kind(kind)
    if known is None:
        raise LookupError(f"no feature declares jobs of kind {kind}")
    row = {"kind": kind, "lane": known.lane, "key": key, "payload": payload, "run_at": at or now()}
    insertion = insert_or(Job).values(row).on_conflict_do_nothing(index_elements=["key"])
    job = session.scalar(select(Job).from_statement(insertion.returning(Job)))
    return job or session.scalars(select(Job).where(Job.key == key)).one()


def claim(lane: Lane | None = None) -> Job | None:
    """Take the next job that is due, for as long as its lease; None when there is none.

    On PostgreSQL rows that others are claiming are skipped, on SQLite writers take turns. Where
    nothing is due, no write lock is taken.
    """
    moment, token = now(), secrets.token_hex(16)
    due = [OPEN, Job.run_at <= moment, or_(Job.lease.is_(None), Job.leased_until < moment)]
    if lane is not None:
        due.append(Job.lane == lane)
    next_id = select(Job.id).where(*due).order_by(Job.run_at, Job.id).limit(1)
    with reading():
        if session.scalar(next_id) is None:
            return None
    job = session.scalar(
        update(Job)
        .where(Job.id == next_id.with_for_update(skip_locked=True).scalar_subquery())
        .values(lease=token, leased_until=moment + LEASE, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    session.commit()
    return job


def renew() -> None:
    """Commit, and hold the job in hand for another lease; outside of a job, commit alone.

    Raises LeaseLost, with everything since the last commit undone, when another took it over.
    """
    held = _in_hand.get()
    if held is not None:
        _change(held, leased_until=now() + LEASE)
    session.commit()


def lease_in_hand() -> str:
    """The token by which the job in hand is held; raises LookupError outside of a job."""
    held = _in_hand.get()
    if held is None:
        raise LookupError("no job is in hand")
    return held.lease


def run_next(lane: Lane | None = None) -> bool:
    """Do the next job that is due; whether there was one."""
    job = claim(lane)
    if job is None or job.lease is None:
        return False
    run(job, Held(job.id, job.lease))
    return True


def run(job: Job, held: Held) -> None:
    """Do a claimed job to its end: done, to be tried again, or failed for good."""
    kind, attempts = find_kind(job.kind), job.attempts
    noted = log.bind(kind=job.kind, attempts=attempts)
    payload, token = dict(job.payload), _in_hand.set(held)
    bind_contextvars(job_id=held.job_id)
    try:
        if kind is None:
            _fail(held, "no feature declares this kind", noted)
        elif attempts > ATTEMPTS:
            _fail(held, job.failure or "every worker ended while doing it", noted)
        else:
            kind.run(payload)
            _change(held, done_at=now(), lease=None, leased_until=None, failure="")
            session.commit()
    except LeaseLost:
        session.rollback()
        noted.warning("job was taken over")
    except Exception as error:
        session.rollback()
        noted.warning("job failed", exc_info=error)
        _put_back(held, error, attempts, noted)
    finally:
        _in_hand.reset(token)
        unbind_contextvars("job_id")


def extend(held: Held) -> None:
    """Hold a job for another lease from beside the work on it; nothing when it is no longer ours.

    The work finds that out by itself when it renews or ends.
    """
    try:
        _change(held, leased_until=now() + LEASE)
    except LeaseLost:
        return
    session.commit()


def release(held: Held) -> None:
    """Let others take a job at once whose work was broken off; it counts as no attempt."""
    try:
        _change(held, lease=None, leased_until=None, attempts=Job.attempts - 1)
    except LeaseLost:
        return
    session.commit()


def _put_back(held: Held, error: Exception, attempts: int, noted: Any) -> None:
    try:
        if attempts >= ATTEMPTS:
            _fail(held, cause(error), noted)
            return
        later = now() + FIRST_PAUSE * 2 ** (attempts - 1)
        _change(held, run_at=later, lease=None, leased_until=None, failure=cause(error))
        session.commit()
    except LeaseLost:
        noted.warning("job was taken over")


def _fail(held: Held, failure: str, noted: Any) -> None:
    """Keep a job as failed, and tell the operator."""
    _change(held, failed_at=now(), lease=None, leased_until=None, failure=failure)
    session.commit()
    noted.error("job failed for good", failure=failure)


def _change(held: Held, **values: Any) -> None:
    """Change a job that is still ours; raises LeaseLost, with all undone, when it is not."""
    changed = session.execute(
        update(Job)
        .where(Job.id == held.job_id, Job.lease == held.lease)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    if changed.rowcount == 0:
        session.rollback()
        raise LeaseLost
