"""Who sees the desk, and who acts from it."""

from tribe.access import Actor, Permission, is_analyst, is_moderator


def _reads(actor: Actor) -> bool:
    """Moderators; and analysts what their report speaks of."""
    return is_moderator(actor) or is_analyst(actor)


READ = Permission("desk:desk:read", "desk.not_staff", _reads)
HELP = Permission("desk:task:mark", "desk.not_moderator", is_moderator)
PERMISSIONS = (READ, HELP)
