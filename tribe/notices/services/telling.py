"""Telling members of an act: in batches that a kill undoes or leaves whole, each member once."""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    literal,
    or_,
    select,
    true,
    update,
)

from tribe import jobs
from tribe.activity import Activity, Happened
from tribe.activity.notices import Cause, Channel, NoticeKind, as_placed, told_of
from tribe.base.db import UtcDateTime, give_way, insert_or, now, reading, session
from tribe.members.models import Member
from tribe.notices.budget import kinds_of_brand
from tribe.notices.channels import channels_for, without_pressing
from tribe.notices.mailing import AS_ON_THE_PAGE
from tribe.notices.models import UNREAD, Notice, NoticeCause
from tribe.notices.queries import Ways, find_cause, who_is_told
from tribe.notices.services.bell import ring
from tribe.notices.services.counting import take, within_budget
from tribe.notices.services.pushing import enqueue_pushes

BATCH = 200  # members; other writers wait for one batch, and not for all


def tell(payload: Mapping[str, Any]) -> None:
    """Tell of an act whoever is to be told.

    Each batch is committed with its mails. Done again after a kill, it goes on where it was.
    """
    with reading():
        cause = find_cause(payload["activity_id"])
        cause = as_placed(cause, told_of(cause.kind)) if cause is not None else None
        ways = _ways(cause) if cause is not None else []
        if cause is None or not ways:
            return
        told = who_is_told(cause, ways)
        numbers = session.scalars(select(told.c.member_id).order_by(told.c.member_id)).all()
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        is_meant = and_(told.c.member_id.between(batch[0], batch[-1]), ~_is_told_since(cause, told))
        begun = time.monotonic()
        _write(cause, ways, is_meant, told)
        jobs.renew()
        if start + BATCH < len(numbers):
            give_way(time.monotonic() - begun)


def tell_at_once(happened: Happened, told: Mapping[NoticeKind, Collection[int]]) -> None:
    """Tell some members in the transaction of the act; those who know of its subject are not told.

    The first kind that names a member counts. Nothing where the act is no news.
    """
    if not happened.is_news or not any(told.values()):
        return
    cause = cause_of(happened)
    ways = [
        (kind, select(Member.id).where(Member.id.in_(sorted(ids)))) for kind, ids in told.items()
    ]
    ways = list(_owed_first(cause, ways))
    found = who_is_told(cause, ways)
    _write(cause, ways, ~_knows_subject(cause, found), found)


def cause_of(happened: Happened) -> Cause:
    """An act as kinds of notices are asked about it."""
    return Cause(
        happened.activity_id,
        happened.kind.name,
        happened.kind.subject,
        happened.subject_id,
        happened.actor_id,
        happened.member_id,
        happened.at,
        happened.facts,
    )


def _ways(cause: Cause) -> Ways:
    wanted = ((kind, kind.recipients(cause)) for kind in told_of(cause.kind))
    return _owed_first(cause, [(kind, who) for kind, who in wanted if who is not None])


def _owed_first(cause: Cause, ways: list[tuple[NoticeKind, Select[int]]]) -> Ways:
    """Whoever is owed an act is told of it so, though it is a message of the brand otherwise."""
    of_brand = kinds_of_brand((kind for kind, _members in ways), cause)
    return sorted(ways, key=lambda way: way[0] in of_brand)


def _knows_subject(cause: Cause, told: Subquery) -> ColumnElement[bool]:
    is_of_it = and_(
        Activity.subject_type == cause.subject_type, Activity.subject_id == cause.subject_id
    )
    return (
        exists()
        .where(NoticeCause.member_id == told.c.member_id, NoticeCause.activity_id == Activity.id)
        .where(is_of_it)
    )


def _is_told_since(cause: Cause, told: Subquery) -> ColumnElement[bool]:
    """That a member was told at once of the same subject by a later act, such as an edit."""
    names = {act.name for kind in told_of(cause.kind) for act in kind.at_once}
    return (
        exists()
        .where(NoticeCause.member_id == told.c.member_id, NoticeCause.activity_id == Activity.id)
        .where(
            Activity.subject_type == cause.subject_type,
            Activity.subject_id == cause.subject_id,
            Activity.id > cause.activity_id,
            Activity.kind.in_(sorted(names)),
        )
    )


