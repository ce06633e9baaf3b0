"""Whether one of two members wants nothing of the other."""


def are_blocked(_one_id: int, _other_id: int) -> bool:
    """Whether either of two members has blocked the other."""
    return False
