"""Telling the ledger, once a gathering is over, who was there together and who hosted it."""

from tribe.db import now, session
from tribe.events import queries
from tribe.events.models import Event, EventStatus
from tribe.graph.kinds import Kind
from tribe.jobs import enqueue
from tribe.ledger.models import Cause
from tribe.ledger.services import record_group, retract

JOB = "events.settle"


def schedule(event: Event) -> None:
    """Ask for the settling of a gathering at its end; a moved one has another sequence number."""
    enqueue(JOB, key=f"{JOB}:{event.id}:{event.sequence}", at=event.ends_at, event_id=event.id)


def settle(event: Event) -> bool:
    """Record those who went, and the hosts, as acts of a group; whether there was anything to do.

    Nothing is recorded for a gathering that is cancelled, not over or settled already. The cost
    is n(n - 1)/2 rows for n measured persons, written 500 at a time: 20 thousand rows for 200.
    The interactions bear the time at which people met, the start.
    """
    event = queries.lock_event(event.id)
    is_over = event.ends_at <= now()
    if not is_over or event.status is EventStatus.CANCELLED or event.settled_at is not None:
        return False
    groups = {
        Kind.CO_ATTENDANCE: queries.list_going_ids(event.id),
        Kind.CO_HOSTING: [host.member_id for host in event.hosts],
    }
    for kind, member_ids in groups.items():
        record_group(kind, member_ids, cause=Cause.EVENT, cause_id=event.id, at=event.starts_at)
    event.settled_at = now()
    session.flush()
    return True


def unsettle(event: Event) -> None:
    """Take back what was recorded, when it turns out not to have happened, or not then."""
    if event.settled_at is not None:
        retract(Cause.EVENT, event.id)
        event.settled_at = None
