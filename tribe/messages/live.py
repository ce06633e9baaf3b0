"""Who may watch a conversation: who is in it."""

from tribe.access import may
from tribe.members.identity import current_member
from tribe.messages import policy, queries


def may_watch(conversation_id: int) -> bool:
    """Whether whoever asks may read it."""
    member = current_member()
    place = queries.find_place(conversation_id, member.id) if member is not None else None
    return member is not None and place is not None and bool(may(member, policy.READ, place))
