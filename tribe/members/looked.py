"""Pages of members whose account is closed: moderators who open one say why first."""

from urllib.parse import quote

from tribe.access import Actor, may
from tribe.audit.looking import LookKind, Private
from tribe.base.db import session
from tribe.base.i18n import gettext as _
from tribe.members import policy
from tribe.members.models import Member

LOOKED_AT = "members.profile.looked"


def find(actor: Actor, member_id: int) -> Private | None:
    """A page that is closed to others, to moderators."""
    member = session.get(Member, member_id)
    if member is None or policy.is_open(member) or not may(actor, policy.READ_PROFILE, member):
        return None
    return Private(member.id, f"/u/{quote(member.name)}")


PROFILE = LookKind(LOOKED_AT, lambda: str(_("your page, while it was closed")), find)
