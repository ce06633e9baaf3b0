"""Gatherings that a member is asked to host, as a part of home and of their own page."""

from tribe.access import standing_role
from tribe.events import queries
from tribe.members.models import Member
from tribe.web.slots import Part


def asked_at_home(reader: Member | None) -> Part | None:
    """What the reader has not answered yet."""
    if reader is None or standing_role(reader) is None:
        return None
    asked = queries.list_host_requests(reader.id)
    return Part("events/asked.html", asked) if asked else None
