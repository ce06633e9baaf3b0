"""What is tidied for members each night: forms that no browser can send again."""

from datetime import time, timedelta
from typing import Any

from tribe.jobs import Daily, Every, JobKind, Recurring
from tribe.members import consent
from tribe.web import once


def prune_forms(_payload: dict[str, Any]) -> None:
    """Forget the forms that were accepted days ago."""
    once.prune()


def ask_consent_again(_payload: dict[str, Any]) -> None:
    """Measure nobody by a yes to earlier words."""
    consent.ask_again()


JOBS = (
    JobKind("members.ask_again", ask_consent_again),
    JobKind("members.prune_forms", prune_forms),
)
SCHEDULE = (
    Recurring("members.ask_again", Every(timedelta(hours=1))),
    Recurring("members.prune_forms", Daily(time(3, 50))),
)
