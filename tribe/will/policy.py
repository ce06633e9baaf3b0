"""Who keeps a key to the sealed copy, and who may fetch it; its words are the charter's."""

from tribe.access import Actor, Permission, is_staff


def _sits(actor: Actor, *, is_seated: bool) -> bool:
    """The council, and never staff: an admin has no share."""
    return is_seated and not is_staff(actor)


KEEP_KEY = Permission("will:key:keep", "will.not_on_council", _sits)
FETCH = Permission("will:copy:fetch", "will.not_on_council", _sits)

PERMISSIONS = (KEEP_KEY, FETCH)
