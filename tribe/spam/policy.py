"""Who decides on texts that wait, whose they are, and who keeps the list of words.

`is_local` says that somebody decides on a text where it would lie, such as a moderator of one
category; a call that does not say so refuses them. `is_unseen` says that it would lie where a
moderator may not look.
"""

from typing import Protocol

from tribe.access import Actor, Permission, is_admin, is_moderator, moderates_some
from tribe.spam.models import HeldState


class HeldLike(Protocol):
    """What the rules need to know of a held text."""

    @property
    def author_id(self) -> int:
        """Who wrote it."""

    @property
    def state(self) -> HeldState:
        """How it stands."""


def _looks(actor: Actor) -> bool:
    """Moderators, be it of one category alone: each finds the texts on which they decide."""
    return moderates_some(actor)


def _decides(
    actor: Actor, held: HeldLike, *, is_local: bool = False, is_unseen: bool = False
) -> bool:
    """Moderators, and who moderates where it would lie; but not on their own words.

    Nor where they may not look.
    """
    return (is_local or is_moderator(actor)) and not is_unseen and held.author_id != actor.id


def _is_theirs(actor: Actor, held: HeldLike) -> bool:
    """Whoever wrote it."""
    return held.author_id == actor.id


LOOK = Permission("spam:held:look", "spam.not_moderator", _looks)
DECIDE = Permission("spam:held:decide", "spam.not_yours_to_decide", _decides)
OWN = Permission("spam:held:own", "spam.no_held", _is_theirs)
KEEP_WORDS = Permission("spam:words:keep", "spam.not_admin", is_admin)
PERMISSIONS = (LOOK, DECIDE, OWN, KEEP_WORDS)
