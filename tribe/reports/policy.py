"""Who may ask for reports, read them, and see what can be done for the tribe."""

from tribe.members.models import Member, Role


def may_read_reports(member: Member | None) -> bool:
    """Analysts and admins; each look is on record."""
    return member is not None and member.role in (Role.ANALYST, Role.ADMIN)


def may_request_report(member: Member | None) -> bool:
    """Whoever may read one may ask for one, with a purpose."""
    return may_read_reports(member)


def may_support(member: Member | None) -> bool:
    """Moderators and admins see tasks: posts, rites and circles, never scored persons."""
    return member is not None and member.role in (Role.MODERATOR, Role.ADMIN)
