"""Who may see and do what with accounts; each answer is a pure function."""

from tribe.members.identity import is_moderator
from tribe.members.models import Member, State


def may_read_profile(reader: Member | None, member: Member) -> bool:
    """What active members show is for all; of others, only moderators see more than the name."""
    return member.state is State.ACTIVE or is_moderator(reader)


def may_edit_profile(reader: Member | None, member: Member) -> bool:
    """A profile is its member's own."""
    return reader is not None and reader.id == member.id and member.is_active


def may_sign_in(member: Member) -> bool:
    """Only an account in use can be signed in to."""
    return member.is_active
