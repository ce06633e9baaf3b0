"""What moderation does without anybody waiting: ending what was to end."""

from datetime import timedelta
from typing import Any

from tribe.jobs import Every, JobKind, Recurring
from tribe.moderation import services

END = "moderation.end"


def end_due(_payload: dict[str, Any]) -> None:
    """Undo what was to end by now."""
    services.end_due()


JOBS = (JobKind(END, end_due),)
SCHEDULE = (Recurring(END, Every(timedelta(minutes=1))),)
