"""An export: asked for by a member, made by a job, kept for some days, one at a time."""

import tempfile
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, update

from tribe import mail, storage
from tribe.access import require
from tribe.activity import record
from tribe.base.db import now, reading, session, take_turns
from tribe.base.errors import RuleBroken
from tribe.jobs import enqueue
from tribe.members.models import Member
from tribe.personal_data import activities, mails, policy
from tribe.personal_data.archive import write_archive
from tribe.personal_data.models import DataExport

JOB = "personal_data.export"
KEPT = timedelta(days=7)
LOST = timedelta(hours=1)  # after which one that did not come to its end may be asked for anew
ZIP = "application/zip"


def find_export(member: Member) -> DataExport | None:
    """The export that a member asked for last; one query."""
    return session.scalar(select(DataExport).where(DataExport.member_id == member.id))


def may_ask(standing: DataExport | None) -> bool:
    """Whether another export may be asked for: none is in the making."""
    if standing is None or standing.made_at is not None:
        return True
    return standing.asked_at < now() - LOST


def ask_for_export(member: Member, language: str | None = None) -> DataExport:
    """Have all that is a member's own written into a file, in a language or else in theirs.

    An older one goes.

    Raises Forbidden, and RuleBroken while one is in the making.
    """
    require(member, policy.TAKE_ALONG)
    take_turns(f"export {member.id}")
    standing = find_export(member)
    if not may_ask(standing):
        raise RuleBroken("personal_data.in_the_making")
    session.execute(delete(DataExport).where(DataExport.member_id == member.id))
    export = DataExport(member_id=member.id)
    session.add(export)
    session.flush()
    enqueue(JOB, export_id=export.id, language=language)
    return export


def make_export(export_id: int, language: str | None = None) -> None:
    """Write an export that was asked for, and keep it; nothing when it was asked for anew."""
    export = session.get(DataExport, export_id)
    if export is None or export.made_at is not None:
        return
    member_id = export.member_id
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        with reading():
            write_archive(path, member_id, language)
        digest = storage.keep_file(path, ZIP)
    keep(export_id, session.get_one(Member, member_id), digest)


def keep(export_id: int, member: Member, digest: str | None) -> None:
    """Note that an export is made, and tell its member."""
    _tell(member)
    made = update(DataExport).where(DataExport.id == export_id)
    session.execute(made.values(made_at=now(), digest=digest))
    record(activities.EXPORT_MADE, export_id, actor_id=None, member_id=member.id)


def _tell(member: Member) -> None:
    """Write to the member that their export can be fetched, and until when."""
    if member.email:
        to = mail.Recipient.of(member)
        mail.enqueue(mails.EXPORT_READY, to, until=now() + KEPT, days=KEPT.days)


def expire() -> None:
    """Take away exports that were made some days ago, files and all."""
    session.execute(delete(DataExport).where(DataExport.made_at < now() - KEPT))
    storage.take_unused()
