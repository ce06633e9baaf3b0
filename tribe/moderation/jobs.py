"""What moderation does without anybody waiting: ends, late appeals, and forgetting guests."""

from datetime import time, timedelta
from typing import Any

from tribe.jobs import Daily, Every, JobKind, Recurring
from tribe.moderation import services

END = "moderation.end"
LATE = "moderation.late"
FORGET = "moderation.forget_guests"


def end_due(_payload: dict[str, Any]) -> None:
    """Undo what was to end by now."""
    services.end_due()


def tell_of_late(_payload: dict[str, Any]) -> None:
    """Tell admins of appeals that wait too long."""
    services.tell_of_late()


def forget_guests(_payload: dict[str, Any]) -> None:
    """Delete what guests gave with notices that were decided on long ago."""
    services.forget_guests()


JOBS = (JobKind(END, end_due), JobKind(LATE, tell_of_late), JobKind(FORGET, forget_guests))
SCHEDULE = (
    Recurring(END, Every(timedelta(minutes=1))),
    Recurring(LATE, Every(timedelta(hours=1))),
    Recurring(FORGET, Daily(time(4, 25))),
)
