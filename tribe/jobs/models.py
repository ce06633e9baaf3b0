"""The tables of the queue: jobs, and up to when each recurring task was enqueued."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, Long, carried, now


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of work to be done once, soon or at its time."""

    __tablename__ = "job"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    lane: Mapped[str] = mapped_column(String(10))
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    # whoever works on it knows this token
    lease: Mapped[str | None] = mapped_column(String(32), info=carried("opens nothing"))
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]  # for good: not tried again unless somebody asks
    failure: Mapped[Long] = mapped_column(default="")  # what went wrong and where; nobody's words

    @property
    def state(self) -> JobState:
        """Where it stands now; a lease that ran out is as none."""
        if self.done_at is not None:
            return JobState.DONE
        if self.failed_at is not None:
            return JobState.FAILED
        is_held = self.leased_until is not None and self.leased_until >= now()
        return JobState.RUNNING if is_held else JobState.WAITING


OPEN = and_(Job.done_at.is_(None), Job.failed_at.is_(None))
Index("ix_job_open", Job.lane, Job.run_at, Job.id, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_job_done_at", Job.done_at)
Index("ix_job_failed_at", Job.failed_at)


class RecurringRun(Base):
    """The last moment for which a recurring task was enqueued; it only rises."""

    __tablename__ = "recurring_run"

    task: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime]
