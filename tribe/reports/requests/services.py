"""Asking for reports, and what becomes of them."""

from datetime import datetime

from tribe import jobs
from tribe.access import SYSTEM, require
from tribe.base.db import now, session, take_turns
from tribe.base.errors import RuleBroken
from tribe.members.models import Member
from tribe.reports import policy
from tribe.reports.build.weeks import whole_weeks
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests import queries
from tribe.reports.requests.looks import note_look
from tribe.reports.requests.telling import Outcome, tell

MAX_PURPOSE_LENGTH = 300
TOO_CLOSE = "too close"  # to another report: no failure of anything


def request_report(
    member: Member | None,
    purpose: str,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    at: datetime | None = None,
) -> Snapshot:
    """Ask for a report of a period, to an end that goes on record; the job makes it.

    A period is made of whole weeks. A report is made once and stays as it was made: whoever asks
    for the same weeks is given it. `None` for a member is the operator at the terminal; `at` is
    when it was asked for, where that was before now. Raises
    Forbidden for whoever may not read reports, RuleBroken without a purpose or with a period that
    is none.
    """
    require(member or SYSTEM, policy.REQUEST)
    until = until or queries.natural_end()
    if since is not None and since >= until:
        raise RuleBroken("reports.no_period")
    since, until = whole_weeks(since, until, now())
    purpose = " ".join(purpose.split())[:MAX_PURPOSE_LENGTH]
    if not purpose:
        raise RuleBroken("reports.no_purpose")
    if since is not None and since >= until:
        raise RuleBroken("reports.no_week")
    take_turns("reports")
    snapshot = queries.standing_snapshot(since, until)
    if snapshot is None:
        snapshot = Snapshot(
            requested_by_id=member.id if member else None,
            purpose=purpose,
            created_at=at or now(),
            since=since,
            until=until,
        )
        session.add(snapshot)
        session.flush()
        jobs.enqueue(queries.JOB, key=queries.job_key(snapshot.id), snapshot_id=snapshot.id)
    if member is not None:
        note_look(member, snapshot.id, purpose, at)
    return snapshot


def begin(snapshot: Snapshot) -> None:
    """The work on a report has begun, perhaps again."""
    snapshot.state = SnapshotState.RUNNING
    snapshot.failure = ""
    session.flush()


def keep(snapshot: Snapshot, document: dict[str, object], drawing: dict[str, object]) -> None:
    """The report is made."""
    snapshot.document, snapshot.drawing = document, drawing
    snapshot.state, snapshot.progress = SnapshotState.DONE, 1.0
    session.flush()
    tell(snapshot, Outcome.MADE)


def give_instead(snapshot: Snapshot, standing: Snapshot | None) -> None:
    """The report is not made: fewer than ten members tell it from one that can be read."""
    snapshot.state, snapshot.failure = SnapshotState.FAILED, TOO_CLOSE
    snapshot.instead_id = standing.id if standing else None
    session.flush()
    tell(snapshot, Outcome.INSTEAD if standing else Outcome.TOO_CLOSE)


def give_up(snapshot: Snapshot, failure: str) -> None:
    """The report could not be made; `failure` is what an operator should be told."""
    from tribe.reports.build import bases

    bases.forget(snapshot.id)
    snapshot.state, snapshot.failure = SnapshotState.FAILED, failure[:300]
    session.flush()
    tell(snapshot, Outcome.FAILED)
