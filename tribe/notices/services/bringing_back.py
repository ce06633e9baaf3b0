"""What was told of what is gone: put aside, and back where it was once that stands again.

Nobody is told anew by it: a notice comes back with its moment, and read where it was read.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from tribe.activity import Activity
from tribe.activity.notices import Cause, NoticeKind, as_placed, list_kinds, restored_by
from tribe.base.db import insert_or, session
from tribe.notices.models import UNREAD, Notice, NoticeCause
from tribe.notices.queries import find_cause
from tribe.notices.services.bell import ring

Thing = tuple[str, int]
SILENT = {"synchronize_session": False}


def put_aside(*conditions: ColumnElement[bool]) -> None:
    """Take causes out of their notices, and forget the notices that have no other."""
    own = (*conditions, NoticeCause.notice_id.is_not(None))
    left = session.execute(select(NoticeCause.notice_id, NoticeCause.member_id).where(*own)).all()
    if not left:
        return
    was_read = select(Notice.read_at).where(Notice.id == NoticeCause.notice_id).scalar_subquery()
    taken = update(NoticeCause).where(*own).values(read_at=was_read, notice_id=None)
    session.execute(taken, execution_options=SILENT)
    _forget_empty({row.notice_id for row in left})
    ring(row.member_id for row in left)


def bring_back(payload: Mapping[str, Any]) -> None:
    """Put what was told of what an act brings back into notices again."""
    restoring = find_cause(payload["activity_id"])
    if restoring is None:
        return
    for kind in restored_by(restoring.kind):
        things: defaultdict[Thing, list[int]] = defaultdict(list)
        for number in session.scalars(_aside(kind, restoring)).all():
            if (cause := find_cause(number)) is not None:
                things[kind.thing_of(as_placed(cause, [kind]))].append(number)
        for thing, numbers in things.items():
            _give_back(kind, thing, numbers)


def acts_on_standing(kind: NoticeKind, act: Cause) -> Select[int]:
    """The acts on those subjects that stand now, of what an act took or brought back."""
    assert kind.standing is not None
    return select(Activity.id).where(
        Activity.subject_type == kind.causes[0].subject,
        Activity.subject_id.in_(kind.standing(act)),
    )


def follow_moved(thing: str, subject_type: str, places: Mapping[int, int]) -> None:
    """Unread notices go along with what they tell of to the things in which it stands now.

    `places` has the number of the thing for each subject that moved; the caller commits.
    """
    by_thing: defaultdict[int, list[int]] = defaultdict(list)
    for number, into in places.items():
        by_thing[into].append(number)
    kinds = [kind.name for kind in list_kinds() if kind.thing == thing and not kind.is_of_thing]
    for into, numbers in by_thing.items():
        of_them = select(Activity.id).where(
            Activity.subject_type == subject_type, Activity.subject_id.in_(sorted(numbers))
        )
        elsewhere = select(Notice.id).where(
            UNREAD, Notice.subject_type == thing, Notice.subject_id != into
        )
        own = (NoticeCause.activity_id.in_(of_them), NoticeCause.kind.in_(kinds))
        _carry((thing, into), *own, NoticeCause.notice_id.in_(elsewhere))


def _carry(into: Thing, *own: ColumnElement[bool]) -> None:
    left = session.execute(select(NoticeCause.notice_id, NoticeCause.member_id).where(*own)).all()
    if not left:
        return
    _write_unread(into, *own)
    _put_into(into, UNREAD, *own)
    _forget_empty({row.notice_id for row in left})
    ring(row.member_id for row in left)


def _aside(kind: NoticeKind, restoring: Cause) -> Select[int]:
    return (
        select(NoticeCause.activity_id)
        .where(
            NoticeCause.notice_id.is_(None),
            NoticeCause.kind == kind.name,
            NoticeCause.activity_id.in_(acts_on_standing(kind, restoring)),
        )
        .distinct()
        .order_by(NoticeCause.activity_id)
    )


def _give_back(kind: NoticeKind, thing: Thing, activity_ids: list[int]) -> None:
    own = (
        NoticeCause.kind == kind.name,
        NoticeCause.activity_id.in_(activity_ids),
        NoticeCause.notice_id.is_(None),
    )
    of_them = select(NoticeCause.member_id).where(*own).distinct()
    member_ids = session.scalars(of_them).all()
    _write_unread(thing, *own, NoticeCause.read_at.is_(None))
    same = exists().where(*_is_of(thing), Notice.read_at == NoticeCause.read_at)
    read = _notices(thing, *own, NoticeCause.read_at.is_not(None), ~same)
    read = read.add_columns(NoticeCause.read_at).group_by(NoticeCause.read_at)
    session.execute(insert(Notice).from_select([*_NAMES, "read_at"], read))
    _put_into(thing, Notice.read_at.is_not_distinct_from(NoticeCause.read_at), *own)
    _date(kind, activity_ids)
    ring(member_ids)


def _date(kind: NoticeKind, activity_ids: list[int]) -> None:
    """Let the notices that tell of some acts have the moment of the latest that they tell of."""
    its = (NoticeCause.kind == kind.name, NoticeCause.activity_id.in_(activity_ids))
    latest = (
        select(func.max(Activity.at))
        .join(NoticeCause, NoticeCause.activity_id == Activity.id)
        .where(NoticeCause.notice_id == Notice.id)
        .scalar_subquery()
    )
    dated = update(Notice).where(Notice.id.in_(select(NoticeCause.notice_id).where(*its)))
    session.execute(dated.values(at=latest), execution_options=SILENT)


_NAMES = ["member_id", "subject_type", "subject_id", "at"]


def _notices(thing: Thing, *own: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Rows of notices of a thing that causes are to be in, each with the latest of its moments."""
    columns = (NoticeCause.member_id, literal(thing[0]), literal(thing[1]), func.max(Activity.at))
    return (
        select(*columns)
        .join(Activity, Activity.id == NoticeCause.activity_id)
        .where(*own)
        .group_by(NoticeCause.member_id)
    )


def _write_unread(thing: Thing, *own: ColumnElement[bool]) -> None:
    """Let there be an unread notice of a thing for each member whom causes tell."""
    added = insert_or(Notice).from_select(_NAMES, _notices(thing, *own))
    session.execute(
        added.on_conflict_do_update(
            index_elements=["member_id", "subject_type", "subject_id"],
            index_where=UNREAD,
            set_={"at": case((added.excluded.at > Notice.at, added.excluded.at), else_=Notice.at)},
        )
    )


def _put_into(thing: Thing, is_it: ColumnElement[bool], *own: ColumnElement[bool]) -> None:
    """Let causes be in the notice of a thing, of those of their members."""
    its = select(func.max(Notice.id)).where(*_is_of(thing), is_it).correlate(NoticeCause)
    put = update(NoticeCause).where(*own).values(notice_id=its.scalar_subquery(), read_at=None)
    session.execute(put, execution_options=SILENT)


def _is_of(thing: Thing) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.member_id == NoticeCause.member_id,
        Notice.subject_type == thing[0],
        Notice.subject_id == thing[1],
    )


def _forget_empty(notice_ids: Collection[int | None]) -> None:
    session.execute(delete(Notice).where(Notice.id.in_(notice_ids), is_empty()))


def is_empty() -> ColumnElement[bool]:
    """That nothing is told by a notice."""
    return ~exists().where(NoticeCause.notice_id == Notice.id)
