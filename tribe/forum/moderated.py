"""What the page of an account says of the categories that its member moderates."""

from tribe.forum import queries
from tribe.web.slots import Part


def categories_of(member_id: int) -> Part | None:
    """The categories that a member moderates without the role; None where there are none."""
    found = queries.list_moderated(member_id)
    return Part("forum/_moderated.html", found) if found else None
