"""Where one meets a member, as a part of their page."""

from tribe.access import GUEST, Actor
from tribe.forum.queries import visible_category_ids
from tribe.home.queries import read_recent_activity
from tribe.members.models import Member
from tribe.web.slots import Part


def recent_activity(member: Member, reader: Actor | None) -> Part:
    """What they said last, what they host, which rites they keep: what the reader may see."""
    shown = read_recent_activity(member, visible_category_ids(reader or GUEST))
    return Part("home/recent_activity.html", shown)
