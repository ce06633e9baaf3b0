"""The job of gatherings: recording at their end who was there."""

from typing import Any

from tribe.base.db import session
from tribe.events.models import Event
from tribe.events.services.attendance import JOB, record_attendance
from tribe.jobs import JobKind


def settle_event(payload: dict[str, Any]) -> None:
    """Record who was at a gathering, if it is over now and was not called off."""
    event = session.get(Event, payload["event_id"])
    if event is not None:
        record_attendance(event)


JOBS = (JobKind(JOB, settle_event),)
