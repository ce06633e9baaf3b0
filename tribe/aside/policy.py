"""Who may ask two members to step aside, and who says how it ended."""

from typing import Protocol

from tribe.access import Actor, Permission, is_moderator


class AsideLike(Protocol):
    """What the rules need to know."""

    @property
    def moderator_id(self) -> int:
        """Who is in the conversation with the two."""


def _asks(actor: Actor) -> bool:
    """Moderators, but no account of the brand: it begins no private conversation."""
    return is_moderator(actor) and not actor.is_brand


def _ends(actor: Actor, aside: AsideLike) -> bool:
    """The moderator who is in the conversation: no other has read it."""
    return _asks(actor) and aside.moderator_id == actor.id


def _takes_over(actor: Actor, aside: AsideLike) -> bool:
    """Another moderator, who reads the conversation from then on."""
    return _asks(actor) and aside.moderator_id != actor.id


ASK = Permission("aside:quarrel:ask", "aside.not_moderator", _asks)
END = Permission("aside:quarrel:end", "aside.not_yours", _ends)
TAKE_OVER = Permission("aside:quarrel:take-over", "aside.not_moderator", _takes_over)
PERMISSIONS = (ASK, END, TAKE_OVER)
