"""Texts that wait, on the desk of moderators and among what is a member's own."""

from flask_babel import gettext as _

from tribe.access import Actor, may
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation.places import Place
from tribe.spam import policy, queries
from tribe.web.slots import Part


def on_the_desk(reader: Actor) -> Part | None:
    """How many wait, and since when; None where nothing does, or another decides. Two queries."""
    if not may(reader, policy.LOOK):
        return None
    handled = queries.handled_by(reader)
    since = queries.find_oldest_wait(handled)
    if since is None:
        return None
    return Part("spam/_desk.html", {"count": queries.count_waiting(handled), "since": since})


def of_moderators() -> Place | None:
    """The page of those on which the reader decides, and how many; one query, none of others."""
    reader = signed_in_member()
    if not may(reader, policy.LOOK):
        return None
    count = queries.count_waiting(queries.handled_by(reader))
    return Place("/moderation/held", _("Held texts"), count)


def of_account(member: Member) -> Part | None:
    """The member's own texts that wait or were declined; None where there are none. One query."""
    count = queries.count_own(member.id)
    return Part("spam/_account.html", {"count": count}) if count else None
