"""Who may amend the charter, promise for the brand, judge a promise, and seat the council."""

from tribe.members.models import Member, Role
from tribe.voice.models import Promise


def may_amend(member: Member | None, is_seated: bool) -> bool:
    """The charter is the members': the council words it, or an admin while there is none."""
    return member is not None and member.is_active and (is_seated or member.role is Role.ADMIN)


def may_promise(member: Member | None) -> bool:
    """Accounts of the brand speak for it, and so do admins."""
    return (
        member is not None and member.is_active and (member.is_brand or member.role is Role.ADMIN)
    )


def may_settle(member: Member | None, is_seated: bool, promise: Promise) -> bool:
    """The council judges; never the brand, and never whoever made the promise."""
    return (
        member is not None
        and member.is_active
        and is_seated
        and not member.is_brand
        and member.id != promise.made_by_id
    )


def may_seat(member: Member | None) -> bool:
    """Admins write down whom the members have chosen."""
    return member is not None and member.is_active and member.role is Role.ADMIN


def may_sit(member: Member) -> bool:
    """The council is the members' own: no account of the brand sits on it."""
    return member.is_active and not member.is_brand
