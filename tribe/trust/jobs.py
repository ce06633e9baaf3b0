"""Trust grows at night."""

from datetime import time
from typing import Any

from tribe import jobs
from tribe.jobs import Daily, JobKind, Lane, Recurring
from tribe.trust import services


def grow(_payload: dict[str, Any]) -> None:
    """Go through all whose trust may grow, a batch at a time."""
    after: int | None = 0
    while after is not None:
        after = services.grow(after)
        jobs.renew()


JOBS = (JobKind("trust.grow", grow, Lane.SLOW),)
SCHEDULE = (Recurring("trust.grow", Daily(time(4, 35))),)
