"""Sealing the tribe anew, each month and for each new council."""

from datetime import time
from typing import Any

from tribe.base.db import now
from tribe.jobs import Daily, JobKind, Lane, Recurring
from tribe.will import queries
from tribe.will.sealing import seal


def seal_when_due(_payload: dict[str, Any]) -> None:
    """Seal the tribe where the last copy is a month old, or for another council than today's."""
    if queries.is_due(now()):
        seal()


JOBS = (JobKind("will.seal", seal_when_due, Lane.SLOW),)
SCHEDULE = (Recurring("will.seal", Daily(time(4, 30))),)
