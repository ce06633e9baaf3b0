"""Members who were at the same gathering."""

from sqlalchemy import ColumnElement, Select, exists, select, union_all

from tribe.base.db import now
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp


def were_together(one_id: int, other_id: int) -> ColumnElement[bool]:
    """That two members came to, or hosted, a gathering that took place."""
    took_place = (Event.ends_at < now(), Event.status == EventStatus.CONFIRMED)
    return exists().where(*took_place, Event.id.in_(_of(one_id)), Event.id.in_(_of(other_id)))


def _of(member_id: int) -> Select[int]:
    went = select(Attendance.event_id.label("event_id")).where(
        Attendance.member_id == member_id, Attendance.status == Rsvp.GOING
    )
    hosted = select(EventHost.event_id).where(EventHost.member_id == member_id)
    both = union_all(went, hosted).subquery()
    return select(both.c.event_id)
