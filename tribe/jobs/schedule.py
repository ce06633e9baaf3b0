"""What is done again and again: each task once for each of its times, however many schedulers run.

A scheduler that was away for long enqueues a task once, not once for each time that it missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tribe.base.db import insert_or, now, reading, session
from tribe.jobs.models import RecurringRun
from tribe.jobs.queue import enqueue

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Every:
    """At equal distances, counted from the beginning of a day long ago."""

    period: timedelta

    def last_before(self, moment: datetime) -> datetime:
        """The latest time that is not after a moment."""
        return _EPOCH + (moment - _EPOCH) // self.period * self.period


@dataclass(frozen=True)
class Daily:
    """Once a day at an hour of a zone; where a change of the clock skips it, as soon after it."""

    at: time
    zone: str = "UTC"

    def last_before(self, moment: datetime) -> datetime:
        """The latest time that is not after a moment."""
        zone = ZoneInfo(self.zone)
        day = moment.astimezone(zone).date()
        due = datetime.combine(day, self.at, zone).astimezone(UTC)
        if due > moment:
            due = datetime.combine(day - timedelta(days=1), self.at, zone).astimezone(UTC)
        return due


@dataclass(frozen=True)
class Recurring:
    """A job that is enqueued at each of its times, with the time as `due_at` in its payload."""

    kind: str
    when: Every | Daily


_tasks: dict[str, Recurring] = {}


def register_schedule(tasks: Iterable[Recurring]) -> None:
    """Make recurring tasks known to this process; one for each kind of job."""
    for task in tasks:
        if _tasks.setdefault(task.kind, task) != task:
            raise ValueError(f"{task.kind} is scheduled twice")


def enqueue_due(moment: datetime | None = None) -> int:
    """Enqueue and commit what is due and was not enqueued for its time; how many tasks were."""
    moment = moment or now()
    return sum(enqueue_once(task, task.when.last_before(moment)) for task in _tasks.values())


def enqueue_once(task: Recurring, due_at: datetime) -> bool:
    """Enqueue a task for one of its times, and commit; whether nobody had done so."""
    with reading():
        known = session.scalar(select(RecurringRun.due_at).where(RecurringRun.task == task.kind))
    if known is not None and known >= due_at:
        return False
    if not _advance(task.kind, due_at):
        session.rollback()
        return False
    enqueue(task.kind, at=due_at, due_at=due_at.isoformat())
    session.commit()
    return True


def _advance(task: str, due_at: datetime) -> bool:
    """Move a task's mark forward to a time; whether it lay before."""
    row = insert_or(RecurringRun).values(task=task, due_at=due_at)
    advanced = row.on_conflict_do_update(
        index_elements=["task"],
        set_={"due_at": due_at},
        where=RecurringRun.due_at < row.excluded.due_at,
    )
    return session.scalar(advanced.returning(RecurringRun.task)) is not None
