"""Whom a mail to a member goes to."""

from tribe.mail import Recipient
from tribe.members.models import Member


def recipient_of(member: Member, address: str | None = None) -> Recipient:
    """A member at their address, or at another one of theirs."""
    return Recipient(
        address or member.email or "",
        name=member.name,
        locale=member.locale,
        zone=member.zone,
        member_id=member.id,
    )