def _write(cause: Cause, ways: Ways, is_meant: ColumnElement[bool], told: Subquery) -> None:
    """Note what some of those are told who are to be told, and tell them by their channels.

    Of the brand nobody is told more than they take.
    """
    is_meant = and_(is_meant, _is_within_budget(cause, ways, is_meant, told))
    things = {kind.thing_of(cause) for kind, _members in ways}
    for thing in sorted(things):
        numbers = [n for n, (kind, _members) in enumerate(ways) if kind.thing_of(cause) == thing]
        newly = _note(cause, ways, thing, and_(is_meant, told.c.way.in_(numbers)), told)
        for kind, member_ids in newly.items():
            _send(cause, kind, member_ids)


def _is_within_budget(
    cause: Cause, ways: Ways, is_meant: ColumnElement[bool], told: Subquery
) -> ColumnElement[bool]:
    """Count an act for those whom it tells as a message of the brand; that it may reach them."""
    of_brand = kinds_of_brand((kind for kind, _members in ways), cause)
    counted = [number for number, (kind, _members) in enumerate(ways) if kind in of_brand]
    if not counted:
        return true()
    is_counted = told.c.way.in_(counted)
    fresh = select(told.c.member_id).where(is_meant, is_counted, ~_is_told(cause, told))
    reached = take(Channel.WEB, session.scalars(fresh).all(), cause.activity_id)
    return or_(~is_counted, told.c.member_id.in_(sorted(reached)))


def _is_told(cause: Cause, told: Subquery) -> ColumnElement[bool]:
    return exists().where(
        NoticeCause.activity_id == cause.activity_id, NoticeCause.member_id == told.c.member_id
    )


def _note(
    cause: Cause,
    ways: Ways,
    thing: tuple[str, int],
    is_meant: ColumnElement[bool],
    told: Subquery,
) -> Mapping[NoticeKind, list[int]]:
    """Write the notices and their cause; who was not told before, by the kind that tells them."""
    is_known = _is_told(cause, told)
    at = literal(cause.at, UtcDateTime())
    fresh = select(told.c.member_id, literal(thing[0]), literal(thing[1]), at)
    added = insert_or(Notice).from_select(
        ["member_id", "subject_type", "subject_id", "at"], fresh.where(is_meant, ~is_known)
    )
    session.execute(
        added.on_conflict_do_update(
            index_elements=["member_id", "subject_type", "subject_id"],
            index_where=UNREAD,
            set_={"at": case((added.excluded.at > Notice.at, added.excluded.at), else_=Notice.at)},
        )
    )
    names = case({n: kind.name for n, (kind, _members) in enumerate(ways)}, value=told.c.way)
    of_them = select(literal(cause.activity_id), told.c.member_id, Notice.id, names).join(
        Notice,
        and_(
            Notice.member_id == told.c.member_id,
            Notice.subject_type == thing[0],
            Notice.subject_id == thing[1],
            UNREAD,
        ),
    )
    causes = insert_or(NoticeCause).from_select(
        ["activity_id", "member_id", "notice_id", "kind"], of_them.where(is_meant, ~is_known)
    )
    returned = causes.on_conflict_do_nothing().returning(NoticeCause.member_id, NoticeCause.kind)
    newly: dict[NoticeKind, list[int]] = defaultdict(list)
    kinds = {kind.name: kind for kind, _members in ways}
    for member_id, name in session.execute(returned).all():
        newly[kinds[name]].append(member_id)
    return newly


def _send(cause: Cause, kind: NoticeKind, member_ids: Collection[int]) -> None:
    """Tell members by the channels of each."""
    wanted = without_pressing(channels_for(member_ids, kind), kind, cause)
    channels = within_budget(cause, kind, wanted)
    mailed = sorted(one for one, by in channels.items() if Channel.MAIL in by)
    if mailed:
        (kind.mail or AS_ON_THE_PAGE).write(cause, mailed)
        _note_mailed(cause, mailed)
    enqueue_pushes(cause, [one for one, by in channels.items() if Channel.PUSH in by])
    ring(channels)


def _note_mailed(cause: Cause, member_ids: Collection[int]) -> None:
    """Note of which members a mail says an act, so that their digest does not say it again."""
    own = (NoticeCause.activity_id == cause.activity_id, NoticeCause.member_id.in_(member_ids))
    noted = update(NoticeCause).where(*own).values(mailed_at=now())
    session.execute(noted, execution_options={"synchronize_session": False})
