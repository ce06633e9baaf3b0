"""The job that makes a report, with progress, once, whatever happens to its worker."""

import time
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from tribe import jobs
from tribe.db import session
from tribe.reports import making, services
from tribe.reports.evidence import gather
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.queries import JOB

EVERY = 3.0  # seconds between notes of progress, which also hold the lease
log = structlog.get_logger(__name__)


@jobs.handles(JOB)
def make_report(payload: dict[str, Any]) -> None:
    """Make the report that a snapshot asks for; a finished one is left as it is."""
    snapshot = session.get(Snapshot, payload["snapshot_id"])
    if snapshot is None or snapshot.state in (SnapshotState.DONE, SnapshotState.FAILED):
        return
    services.begin(snapshot)
    session.commit()
    try:
        made = _made(snapshot, payload.get("job_id"))
        services.keep(snapshot, made.document, made.drawing)
        session.commit()
    except OperationalError:
        raise  # the database was busy or away: the queue tries again
    except Exception as error:
        session.rollback()
        log.exception("report failed", snapshot_id=payload["snapshot_id"])
        services.give_up(snapshot, type(error).__name__)
        session.commit()


def _made(snapshot: Snapshot, job_id: int | None) -> making.Made:
    gathered, name = gather(snapshot.since, snapshot.until), making.tribe_name()
    session.commit()  # nothing is locked while the numbers are made
    noted = time.monotonic()

    def note(share: float, _label: str) -> None:
        nonlocal noted
        if time.monotonic() - noted >= EVERY:
            noted = time.monotonic()
            snapshot.progress = share
            session.flush()
            if job_id is not None:
                jobs.renew(job_id)
            session.commit()

    return making.make(name, gathered, seed=snapshot.seed, progress=note)
