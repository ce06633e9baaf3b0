"""The settling of gatherings at their end, by the queue."""

from typing import Any

from tribe.db import session
from tribe.events.models import Event
from tribe.events.services.settling import JOB, settle
from tribe.jobs import handles


@handles(JOB)
def settle_event(payload: dict[str, Any]) -> None:
    """Settle a gathering, if it is over now and was not called off."""
    event = session.get(Event, payload["event_id"])
    if event is not None:
        settle(event)
        session.commit()
