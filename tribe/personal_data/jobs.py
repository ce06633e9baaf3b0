"""What is done later: erasing whose pause is over, making exports, and taking old ones away."""

from datetime import time, timedelta
from typing import Any

from tribe.base import remains
from tribe.base.db import db, now, session
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
    """Take away exports of some days ago, requests that nobody decided for months, old copies."""
    claiming.expire()
    exporting.expire()
    remains.drop_copies(db.engine, now() - remains.COPIES_FOR)


def forget_remains(_payload: dict[str, Any]) -> None:
    """Ask again for the log of a database from which somebody was erased."""
    erasing.forget_remains()


def write_anew(_payload: dict[str, Any]) -> None:
    """Write a file of before this release anew, once, without what was deleted from it."""
    session.commit()
    remains.write_anew(db.engine)


JOBS = (
    JobKind(erasing.JOB, erase_departed, Lane.SLOW),
    JobKind("personal_data.due", erase_due),
    JobKind(exporting.JOB, make_export, Lane.SLOW),
    JobKind("personal_data.expire", expire, Lane.SLOW),
    JobKind(erasing.REMAINS, forget_remains, Lane.SLOW),
    JobKind("personal_data.write_anew", write_anew, Lane.SLOW),
)
SCHEDULE = (
    Recurring("personal_data.due", Every(timedelta(hours=1))),
    Recurring("personal_data.expire", Daily(time(3, 45))),
    Recurring("personal_data.write_anew", Daily(time(4, 50))),
)
