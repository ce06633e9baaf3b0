"""What moderation does without anybody waiting: ending what was to end, and late appeals."""

from datetime import timedelta
from typing import Any

from tribe.jobs import Every, JobKind, Recurring
from tribe.moderation import services

END = "moderation.end"
LATE = "moderation.late"


def end_due(_payload: dict[str, Any]) -> None:
    """Undo what was to end by now."""
    services.end_due()


def tell_of_late(_payload: dict[str, Any]) -> None:
    """Tell admins of appeals that wait too long."""
    services.tell_of_late()


JOBS = (JobKind(END, end_due), JobKind(LATE, tell_of_late))
SCHEDULE = (
    Recurring(END, Every(timedelta(minutes=1))),
    Recurring(LATE, Every(timedelta(hours=1))),
)
