"""Telling the ledger, once a gathering is over, who was there together and who hosted it."""

from tribe.activity import Turn, Undone, record
from tribe.base.db import now, session
from tribe.events import activities, queries
from tribe.events.models import Event, EventStatus
from tribe.graph.data.kinds import Kind
from tribe.jobs import enqueue

JOB = "events.settle"


def schedule(event: Event) -> None:
    """Ask for the settling of a gathering at its end; a moved one has another sequence number."""
    enqueue(JOB, key=f"{JOB}:{event.id}:{event.sequence}", at=event.ends_at, event_id=event.id)


def record_attendance(event: Event) -> bool:
    """Record those who went, and the hosts, as acts of a group; whether there was anything to do.

    Nothing is recorded for a gathering that is cancelled, not over or settled already. The cost
    is n(n - 1)/2 rows for n measured persons, written 500 at a time: 20 thousand rows for 200.
    The interactions bear the time at which people met, the start.
    """
    event = queries.lock_event(event.id)
    is_over = event.ends_at <= now()
    if not is_over or event.status is EventStatus.CANCELLED or event.settled_at is not None:
        return False
    event.settled_at = now()
    session.flush()
    at, hosts = event.starts_at, [host.member_id for host in event.hosts]
    together = [
        Turn(Kind.CO_ATTENDANCE, queries.list_going_ids(event.id), at=at, is_group=True),
        Turn(Kind.CO_HOSTING, hosts, at=at, is_group=True),
    ]
    record(activities.EVENT_ENDED, event.id, actor_id=None, turns=together)
    return True


def unsettle(event: Event) -> list[Undone]:
    """Forget that attendance was recorded; what that undoes goes with the activity that did it."""
    was_settled, event.settled_at = event.settled_at is not None, None
    return [Undone()] if was_settled else []
