"""Who may do what with a gathering; a gathering asked about has its hosts loaded."""

from tribe.events.models import Event, EventStatus
from tribe.members.identity import is_moderator
from tribe.members.models import Member


def may_create(member: Member | None) -> bool:
    """Any member in good standing may invite the others."""
    return member is not None and member.is_active


def is_host(member: Member | None, event: Event) -> bool:
    """Whether they are among its hosts."""
    return member is not None and any(host.member_id == member.id for host in event.hosts)


def may_manage(member: Member | None, event: Event) -> bool:
    """Hosts and moderators edit and cancel, as long as it is not cancelled."""
    if member is None or not member.is_active or event.status is EventStatus.CANCELLED:
        return False
    return is_moderator(member) or is_host(member, event)


def may_answer(member: Member | None) -> bool:
    """Any member in good standing may say whether they come."""
    return member is not None and member.is_active


def may_see_attendees(member: Member | None) -> bool:
    """Members see who comes; guests see how many."""
    return member is not None and member.is_active


def may_see_waitlist(member: Member | None, event: Event) -> bool:
    """Those who host or moderate see who waits; the others see their own place in the line."""
    return may_manage(member, event)
