"""The analysts' log: the entries of the audit that tell of reports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from tribe import audit
from tribe.audit import AuditEntry
from tribe.audit.queries import list_entries
from tribe.base.db import now, session
from tribe.base.paging import START, Page, Span
from tribe.members.models import Member
from tribe.members.queries import members_by_id
from tribe.reports.models import Snapshot

REPORT = "report"  # the subject of the entries
REQUESTED = "reports.report.requested"
READ = "reports.report.read"
PRINTED = "reports.report.printed"  # at a terminal: it has no number, and is kept nowhere
SIZE = 50
ONE_LOOK = timedelta(minutes=5)


@dataclass(frozen=True)
class Looked:
    """What a report is known by in the log; one that was printed has no number."""

    id: int | None
    purpose: str
    since: datetime | None
    until: datetime


@dataclass(frozen=True)
class Look:
    """Somebody asked for a report or read one, to an end that stands there; or printed one."""

    member: Member | None
    report: Looked
    is_request: bool
    purpose: str
    at: datetime

    @property
    def is_printed(self) -> bool:
        """Whether whoever runs the server printed it."""
        return self.report.id is None


def note_print(since: datetime | None, until: datetime) -> None:
    """Write down that whoever runs the server printed a report of a time."""
    facts = {"since": since and since.isoformat(), "until": until.isoformat()}
    audit.record(PRINTED, REPORT, "", actor_id=None, facts=facts)


def note_look(
    member: Member, snapshot_id: int, purpose: str = "", at: datetime | None = None
) -> None:
    """Write down that a member looked at a report, or asked for it to this end."""
    kind = REQUESTED if purpose else READ
    audit.record(kind, REPORT, snapshot_id, actor_id=member.id, why=purpose, at=at)


def note_map(member: Member, snapshot_id: int) -> None:
    """Write down that a member fetched a report's map, unless they have just opened the report.

    Its page fetches the map: to read it is one look.
    """
    theirs = (
        AuditEntry.kind == READ,
        AuditEntry.subject_type == REPORT,
        AuditEntry.subject_id == str(snapshot_id),
        AuditEntry.actor_id == member.id,
        AuditEntry.at > now() - ONE_LOOK,
    )
    if session.scalar(select(AuditEntry.id).where(*theirs).limit(1)) is None:
        note_look(member, snapshot_id)


def has_read(member_id: int, snapshot_id: int, since: datetime) -> bool:
    """Whether a member has read a report since a moment; one query."""
    theirs = (
        AuditEntry.kind == READ,
        AuditEntry.subject_type == REPORT,
        AuditEntry.subject_id == str(snapshot_id),
        AuditEntry.actor_id == member_id,
        AuditEntry.at >= since,
    )
    return session.scalar(select(AuditEntry.id).where(*theirs).limit(1)) is not None


def list_looks(span: Span = START, size: int = SIZE) -> Page[Look]:
    """Who looked at which report, and to what end, the last first; three queries."""
    kinds = (REQUESTED, READ, PRINTED)
    page = list_entries(kinds=kinds, subject_type=REPORT, span=span, size=size)
    people = members_by_id([one.actor_id for one in page.rows if one.actor_id is not None])
    reports = _reports(int(one.subject_id) for one in page.rows if one.kind != PRINTED)
    looks = ((one, _looked(one, reports)) for one in page.rows)
    return page.holding(
        Look(
            people.get(one.actor_id or 0),
            report,
            one.kind == REQUESTED,
            one.why or report.purpose,
            one.at,
        )
        for one, report in looks
        if report is not None
    )


def _looked(entry: AuditEntry, reports: Mapping[int, Looked]) -> Looked | None:
    if entry.kind != PRINTED:
        return reports.get(int(entry.subject_id))
    since, until = entry.facts["since"], entry.facts["until"]
    return Looked(None, "", since and datetime.fromisoformat(since), datetime.fromisoformat(until))


def _reports(numbers: Iterable[int]) -> dict[int, Looked]:
    columns = (Snapshot.id, Snapshot.purpose, Snapshot.since, Snapshot.until)
    wanted = select(*columns).where(Snapshot.id.in_(set(numbers)))
    return {row.id: Looked(*row) for row in session.execute(wanted)}
