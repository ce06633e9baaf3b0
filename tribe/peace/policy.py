"""Who may block or ignore whom, and who ends it."""

from tribe.access import INACTIVE, Actor, Permission, standing_role
from tribe.members.models import Member


def _keeps_away(actor: Actor, member: Member) -> bool:
    """Every member another whose account is in use, and nobody themself."""
    return actor.id != member.id and standing_role(member) is not None


KEEP_AWAY = Permission("peace:member:keep-away", "peace.not_oneself", _keeps_away)
LET_COME = Permission("peace:member:let-come", INACTIVE)  # whatever became of the other
PERMISSIONS = (KEEP_AWAY, LET_COME)
