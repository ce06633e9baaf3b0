"""What the server does with private conversations by itself."""

from datetime import time, timedelta
from typing import Any

from tribe.jobs import Daily, Every, JobKind, Lane, Recurring, enqueue
from tribe.messages.services import cook_again, forget_old
from tribe.messages.services.forgetting import BATCH

COOK, FORGET = "messages.cook", "messages.forget"


def cook_stale_messages(_payload: dict[str, Any]) -> None:
    """Cook a batch, and ask for the next one while there are more."""
    if cook_again() == BATCH:
        enqueue(COOK)


def forget_conversations(_payload: dict[str, Any]) -> None:
    """Forget those that are as old as an admin says."""
    forget_old()


JOBS = (
    JobKind(COOK, cook_stale_messages, Lane.SLOW),
    JobKind(FORGET, forget_conversations, Lane.SLOW),
)
SCHEDULE = (
    Recurring(COOK, Every(timedelta(hours=6))),
    Recurring(FORGET, Daily(time(4))),
)
