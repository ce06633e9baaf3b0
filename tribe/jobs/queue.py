"""Enqueueing, claiming and ending jobs; the same on SQLite and PostgreSQL.

`enqueue` joins the caller's transaction, so a job exists if and only if its cause does. A worker
holds a job by a lease with a token; renewal and end name the token, so that one whose lease ran
out changes nothing any more.
"""

import secrets
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

import structlog
from sqlalchemy import (
    CursorResult,
    Executable,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    or_,
    select,
    update,
)
from structlog.contextvars import bind_contextvars, unbind_contextvars

from tribe.base.db import UtcDateTime, insert_or, now, reading, session, write_row
from tribe.base.logs import cause
from tribe.jobs.kinds import Lane, find_kind
from tribe.jobs.models import OPEN, Job

LEASE = timedelta(minutes=2)
ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=20)  # before the second attempt; doubled before each further one
log = structlog.get_logger(__name__)

# Statements are made once: that takes longer than one of these takes to run.
_TABLE = cast("Table", Job.__table__)
_FOLLOWING = insert(_TABLE)
_OURS = update(_TABLE).where(
    _TABLE.c.id == bindparam("job_id"), _TABLE.c.lease == bindparam("held_by")
)
_RELEASED = _OURS.values(attempts=_TABLE.c.attempts - 1)


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
    row = _row(kind, payload) | {"key": key, "run_at": at or now()}
    given = {f"new_{name}": value for name, value in row.items()}
    job = session.scalar(_adding(session.get_bind().dialect.name), given)
    return job or session.scalars(select(Job).where(Job.key == key)).one()


def follow(kind: str, **payload: Any) -> None:
    """Add a job without a key, due at once, that its cause need not know; as `enqueue`, but cheap.

    Raises LookupError for a kind that no feature declares.
    """
    write_row(_FOLLOWING, _row(kind, payload) | {"run_at": now()})


def follow_each(kind: str, payloads: Sequence[dict[str, Any]]) -> None:
    """The same of many, by one statement. Raises LookupError."""
    moment = now()
    rows = [_row(kind, payload) | {"run_at": moment} for payload in payloads]
    if rows:
        session.execute(_FOLLOWING, rows)


def _row(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    known = find_kind(kind)
    if known is None:
        raise LookupError(f"no feature declares jobs of kind {kind}")
    return {"kind": kind, "lane": known.lane, "payload": payload}


@cache
def _adding(_dialect: str) -> Executable:
    """The row of a job, unless there is one of its key."""
    names = ("kind", "lane", "key", "payload", "run_at")
    added = insert_or(Job).values({name: bindparam(f"new_{name}") for name in names})
    known = added.on_conflict_do_nothing(index_elements=["key"])
    return select(Job).from_statement(known.returning(Job))


def claim(lane: Lane | None = None) -> Job | None:
    """Take the next job that is due, for as long as its lease; None when there is none.

    On PostgreSQL rows that others are claiming are skipped, on SQLite writers take turns. Where
    nothing is due, no write lock is taken.
    """
    moment = now()
    given: dict[str, Any] = {"moment": moment} | ({} if lane is None else {"of_lane": lane})
    with reading():
        if session.scalar(_next_id(lane is None), given) is None:
            return None
    taken = {"token": secrets.token_hex(16), "until": moment + LEASE}
    job: Job | None = session.scalar(_taking(lane is None), given | taken)
    session.commit()
    return job


@cache
def _next_id(is_any_lane: bool) -> Select[int]:
    """The job that is due and has waited longest: in a lane, or in all of them."""
    moment = bindparam("moment", type_=UtcDateTime())
    due = [OPEN, Job.run_at <= moment, or_(Job.lease.is_(None), Job.leased_until < moment)]
    if not is_any_lane:
        due.append(Job.lane == bindparam("of_lane"))
    return select(Job.id).where(*due).order_by(Job.run_at, Job.id).limit(1)


@cache
def _taking(is_any_lane: bool) -> Executable:
    next_id = _next_id(is_any_lane).with_for_update(skip_locked=True).scalar_subquery()
    return (
        update(Job)
        .where(Job.id == next_id)
        .values(
            lease=bindparam("token"), leased_until=bindparam("until"), attempts=Job.attempts + 1
        )
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


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
        _change(held, lease=None, leased_until=None, step=_RELEASED)
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


def _change(held: Held, step: Update = _OURS, **values: Any) -> None:
    """Change a job that is still ours; raises LeaseLost, with all undone, when it is not."""
    found = {"job_id": held.job_id, "held_by": held.lease}
    changed = session.execute(step, values | found)
    assert isinstance(changed, CursorResult)
    if changed.rowcount == 0:
        session.rollback()
        raise LeaseLost
