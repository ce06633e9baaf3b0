"""Reminding of moments that come near: of each once, whoever looks how often and is killed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from tribe import jobs
from tribe.activity import record
from tribe.activity.reminders import STEP, ReminderKind, as_fact, find_reminder, list_reminders
from tribe.base.db import insert_or, now, reading, session
from tribe.notices import queries
from tribe.notices.models import Reminder

BATCH = 100  # things; other writers wait for one batch, and not for all
KEPT_FOR = timedelta(days=60)  # after the moment; longer than any reminder is late


def remind(moment: datetime | None = None) -> int:
    """Record of what comes near that it does, once for each time before; how many times.

    Each batch is committed with its marks, the last by the caller: done again after a kill, or
    beside another, it leaves out what is recorded. Members are told by the jobs that follow.
    """
    at = moment or now()
    return sum(
        _remind(kind, minutes, at, late)
        for kind in list_reminders()
        for minutes, late in kind.offsets.items()
    )


def _remind(kind: ReminderKind, minutes: int, at: datetime, late: timedelta) -> int:
    before, recorded = timedelta(minutes=minutes), 0
    with reading():
        due = queries.list_unreminded(kind, minutes, at + before - late, at + before)
    for start in range(0, len(due), BATCH):
        if start:
            jobs.renew()
        recorded += note(kind, minutes, due[start : start + BATCH])
    return recorded


def note(kind: ReminderKind, minutes: int, due: Sequence[queries.Due]) -> int:
    """Record that things come near of which nobody has; how many; the caller commits."""
    fresh = [(n, at, of) for n, at, of in due if _is_first(kind, n, minutes, at)]
    for number, moment, member_id in fresh:
        record(
            kind.act,
            number,
            actor_id=None,
            member_id=member_id,
            minutes=minutes,
            moment=as_fact(moment),
        )
    return len(fresh)


def _is_first(kind: ReminderKind, number: int, minutes: int, moment: datetime) -> bool:
    """Mark a moment as reminded of so long before; whether nobody had."""
    mark = {"kind": kind.notice.name, "subject_id": number, "minutes": minutes, "moment": moment}
    added = insert_or(Reminder).values(mark).on_conflict_do_nothing()
    return session.scalar(added.returning(Reminder.subject_id)) is not None


def unmark(name: str, number: int) -> None:
    """Let a thing be reminded of again at a moment to come at which it is not to be now.

    What was reminded of that moment is taken back; should it be so once more, it is news again.
    """
    if (kind := find_reminder(name)) is None:
        return
    own = (Reminder.kind == name, Reminder.subject_id == number, Reminder.moment > now())
    for moment in session.scalars(select(Reminder.moment).where(*own).distinct()).all():
        if number not in session.scalars(kind.coming(moment - STEP, moment)).all():
            session.execute(delete(Reminder).where(*own, Reminder.moment == moment))


def forget() -> None:
    """Forget what was reminded of some weeks ago."""
    session.execute(delete(Reminder).where(Reminder.moment < now() - KEPT_FOR))
