"""Where one meets a member, hung into their page."""

from typing import Any

from tribe.forum.queries import visible_category_ids
from tribe.home.queries import read_doings
from tribe.members.models import Member
from tribe.members.signals import Section, profile_shown


@profile_shown.connect
def show_doings(member: Member, reader: Member | None, **_: Any) -> Section:
    """What they said last, what they host, which rites they keep: what the reader may see."""
    return Section("home/doings.html", read_doings(member, visible_category_ids(reader)))
