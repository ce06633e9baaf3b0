"""Who decides on texts that wait, whose they are, and who keeps the list of words."""

from typing import Protocol

from tribe.access import Actor, Permission, is_admin, is_moderator
from tribe.spam.models import HeldState


class HeldLike(Protocol):
    """What the rules need to know of a held text."""

    @property
    def author_id(self) -> int:
        """Who wrote it."""

    @property
    def state(self) -> HeldState:
        """How it stands."""


def _decides(actor: Actor, held: HeldLike) -> bool:
    """Moderators, but not on their own words."""
    return is_moderator(actor) and held.author_id != actor.id


def _is_theirs(actor: Actor, held: HeldLike) -> bool:
    """Whoever wrote it."""
    return held.author_id == actor.id


LOOK = Permission("spam:held:look", "spam.not_moderator", is_moderator)
DECIDE = Permission("spam:held:decide", "spam.not_yours_to_decide", _decides)
OWN = Permission("spam:held:own", "spam.no_held", _is_theirs)
KEEP_WORDS = Permission("spam:words:keep", "spam.not_admin", is_admin)
PERMISSIONS = (LOOK, DECIDE, OWN, KEEP_WORDS)
