"""What is done at the door for guests without anybody waiting: the week's mail, and forgetting."""

from datetime import time
from typing import Any

from tribe.guests import services
from tribe.jobs import Daily, JobKind, Recurring


def tell_news(_payload: dict[str, Any]) -> None:
    """Write the week's mail to those who follow."""
    services.tell_news()


def forget(_payload: dict[str, Any]) -> None:
    """Delete what serves nobody any more."""
    services.forget()


JOBS = (JobKind("guests.tell_news", tell_news), JobKind("guests.forget", forget))
SCHEDULE = (
    Recurring("guests.tell_news", Daily(time(6, 30))),
    Recurring("guests.forget", Daily(time(4, 20))),
)
