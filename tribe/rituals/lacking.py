"""What rites lack without a member."""

from flask_babel import gettext as _

from tribe.base.text import isolated
from tribe.members.models import Member
from tribe.privacy import Lack
from tribe.rituals.services.erasing import list_sole_kept


def without(member: Member) -> list[Lack]:
    """The rites that nobody else keeps; one query."""
    return [
        Lack(_("“%(name)s” has no other keeper", name=isolated(name)), f"/rituals/{slug}")
        for name, slug in list_sole_kept(member.id)
    ]
