"""Reading the queue, for operators."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.jobs.models import OPEN, Job

SIZE = 50
LAST_MADE = Order((Job.id,), is_falling=True)


@dataclass(frozen=True)
class QueueCounts:
    """How many jobs stand where; `late` are those that wait although they are due."""

    waiting: int
    late: int
    failed: int


def count_jobs() -> QueueCounts:
    """How the queue stands. Three counts, each along an index."""
    waiting = select(func.count(Job.id)).where(OPEN)
    failed = select(func.count(Job.id)).where(Job.failed_at.is_not(None))
    late = waiting.where(Job.run_at <= now(), Job.lease.is_(None))
    return QueueCounts(*(session.scalar(one) or 0 for one in (waiting, late, failed)))


def list_failed(span: Span = START, size: int = SIZE) -> Page[Job]:
    """Jobs that failed for good, the newest first; one query."""
    return read_page(select(Job).where(Job.failed_at.is_not(None)), LAST_MADE, span, size=size)


def list_open(limit: int = 50) -> Sequence[Job]:
    """Jobs that wait or run, in the order of their times; one query."""
    return session.scalars(select(Job).where(OPEN).order_by(Job.run_at, Job.id).limit(limit)).all()


def has_open(kind: str) -> bool:
    """Whether a job of a kind waits or runs; one query."""
    return bool(session.scalar(select(exists().where(OPEN, Job.kind == kind))))


def get_failed(job_id: int) -> Job | None:
    """A job that failed for good, its row held until the transaction ends."""
    failed = select(Job).where(Job.id == job_id, Job.failed_at.is_not(None))
    return session.scalar(failed.with_for_update())
