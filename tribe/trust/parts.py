"""Where trust stands on pages of others: one's own account, and a member's for moderators."""

from tribe.access import may, trust_of
from tribe.members.models import Member
from tribe.trust import policy
from tribe.web.slots import Part


def of_account(member: Member) -> Part:
    """The member's own level; no query."""
    return Part("trust/_account.html", {"level": trust_of(member)})


def of_page(member: Member, reader: Member | None) -> Part | None:
    """For moderators, on the page of a member: how far they are trusted; no query."""
    if reader is None or not may(reader, policy.SET, member):
        return None
    return Part("trust/_member.html", {"level": trust_of(member), "name": member.name})
