"""The verbs of notices: telling, taking back, and noting what was read."""

from tribe.notices.services.reading import check_own, mark_all_read, mark_read, mark_seen
from tribe.notices.services.taking_back import prune, take_back
from tribe.notices.services.telling import tell, tell_at_once

__all__ = [
    "check_own",
    "mark_all_read",
    "mark_read",
    "mark_seen",
    "prune",
    "take_back",
    "tell",
    "tell_at_once",
]
