"""How a member's trust changed and for which decisions: moderators who read it say why first."""

from urllib.parse import quote

from tribe.access import Actor, may
from tribe.audit.looking import LookKind, Private
from tribe.base.db import session
from tribe.base.i18n import gettext as _
from tribe.members.models import Member, State
from tribe.trust import policy

LOOKED_AT = "trust.changes.looked"


def find(actor: Actor, member_id: int) -> Private | None:
    """The changes of a member's trust, to whoever may set it."""
    member = session.get(Member, member_id)
    if member is None or member.state is State.LEFT or not may(actor, policy.SET, member):
        return None
    return Private(member.id, f"/moderation/trust/{quote(member.name)}")


CHANGES = LookKind(LOOKED_AT, lambda: str(_("how far you were trusted, and why it changed")), find)
