"""Who declares an interest: every member their own."""

from tribe.access import INACTIVE, Actor, Permission
from tribe.interests.models import DeclaredInterest


def _is_own(actor: Actor, interest: DeclaredInterest) -> bool:
    """An interest is its member's own."""
    return actor.id == interest.member_id


DECLARE = Permission("interests:interest:declare", INACTIVE, is_speech=True)  # others read it
END = Permission("interests:interest:end", "interests.not_own", _is_own)
PERMISSIONS = (DECLARE, END)
