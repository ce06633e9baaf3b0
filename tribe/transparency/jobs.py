"""Counting, each day, the months that are over and not counted yet."""

from datetime import time
from typing import Any

from tribe.jobs import Daily, JobKind, Recurring
from tribe.transparency import services

COUNT = "transparency.count_months"


def count_months(_payload: dict[str, Any]) -> None:
    """Keep how many members did something in each month."""
    services.count_months()


JOBS = (JobKind(COUNT, count_months),)
SCHEDULE = (Recurring(COUNT, Daily(time(3, 50))),)
