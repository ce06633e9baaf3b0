"""The way to appeals on the page of the council, for members who may be asked to judge."""

from tribe.access import is_moderator
from tribe.members.identity import current_actor
from tribe.moderation.services.judges import is_lay_judge
from tribe.web.slots import Part


def told_on_council() -> Part | None:
    """A link to the appeals for a lay judge; moderators have it in their queue. One query."""
    reader = current_actor()
    if is_moderator(reader) or not is_lay_judge(reader):
        return None
    return Part("moderation/_council.html", None)
