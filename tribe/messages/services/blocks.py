"""Whether one of two members wants nothing of the other."""

from tribe.blocking import kept_from


def are_blocked(one_id: int, other_id: int) -> bool:
    """Whether either of two members has blocked the other."""
    return bool(kept_from(one_id, [other_id]))
