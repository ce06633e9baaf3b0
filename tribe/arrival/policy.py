"""Who may offer to greet, and who reads which newcomers wait for an answer."""

from tribe.access import Actor, Permission, is_moderator


def _reads(actor: Actor, *, is_greeter: bool = False) -> bool:
    """Whoever greets, and moderators."""
    return is_greeter or is_moderator(actor)


ARRIVE = Permission("arrival:steps:read", "arrival.members_only")
GREET = Permission("arrival:greeter:offer", "arrival.members_only")
READ_WAITING = Permission("arrival:waiting:read", "arrival.not_greeter", _reads)
PERMISSIONS = (ARRIVE, GREET, READ_WAITING)
