"""Who may read a notice."""

from typing import Protocol

from tribe.access import Actor, Permission


class NoticeLike(Protocol):
    """What the rule needs to know of a notice."""

    @property
    def member_id(self) -> int:
        """Whom it tells."""


def _is_theirs(actor: Actor, notice: NoticeLike) -> bool:
    """The member whom it tells."""
    return notice.member_id == actor.id


READ = Permission("notices:notice:read", "notices.none", _is_theirs, is_open=True)
PERMISSIONS = (READ,)
