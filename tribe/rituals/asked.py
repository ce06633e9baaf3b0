"""Rites that a member is asked to keep, and who asks its keepers, as a part of home."""

from tribe.members.models import Member
from tribe.rituals import queries
from tribe.web.slots import Part


def asked_at_home(reader: Member | None) -> Part | None:
    """What waits for the reader's yes or no."""
    waiting = (
        queries.list_keeper_requests(reader.id) if reader is not None and reader.is_active else []
    )
    return Part("rituals/asked.html", waiting) if waiting else None
