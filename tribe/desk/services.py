"""Putting a task off, saying that it is done, and taking either back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tribe.access import Actor, may, require
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.desk import policy, queries
from tribe.desk.models import DeskMark, MarkState
from tribe.members.models import Member
from tribe.web.tasks import Task, TaskSource, find_source, sources

SNOOZES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
RESTS = timedelta(days=30)  # what was done comes back then, if it waits still
KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Section:
    """The tasks of one source that stand on the desk."""

    source: TaskSource
    tasks: list[Task]


def list_sections(reader: Actor, moment: datetime | None = None) -> list[Section]:
    """What a reader can do today; two queries, and those of the sources. Raises Forbidden."""
    require(reader, policy.READ)
    at = moment or now()
    open_to = [one for one in sources() if one.of_report or may(reader, policy.HELP)]
    read = {source.name: list(source.read(reader, at)) for source in open_to}
    resting = queries.list_resting(at)
    about = {task.subject for tasks in read.values() for task in tasks if task.subject is not None}
    judged = queries.list_in_cases(about)
    return [
        Section(
            source,
            [
                task
                for task in read[source.name]
                if (source.name, task.key) not in resting and task.subject not in judged
            ],
        )
        for source in open_to
    ]


def list_done(reader: Actor, since: datetime) -> list[DeskMark]:
    """What was done since a moment, and the reader may see; one query, and those of the sources."""
    return _seen_by(reader, queries.list_done(since))


def list_snoozed(reader: Actor, moment: datetime) -> list[DeskMark]:
    """What is put off, and the reader may see; one query, and those of the sources."""
    return _seen_by(reader, queries.list_snoozed(moment))


def _seen_by(reader: Actor, marks: Sequence[DeskMark]) -> list[DeskMark]:
    """Those of some marks whose tasks a reader may see now."""
    keys: dict[str, set[str]] = {}
    for mark in marks:
        keys.setdefault(mark.source, set()).add(mark.key)
    for name, found in keys.items():
        source = find_source(name)
        if source is not None and source.seen is not None:
            keys[name] = set(source.seen(reader, found))
    return [mark for mark in marks if mark.key in keys[mark.source]]


def snooze(member: Member, source: str, key: str, length: str) -> None:
    """Put a task off; raises Forbidden, and NotFound for what does not wait."""
    _mark(member, source, key, MarkState.SNOOZED, SNOOZES[length], "")


def finish(member: Member, source: str, key: str, words: str = "") -> None:
    """Say that a task is done; raises Forbidden, and NotFound for what does not wait."""
    _mark(member, source, key, MarkState.DONE, RESTS, words)


def take_back(member: Member, source: str, key: str) -> None:
    """Put a task back on the desk, if it waits still; raises Forbidden, NotFound."""
    require(member, policy.HELP)
    mark = queries.find_mark(source, key)
    if mark is None or not _seen_by(member, [mark]):
        raise NotFound("desk.no_mark")
    session.delete(mark)
    session.flush()


def forget() -> None:
    """Delete what was done a year ago."""
    queries.forget(now() - KEPT)


def _mark(
    member: Member, source_name: str, key: str, state: MarkState, rests: timedelta, words: str
) -> None:
    require(member, policy.HELP)
    source, moment = find_source(source_name), now()
    waiting = source.read(member, moment) if source is not None else ()
    task = next((one for one in waiting if one.key == key), None)
    if task is None:
        raise NotFound("desk.no_task")
    mark = DeskMark(
        source=source_name,
        key=key,
        state=state,
        title=task.title[:200],
        address=task.address[:500],
        member_id=member.id,
        words=words,
        at=moment,
        until=moment + rests,
    )
    session.merge(mark)
    session.flush()
