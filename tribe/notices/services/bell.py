"""The bell of members' open pages."""

from collections.abc import Iterable

from tribe.live import announce


def ring(member_ids: Iterable[int]) -> None:
    """Let the open pages of members ask anew how many notices are unread, once it is committed."""
    for member_id in sorted(set(member_ids)):
        room = f"member:{member_id}"
        announce(room, room)
