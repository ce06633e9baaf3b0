"""Telling the open pages of moderators that something is new, once it is committed."""

from tribe.live import announce

QUEUE, CASE = "moderation_queue", "moderation_case"
WHOLE = 0  # the number of the one queue


def tell_queue() -> None:
    """Another number of cases waits."""
    room = f"{QUEUE}:{WHOLE}"
    announce(room, room)


def tell_case(case_id: int) -> None:
    """Something is new in a case."""
    room = f"{CASE}:{case_id}"
    announce(room, room, id=case_id)
