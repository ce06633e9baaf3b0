"""Who sets a trust level, and who reads why it is as it is."""

from typing import Protocol

from tribe.access import Actor, Permission, is_moderator


class MemberLike(Protocol):
    """What the rules need to know of a member."""

    @property
    def id(self) -> int | None:
        """Their number."""


def _sets(actor: Actor, member: MemberLike) -> bool:
    """Moderators, of others."""
    return is_moderator(actor) and member.id != actor.id


SET = Permission("trust:level:set", "trust.not_moderator", _sets)
PERMISSIONS = (SET,)
