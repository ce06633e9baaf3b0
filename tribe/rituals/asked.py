"""Rites that a member is asked to keep, and who asks its keepers, as a part of home."""

from tribe.access import standing_role
from tribe.members.models import Member
from tribe.rituals import queries
from tribe.web.slots import Part


def asked_at_home(reader: Member | None) -> Part | None:
    """What waits for the reader's yes or no."""
    if reader is None or standing_role(reader) is None:
        return None
    waiting = queries.list_keeper_requests(reader.id)
    return Part("rituals/asked.html", waiting) if waiting else None
