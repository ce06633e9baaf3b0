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


class DeviceLike(Protocol):
    """What the rule needs to know of a browser that shows notices."""

    @property
    def member_id(self) -> int:
        """Whose it is."""


def _is_own(actor: Actor, device: DeviceLike) -> bool:
    """The member whose browser it is."""
    return device.member_id == actor.id


DISCONNECT = Permission("notices:device:disconnect", "notices.no_device", _is_own, is_open=True)
READ = Permission("notices:notice:read", "notices.none", _is_theirs, is_open=True)
PERMISSIONS = (READ, DISCONNECT)
