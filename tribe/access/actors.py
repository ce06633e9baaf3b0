"""Who asks for something: a guest, a member, a program with a member's token, or the system."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tribe.access.roles import Role
from tribe.access.trust import TrustLevel


class ActorKind(StrEnum):
    """In which way somebody acts."""

    GUEST = "guest"
    MEMBER = "member"
    TOKEN = "token"  # noqa: S105
    SYSTEM = "system"


class Actor(Protocol):
    """What the rules need to know of whoever asks; a member is one."""

    @property
    def actor_kind(self) -> ActorKind:
        """In which way they act."""

    @property
    def id(self) -> int | None:
        """The number of the member; None for guests and the system."""

    @property
    def role(self) -> Role | None:
        """The member's role."""

    @property
    def is_active(self) -> bool:
        """Whether it is a member whose account is in use."""

    @property
    def is_brand(self) -> bool:
        """Whether they speak for the brand."""

    @property
    def is_category_moderator(self) -> bool:
        """Whether they moderate a category, without the role of a moderator of all."""

    @property
    def trust(self) -> TrustLevel:
        """How far what they write is let through by itself."""

    @property
    def scopes(self) -> frozenset[str] | None:
        """The names of the permissions that a token is limited to; None without a limit."""

    @property
    def silenced_until(self) -> datetime | None:
        """Until when a moderator lets them say nothing; a moment that is past says no more."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is not signed in."""

    actor_kind: ActorKind = ActorKind.GUEST
    id: int | None = None
    role: Role | None = None
    is_active: bool = False
    is_brand: bool = False
    is_category_moderator: bool = False
    trust: TrustLevel = TrustLevel.NEW
    scopes: frozenset[str] | None = None
    silenced_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class System:
    """The program itself, where it acts for nobody: jobs, imports, commands of the operator."""

    actor_kind: ActorKind = ActorKind.SYSTEM
    id: int | None = None
    role: Role | None = None
    is_active: bool = True
    is_brand: bool = False
    is_category_moderator: bool = False
    trust: TrustLevel = TrustLevel.TRUSTED
    scopes: frozenset[str] | None = None
    silenced_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A program that acts for a member, within what the member let it do."""

    member: Actor
    scopes: frozenset[str]
    actor_kind: ActorKind = ActorKind.TOKEN

    @property
    def id(self) -> int | None:
        """The number of the member."""
        return self.member.id

    @property
    def role(self) -> Role | None:
        """The member's role."""
        return self.member.role

    @property
    def is_active(self) -> bool:
        """Whether the member's account is in use."""
        return self.member.is_active

    @property
    def is_brand(self) -> bool:
        """Whether the member speaks for the brand."""
        return self.member.is_brand

    @property
    def is_category_moderator(self) -> bool:
        """Whether the member moderates a category."""
        return self.member.is_category_moderator

    @property
    def trust(self) -> TrustLevel:
        """How far the member is trusted: a program is no more than whom it acts for."""
        return self.member.trust

    @property
    def silenced_until(self) -> datetime | None:
        """Until when the member says nothing, by whichever program."""
        return self.member.silenced_until


GUEST = Guest()
SYSTEM = System()
