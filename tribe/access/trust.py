"""Trust levels: how far what a member writes is let through by itself."""

from enum import StrEnum
from typing import Protocol

from tribe.access.roles import HasStanding, is_staff


class TrustLevel(StrEnum):
    """What taking part has led to; known to the member alone and to staff, and never a rank."""

    NEW = "new"
    KNOWN = "known"
    TRUSTED = "trusted"


class HasTrust(HasStanding, Protocol):
    """Whoever may be trusted by what they did, or by their role."""

    @property
    def trust(self) -> TrustLevel:
        """The level that was given or grown."""


def trust_of(actor: HasTrust) -> TrustLevel:
    """The level that counts: whoever serves the place or speaks for the brand is trusted."""
    return TrustLevel.TRUSTED if is_staff(actor) else actor.trust
