"""Taking back what is so no more, and forgetting what was read long ago."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, or_, select, update

from tribe.activity import Activity
from tribe.activity.notices import Cause, NoticeKind, undone_by
from tribe.base.db import now, session
from tribe.notices.models import Notice, NoticeCause
from tribe.notices.queries import find_cause
from tribe.notices.services.bell import ring
from tribe.notices.services.bringing_back import acts_on_standing, is_empty, put_aside
from tribe.notices.services.counting import prune_counted
from tribe.notices.services.reminding import unmark

READ_FOR = timedelta(days=90)  # after which what was read is forgotten
KEPT_FOR = timedelta(days=365)  # and what was not


def take_back(payload: Mapping[str, Any]) -> None:
    """Delete what an act undoes of what was told of its subject."""
    undoing = find_cause(payload["activity_id"])
    if undoing is None:
        return
    for kind in undone_by(undoing.kind):
        undone = select(Activity.id).where(
            Activity.subject_type == undoing.subject_type,
            Activity.subject_id == undoing.subject_id,
            Activity.id < undoing.activity_id,
        )
        if kind.own_alone:
            undone = undone.where(Activity.actor_id == undoing.actor_id)
        if (name := kind.undone_fact) is not None:
            undone = undone.where(Activity.facts[name].as_string() == str(undoing.facts[name]))
        if kind.is_rechecked:
            _recheck(kind, undone)
            unmark(kind.name, undoing.subject_id)
            continue
        take = put_aside if kind.restored_by else _forget
        own = (NoticeCause.kind == kind.name, ~_stands_again(kind, undoing))
        take(NoticeCause.activity_id.in_(undone), *own)
        if kind.thing == undoing.subject_type:
            take(_tells_of(undoing), *own)


def _stands_again(kind: NoticeKind, undoing: Cause) -> ColumnElement[bool]:
    """That a cause tells of what was brought back meanwhile."""
    if kind.standing is None:
        return false()
    return NoticeCause.activity_id.in_(acts_on_standing(kind, undoing))


def _tells_of(undoing: Cause) -> ColumnElement[bool]:
    """That a cause is one of a notice of the whole thing that an act was done to, before it."""
    of_thing = select(Notice.id).where(
        Notice.subject_type == undoing.subject_type, Notice.subject_id == undoing.subject_id
    )
    is_earlier = NoticeCause.activity_id < undoing.activity_id
    return and_(NoticeCause.notice_id.in_(of_thing), is_earlier)


def _recheck(kind: NoticeKind, undone: Select[int]) -> None:
    """Take back what a kind told of some acts from whom it would not tell of them now."""
    own = (NoticeCause.activity_id.in_(undone), NoticeCause.kind == kind.name)
    for number in session.scalars(select(NoticeCause.activity_id).where(*own).distinct()).all():
        cause = find_cause(number)
        meant = kind.recipients(cause) if cause is not None else None
        is_meant = NoticeCause.member_id.in_(meant) if meant is not None else false()
        _forget(NoticeCause.activity_id == number, NoticeCause.kind == kind.name, ~is_meant)


def keep_only(kind: NoticeKind, cause: Cause, *, otherwise: NoticeKind) -> None:
    """Take back what a kind told of a subject from whom it would not be told any more.

    Whom another kind would tell of it is told by that one. Raises nothing.
    """
    acts = select(Activity.id).where(
        Activity.subject_type == cause.subject_type, Activity.subject_id == cause.subject_id
    )
    own = [NoticeCause.activity_id.in_(acts), NoticeCause.kind == kind.name]
    if (meant := kind.recipients(cause)) is not None:
        own.append(NoticeCause.member_id.not_in(meant))
    if (others := otherwise.recipients(cause)) is not None:
        is_meant = NoticeCause.member_id.in_(others)
        renamed = update(NoticeCause).where(*own, is_meant).values(kind=otherwise.name)
        session.execute(renamed, execution_options={"synchronize_session": False})
    _forget(*own)


def _forget(*conditions: ColumnElement[bool]) -> None:
    """Delete causes, and the notices that have no other."""
    causes = delete(NoticeCause).where(*conditions)
    returned = causes.returning(NoticeCause.notice_id, NoticeCause.member_id)
    if touched := session.execute(returned).all():
        notices = {row.notice_id for row in touched}
        session.execute(delete(Notice).where(Notice.id.in_(notices), is_empty()))
        ring(row.member_id for row in touched)


def prune(_payload: Mapping[str, Any]) -> None:
    """Forget what was read some months ago, what is a year old, and what has no cause any more."""
    moment = now()
    is_old = or_(Notice.read_at < moment - READ_FOR, Notice.at < moment - KEPT_FOR)
    session.execute(delete(Notice).where(or_(is_old, is_empty())))
    told_long_ago = NoticeCause.told_at < moment - KEPT_FOR
    is_done = or_(NoticeCause.read_at < moment - READ_FOR, told_long_ago)
    session.execute(delete(NoticeCause).where(NoticeCause.notice_id.is_(None), is_done))
    prune_counted()
