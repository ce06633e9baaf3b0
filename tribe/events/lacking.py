"""What gatherings lack without a member."""

from flask_babel import gettext as _

from tribe.base.text import isolated
from tribe.events.addresses import event_link
from tribe.events.queries import list_titles
from tribe.events.services.erasing import list_sole_coming
from tribe.members.models import Member
from tribe.privacy import Lack


def without(member: Member) -> list[Lack]:
    """The gatherings to come that nobody else hosts, and that are called off; two queries."""
    coming = list_sole_coming(member.id)
    return [
        Lack(
            _("“%(title)s” has no other host, and would be called off", title=isolated(title)),
            event_link(event_id),
        )
        for event_id, title in list_titles(coming)
    ]
