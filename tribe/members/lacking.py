"""What the keeping of a place lacks without a member."""

from flask_babel import gettext as _

from tribe.access import Role
from tribe.members.models import Member
from tribe.privacy import Lack

KEPT = "/admin/members"


def without(member: Member) -> list[Lack]:
    """What they were trusted with; no query."""
    told = {
        Role.ADMIN: _("one admin fewer looks after the place"),
        Role.MODERATOR: _("one moderator fewer is there for the members"),
        Role.ANALYST: _("one analyst fewer reads the reports"),
    }
    return [Lack(told[member.role], KEPT)] if member.role in told else []
