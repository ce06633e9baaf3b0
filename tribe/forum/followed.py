"""Among the lines of one's account: the tags that one watches, or leaves out."""

from tribe.forum import queries
from tribe.forum.models import Level
from tribe.members.models import Member
from tribe.web.slots import Part


def tags_of_account(member: Member) -> Part | None:
    """The tags that a member follows, with the way to choose anew; None where none. One query."""
    levels = queries.list_followed_tags(member.id, queries.visible_category_ids(member))
    if not levels:
        return None
    watched = [name for name, level in levels.items() if level is not Level.MUTED]
    muted = [name for name, level in levels.items() if level is Level.MUTED]
    return Part("forum/_account.html", {"watched": watched, "muted": muted})
