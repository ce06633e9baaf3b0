"""The job that makes a report, with progress, once, whatever happens to its worker.

What makes it is loaded when it begins: until then a server of pages holds no numpy.
"""

import time
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import OperationalError

from tribe import jobs
from tribe.base.db import session
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests import places, services
from tribe.reports.requests.queries import JOB

if TYPE_CHECKING:
    from tribe.reports.build.document import Made
    from tribe.reports.gather.evidence import Gathered

EVERY = 3.0  # seconds between notes of progress, which also hold the lease
log = structlog.get_logger(__name__)


def make_report(payload: dict[str, Any]) -> None:
    """Make the report that a snapshot asks for; a finished one is left as it is."""
    snapshot = session.get(Snapshot, payload["snapshot_id"])
    if snapshot is None or snapshot.state in (SnapshotState.DONE, SnapshotState.FAILED):
        return
    services.begin(snapshot)
    session.commit()
    try:
        from tribe.reports.build import bases
        from tribe.reports.build.basis import basis_of
        from tribe.reports.gather.evidence import gather

        gathered = gather(snapshot.since, snapshot.until)
        standing = bases.admit(basis_of(gathered), snapshot.id)
        if standing is not None:
            services.give_instead(snapshot, standing.snapshot)
            return
        made = _made(snapshot, gathered)
        services.keep(snapshot, made.document, made.drawing)
    except (OperationalError, jobs.LeaseLost):
        raise  # the database was busy or away, or another worker has it: that is the queue's matter
    except Exception as error:
        session.rollback()
        log.exception("report failed", snapshot_id=payload["snapshot_id"])
        services.give_up(snapshot, type(error).__name__)


def _made(snapshot: Snapshot, gathered: "Gathered") -> "Made":
    from tribe.reports.build import document

    name = document.tribe_name()
    session.commit()  # nothing is locked while the numbers are made
    noted = time.monotonic()

    def note(share: float, _label: str) -> None:
        nonlocal noted
        if time.monotonic() - noted >= EVERY:
            noted = time.monotonic()
            snapshot.progress = share
            session.flush()
            jobs.renew()

    return document.make(name, gathered, seed=snapshot.seed, progress=note)


JOBS = (
    jobs.JobKind(JOB, make_report, jobs.Lane.SLOW),
    jobs.JobKind(places.JOB, places.make_place, jobs.Lane.SLOW),
)
