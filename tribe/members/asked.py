"""What a member is asked on the home page: to agree again, where the words have changed."""

from tribe.members.consent import find_last, is_outdated
from tribe.members.models import Member, Purpose
from tribe.web.slots import Part


def asked_at_home(reader: Member | None) -> Part | None:
    """The question whose words have changed since the reader said yes; one query for who has."""
    if reader is None or reader.is_measured:
        return None
    last = find_last(reader.id, Purpose.MEASUREMENT)
    return Part("members/asked.html", last) if is_outdated(last) else None
