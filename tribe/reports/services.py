"""Asking for reports and noting who looked at them."""

from datetime import datetime

from flask_babel import gettext as _

from tribe import jobs
from tribe.db import now, session, take_turns
from tribe.errors import Forbidden, RuleBroken
from tribe.members.models import Member
from tribe.reports import gate, policy, queries
from tribe.reports.models import Look, Snapshot, SnapshotState

LONGEST_PURPOSE = 300


def request_report(
    member: Member | None,
    purpose: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Snapshot:
    """Ask for a report of a period, to an end that goes on record; the job makes it.

    Where a report of nearly the same period exists, it is given instead: two that differ by a few
    days could be subtracted. `None` for a member is the operator at the terminal. Raises Forbidden
    for whoever may not read reports, RuleBroken without a purpose or with a period that is none.
    """
    if member is not None and not policy.may_request_report(member):
        raise Forbidden(_("Reports are for analysts. What is measured is open to everyone."))
    until = min(until or queries.natural_end(), now())
    purpose = " ".join(purpose.split())[:LONGEST_PURPOSE]
    if not purpose:
        raise RuleBroken(_("Please say what the report is for. Members can read it."))
    if since is not None and since >= until:
        raise RuleBroken(_("The period must begin before it ends, and not in the future."))
    take_turns("reports")
    snapshot = nearly_the_same(since, until)
    if snapshot is None:
        snapshot = Snapshot(
            requested_by_id=member.id if member else None, purpose=purpose, since=since, until=until
        )
        session.add(snapshot)
        session.flush()
        jobs.enqueue(queries.JOB, key=queries.job_key(snapshot.id), snapshot_id=snapshot.id)
    if member is not None:
        note_look(member, snapshot, purpose)
    return snapshot


def nearly_the_same(since: datetime | None, until: datetime) -> Snapshot | None:
    """The report whose period is so near that both together would tell of a few days."""
    beginning = queries.first_moment()
    if beginning is None:
        return None
    wanted = (since or beginning, until)
    for snapshot in queries.standing_snapshots():
        window = measured_window(snapshot, beginning)
        if window is not None and gate.is_too_close(wanted, window):
            return snapshot
    return None


def measured_window(snapshot: Snapshot, beginning: datetime) -> gate.Window | None:
    """From when to when a report measured, or will; None when there was nothing to measure."""
    if snapshot.since is not None or snapshot.state is not SnapshotState.DONE:
        return snapshot.since or beginning, snapshot.until
    since = (snapshot.document or {}).get("window", {}).get("since")
    return (datetime.fromisoformat(since), snapshot.until) if since else None


def note_look(member: Member, snapshot: Snapshot, purpose: str = "") -> None:
    """Write down that a member looked at a report; once a day for each purpose."""
    if not queries.has_looked_today(snapshot.id, member.id, purpose):
        session.add(Look(snapshot_id=snapshot.id, member_id=member.id, purpose=purpose))
        session.flush()


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


def give_up(snapshot: Snapshot, failure: str) -> None:
    """The report could not be made; `failure` is what an operator should be told."""
    snapshot.state, snapshot.failure = SnapshotState.FAILED, failure[:300]
    session.flush()
