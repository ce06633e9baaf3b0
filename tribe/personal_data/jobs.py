"""What is done later: erasing whose pause is over, making exports, and taking old ones away."""

from datetime import time, timedelta
from typing import Any

from tribe.jobs import Daily, Every, JobKind, Lane, Recurring
from tribe.personal_data.services import claiming, erasing, exporting


def erase_departed(payload: dict[str, Any]) -> None:
    """Erase one member; the number is that of their leaving, so that no job names them."""
    erasing.erase_departed(payload["departure_id"])


def erase_due(_payload: dict[str, Any]) -> None:
    """Ask again for erasures that are due and were not done."""
    erasing.erase_due()


def make_export(payload: dict[str, Any]) -> None:
    """Make one export."""
    exporting.make_export(payload["export_id"], payload.get("language"))


def expire(_payload: dict[str, Any]) -> None:
    """Take away exports of some days ago, and requests that nobody decided for months."""
    claiming.expire()
    exporting.expire()


JOBS = (
    JobKind(erasing.JOB, erase_departed, Lane.SLOW),
    JobKind("personal_data.due", erase_due),
    JobKind(exporting.JOB, make_export, Lane.SLOW),
    JobKind("personal_data.expire", expire, Lane.SLOW),
)
SCHEDULE = (
    Recurring("personal_data.due", Every(timedelta(hours=1))),
    Recurring("personal_data.expire", Daily(time(3, 45))),
)
