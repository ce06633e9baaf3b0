"""What an operator does with jobs that failed for good, and the pruning of those that are done."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from tribe.base.db import now, session
from tribe.jobs import queries
from tribe.jobs.models import Job

DONE_FOR = timedelta(days=7)  # how long a job that is done stays, and its key with it


def retry(job_id: int) -> Job | None:
    """Let a failed job be tried afresh, at once; None where no failed job has this number."""
    job = queries.get_failed(job_id)
    if job is not None:
        job.failed_at, job.attempts, job.run_at = None, 0, now()
        session.flush()
    return job


def discard(job_id: int) -> Job | None:
    """Give a failed job up, its work undone; None where no failed job has this number."""
    job = queries.get_failed(job_id)
    if job is not None:
        session.delete(job)
        session.flush()
    return job


def prune(_payload: dict[str, Any]) -> None:
    """Delete jobs that were done some days ago; those that failed stay until somebody looks."""
    session.execute(delete(Job).where(Job.done_at < now() - DONE_FOR))


def forget_member(member_id: int) -> None:
    """Take away jobs that are about a member: their payload has the number as `member_id`."""
    is_about = Job.payload["member_id"].as_integer() == member_id
    session.execute(delete(Job).where(is_about).execution_options(synchronize_session=False))
