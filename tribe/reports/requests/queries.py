"""Reports as they are listed, opened and compared."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.jobs import ATTEMPTS, Job
from tribe.ledger.models import Interaction
from tribe.reports.models import Snapshot, SnapshotState

LIKE = 20  # earlier reports among which one of a like period is looked for
LAST_ASKED = Order((Snapshot.id,), is_falling=True)
JOB = "reports.make"
SAME_LENGTH = 0.2  # periods whose lengths differ by no more are alike
SILENCE = timedelta(days=30)  # after which nobody would say that a tribe is alive


def list_snapshots(span: Span = START) -> Page[Snapshot]:
    """Reports, the last asked for first, without their documents; one query."""
    rows = select(Snapshot).options(
        joinedload(Snapshot.requested_by), defer(Snapshot.document), defer(Snapshot.drawing)
    )
    return read_page(rows, LAST_ASKED, span)


def get_snapshot(snapshot_id: int) -> Snapshot | None:
    """A report with whoever asked for it; one query."""
    return session.scalar(
        select(Snapshot)
        .options(joinedload(Snapshot.requested_by))
        .where(Snapshot.id == snapshot_id)
    )


def last_snapshot() -> Snapshot | None:
    """The finished report of the latest period, the longest of those; one query."""
    return session.scalar(
        select(Snapshot)
        .where(Snapshot.state == SnapshotState.DONE)
        .order_by(
            Snapshot.until.desc(), Snapshot.since.is_not(None), Snapshot.since, Snapshot.id.desc()
        )
        .limit(1)
    )


def snapshot_before(snapshot: Snapshot) -> Snapshot | None:
    """The latest finished report of a like period that ended earlier; None when there is none."""
    earlier = session.scalars(
        select(Snapshot)
        .where(Snapshot.state == SnapshotState.DONE, Snapshot.until < snapshot.until)
        .order_by(Snapshot.until.desc(), Snapshot.id.desc())
        .limit(LIKE)
    )
    return next((one for one in earlier if _is_alike(one, snapshot)), None)


def _is_alike(one: Snapshot, other: Snapshot) -> bool:
    if one.since is None or other.since is None:
        return one.since is other.since
    lengths = sorted([one.until - one.since, other.until - other.since])
    return lengths[1] - lengths[0] <= SAME_LENGTH * lengths[1]


def standing_snapshot(since: datetime | None, until: datetime) -> Snapshot | None:
    """The report of just these weeks that was made or is being made; one query."""
    began = Snapshot.since.is_(None) if since is None else Snapshot.since == since
    return session.scalar(
        select(Snapshot)
        .where(Snapshot.state != SnapshotState.FAILED, began, Snapshot.until == until)
        .order_by(Snapshot.id)
        .limit(1)
    )


def natural_end() -> datetime:
    """Until when a tribe is measured unless told otherwise: now, or when it fell silent.

    The ties of an archive have all faded by now; it is measured as it was when it lived.
    """
    last: datetime | None = session.scalar(select(func.max(Interaction.at)))
    present = now()
    if last is None or last > present - SILENCE:
        return present
    return last.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def is_abandoned(snapshot: Snapshot) -> bool:
    """Whether work on a report was begun as often as the queue allows and never ended."""
    if snapshot.state not in (SnapshotState.QUEUED, SnapshotState.RUNNING):
        return False
    job = session.scalar(select(Job).where(Job.key == job_key(snapshot.id)))
    if job is None or job.done_at is not None or job.failed_at is not None:
        return True
    return job.attempts >= ATTEMPTS and (job.leased_until is None or job.leased_until < now())


def job_key(snapshot_id: int) -> str:
    """What the job of a report is known by."""
    return f"{JOB}:{snapshot_id}"


def count_reports_since(moment: datetime) -> int:
    """Finished reports whose period reaches beyond a moment."""
    counted = select(func.count(Snapshot.id)).where(
        Snapshot.state == SnapshotState.DONE, Snapshot.until > moment
    )
    return session.scalar(counted) or 0
