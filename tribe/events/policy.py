"""Who may do what with a gathering; a gathering asked about has its hosts loaded."""

from tribe.access import INACTIVE, Actor, Permission, is_moderator
from tribe.events.models import Attendance, Event, EventStatus, Rsvp


def is_host(actor: Actor, event: Event) -> bool:
    """Whether they are among its hosts."""
    return any(host.member_id == actor.id for host in event.hosts)


def _manages(actor: Actor, event: Event) -> bool:
    """Hosts and moderators, as long as it is not cancelled."""
    is_standing = event.status is not EventStatus.CANCELLED
    return is_standing and (is_moderator(actor) or is_host(actor, event))


def _hosts_cancelled(actor: Actor, event: Event) -> bool:
    """Hosts and moderators let a gathering that was cancelled take place after all."""
    is_cancelled = event.status is EventStatus.CANCELLED
    return is_cancelled and (is_moderator(actor) or is_host(actor, event))


def _sees_way_in(actor: Actor, event: Event, *, attendance: Attendance | None) -> bool:
    """Those who go, who host and who moderate see the address online."""
    is_going = attendance is not None and attendance.status is Rsvp.GOING
    return is_going or is_moderator(actor) or is_host(actor, event)


def _removes_host(actor: Actor, event: Event) -> bool:
    """Moderators, and whoever invited to it, take a host away."""
    return is_moderator(actor) or event.created_by_id == actor.id


CREATE = Permission("events:event:create", INACTIVE, is_speech=True)
MANAGE = Permission("events:event:manage", "events.not_host", _manages)  # edit and cancel
ANSWER = Permission("events:event:answer", INACTIVE)
SEE_ATTENDEES = Permission("events:attendees:see", INACTIVE)  # guests see how many
SEE_WAITLIST = Permission("events:waitlist:see", "events.not_host", _manages)
REINSTATE = Permission("events:event:reinstate", "events.not_host", _hosts_cancelled)
SEE_WAY_IN = Permission("events:way-in:see", "events.comes_not", _sees_way_in)
REMOVE_HOST = Permission("events:host:remove", "events.not_creator", _removes_host)

PERMISSIONS = (
    CREATE,
    MANAGE,
    ANSWER,
    SEE_ATTENDEES,
    SEE_WAITLIST,
    REINSTATE,
    SEE_WAY_IN,
    REMOVE_HOST,
)
