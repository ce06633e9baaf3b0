"""Who may follow whom, and who ends it."""

from tribe.access import INACTIVE, Actor, Permission, standing_role
from tribe.members.models import Member


def _follows(actor: Actor, member: Member) -> bool:
    """Every member follows another whose account is in use, and nobody themself."""
    return actor.id != member.id and standing_role(member) is not None


FOLLOW = Permission("following:member:follow", "following.not_oneself", _follows)
UNFOLLOW = Permission("following:member:unfollow", INACTIVE)  # whatever became of the other
PERMISSIONS = (FOLLOW, UNFOLLOW)
