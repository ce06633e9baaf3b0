"""The roles that are given to members, and what each of them is enough for."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tribe.base.db import now


class Role(StrEnum):
    """What a member is trusted with beyond their own words."""

    ADMIN = "admin"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    MEMBER = "member"


class HasStanding(Protocol):
    """Whoever may hold a role or speak for the brand, and may have lost the use of it."""

    @property
    def is_brand(self) -> bool:
        """Whether they speak for the brand."""

    @property
    def is_category_moderator(self) -> bool:
        """Whether they moderate a category, without the role of a moderator of all."""

    @property
    def role(self) -> Role | None:
        """Their role; None for guests and the system."""

    @property
    def is_active(self) -> bool:
        """Whether their account is in use."""

    @property
    def silenced_until(self) -> datetime | None:
        """Until when a moderator lets them say nothing; a moment that is past says no more."""


def standing_role(actor: HasStanding) -> Role | None:
    """The role that counts now: none of a guest, of a suspended member, or of the system."""
    return actor.role if actor.is_active else None


def is_admin(actor: HasStanding) -> bool:
    """Whether they keep the place."""
    return standing_role(actor) is Role.ADMIN


def is_silenced(actor: HasStanding) -> bool:
    """Whether a moderator lets them say nothing now."""
    return actor.silenced_until is not None and actor.silenced_until > now()


def may_serve(actor: HasStanding) -> bool:
    """Whether they may moderate what is theirs to: in use, and not silenced."""
    return standing_role(actor) is not None and not is_silenced(actor)


def is_moderator(actor: HasStanding) -> bool:
    """Whether they serve the tribe as a moderator, or keep the place; none does while silenced."""
    return standing_role(actor) in (Role.MODERATOR, Role.ADMIN) and not is_silenced(actor)


def moderates_some(actor: HasStanding) -> bool:
    """Whether they moderate, be it one category alone."""
    return (actor.is_category_moderator and may_serve(actor)) or is_moderator(actor)


def is_analyst(actor: HasStanding) -> bool:
    """Whether they read network reports, or keep the place."""
    return standing_role(actor) in (Role.ANALYST, Role.ADMIN)


def speaks_for_brand(actor: HasStanding) -> bool:
    """Whether they promise and announce in its name: its accounts, and who keeps the place."""
    return actor.is_brand or is_admin(actor)


def is_staff(actor: HasStanding) -> bool:
    """Whether they decide here for the brand or the place, so that they cannot for the members."""
    decides = actor.role in (Role.MODERATOR, Role.ADMIN)
    return actor.is_brand or decides or actor.is_category_moderator


def is_trusted(actor: HasStanding) -> bool:
    """Whether more than their own words is lost where somebody else signs in to their account."""
    return is_staff(actor) or actor.role not in (None, Role.MEMBER)
