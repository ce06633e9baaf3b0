"""Who may see and do what with accounts; each answer is a pure function."""

from tribe.access import Actor, Permission, Role, is_admin, is_moderator, standing_role
from tribe.members.models import Member, State


def is_open(member: Member) -> bool:
    """Whether what a member shows is for all."""
    return standing_role(member) is not None


def _reads_profile(actor: Actor, member: Member) -> bool:
    """What active members show is for all; of others, only moderators see more than the name."""
    return is_open(member) or is_moderator(actor)


def _is_own(actor: Actor, member: Member) -> bool:
    """A profile is its member's own."""
    return actor.id == member.id


def _signs_in(actor: Actor) -> bool:
    """Whoever has not left, also to stay after all, or to read why their account is closed."""
    return standing_role(actor) is not None or is_leaving(actor) or is_suspended(actor)


def is_suspended(actor: Actor) -> bool:
    """Whether it is a member whose account a moderator closed."""
    return isinstance(actor, Member) and actor.state is State.SUSPENDED


def _restrains(actor: Actor, member: Member) -> bool:
    """Moderators, others than themselves; admins and moderators are restrained by admins alone.

    Nobody who is silenced.
    """
    if actor.id == member.id:
        return False
    serves = member.role in (Role.ADMIN, Role.MODERATOR) or member.is_category_moderator
    return is_moderator(actor) and (is_admin(actor) or not serves)


def is_leaving(actor: Actor) -> bool:
    """Whether it is a member in the pause before their erasure."""
    if not isinstance(actor, Member) or actor.state is not State.ACTIVE:
        return False
    return actor.leaves_at is not None


READ_PROFILE = Permission(
    "members:profile:read", "members.profile_closed", _reads_profile, is_open=True
)
EDIT_PROFILE = Permission("members:profile:edit", "members.not_own", _is_own)
WRITE_PROFILE = Permission(
    "members:profile:write", "members.not_own", _is_own, is_speech=True
)  # what others read of it
SIGN_IN = Permission("members:account:sign-in", "members.suspended", _signs_in, is_open=True)

KEEP_ACCOUNTS = Permission("members:account:keep", "members.not_admin", is_admin)
RESTRAIN = Permission("members:account:restrain", "members.may_not_restrain", _restrains)

PERMISSIONS = (READ_PROFILE, EDIT_PROFILE, WRITE_PROFILE, SIGN_IN, KEEP_ACCOUNTS, RESTRAIN)
