"""What was put off or done at the desk."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import joinedload

from tribe.base.db import session
from tribe.desk.models import DeskMark, MarkState
from tribe.moderation.models import CaseState, ModerationCase

SHOWN = 30


def list_resting(moment: datetime) -> set[tuple[str, str]]:
    """The tasks that do not stand on the desk at a moment; one query."""
    found = select(DeskMark.source, DeskMark.key).where(DeskMark.until > moment)
    return {(source, key) for source, key in session.execute(found)}


def list_in_cases(subjects: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these things of which there is an open case; one query."""
    if not subjects:
        return set()
    thing = tuple_(ModerationCase.subject_type, ModerationCase.subject_id)
    is_open = ModerationCase.state == CaseState.OPEN
    found = select(ModerationCase.subject_type, ModerationCase.subject_id)
    rows = session.execute(found.where(thing.in_(sorted(subjects)), is_open))
    return {(kind, number) for kind, number in rows}


def list_done(since: datetime) -> Sequence[DeskMark]:
    """What was done since a moment, the latest first, with who did it; one query."""
    found = select(DeskMark).where(DeskMark.state == MarkState.DONE, DeskMark.at >= since)
    ordered = found.order_by(DeskMark.at.desc()).limit(SHOWN)
    return session.scalars(ordered.options(joinedload(DeskMark.member))).all()


def list_snoozed(moment: datetime) -> Sequence[DeskMark]:
    """What is put off, the soonest to come back first; one query."""
    found = select(DeskMark).where(DeskMark.state == MarkState.SNOOZED, DeskMark.until > moment)
    ordered = found.order_by(DeskMark.until).limit(SHOWN)
    return session.scalars(ordered.options(joinedload(DeskMark.member))).all()


def find_mark(source: str, key: str) -> DeskMark | None:
    """What was done with a task; one query."""
    return session.get(DeskMark, (source, key))


def forget(before: datetime) -> None:
    """Delete what came back, or was done, before a moment; one statement."""
    session.execute(delete(DeskMark).where(DeskMark.until < before, DeskMark.at < before))
