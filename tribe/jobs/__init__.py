"""Work done after its cause is committed: the queue, its kinds, its schedule, its worker."""

from tribe.jobs.kinds import JobKind, Lane, register, unregister
from tribe.jobs.models import Job
from tribe.jobs.queue import (
    ATTEMPTS,
    LeaseLost,
    claim,
    enqueue,
    follow,
    follow_each,
    lease_in_hand,
    renew,
    run_next,
)
from tribe.jobs.schedule import Daily, Every, Recurring, register_schedule
from tribe.jobs.worker import Worker, start_embedded

__all__ = [
    "ATTEMPTS",
    "Daily",
    "Every",
    "Job",
    "JobKind",
    "Lane",
    "LeaseLost",
    "Recurring",
    "Worker",
    "claim",
    "enqueue",
    "follow",
    "follow_each",
    "lease_in_hand",
    "register",
    "register_schedule",
    "renew",
    "run_next",
    "start_embedded",
    "unregister",
]
