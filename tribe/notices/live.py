"""Who may hear of a member's notices: that member alone."""

from tribe.members.identity import current_member


def may_watch(member_id: int) -> bool:
    """Whether whoever asks is the member of that number."""
    member = current_member()
    return member is not None and member.id == member_id
