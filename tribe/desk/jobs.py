"""Forgetting what was done at the desk long ago."""

from datetime import time
from typing import Any

from tribe.desk import services
from tribe.jobs import Daily, JobKind, Recurring


def forget(_payload: dict[str, Any]) -> None:
    """Delete what was done a year ago."""
    services.forget()


JOBS = (JobKind("desk.forget", forget),)
SCHEDULE = (Recurring("desk.forget", Daily(time(4, 35))),)
