"""Taking back what is so no more, and forgetting what was read long ago."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select

from tribe.activity import Activity
from tribe.activity.notices import undone_by
from tribe.base.db import now, session
from tribe.notices.models import Notice, NoticeCause
from tribe.notices.queries import find_cause
from tribe.notices.services.bell import ring

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
        causes = delete(NoticeCause).where(
            NoticeCause.activity_id.in_(undone), NoticeCause.kind == kind.name
        )
        returned = causes.returning(NoticeCause.notice_id, NoticeCause.member_id)
        if touched := session.execute(returned).all():
            notices = {row.notice_id for row in touched}
            session.execute(delete(Notice).where(Notice.id.in_(notices), _is_empty()))
            ring(row.member_id for row in touched)


def prune(_payload: Mapping[str, Any]) -> None:
    """Forget what was read some months ago, what is a year old, and what has no cause any more."""
    moment = now()
    is_old = or_(Notice.read_at < moment - READ_FOR, Notice.at < moment - KEPT_FOR)
    session.execute(delete(Notice).where(or_(is_old, _is_empty())))


def _is_empty() -> ColumnElement[bool]:
    return ~exists().where(NoticeCause.notice_id == Notice.id)
