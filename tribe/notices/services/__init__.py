"""The verbs of notices: telling, taking back, and noting what was read."""

from tribe.notices.services.bringing_back import bring_back, follow_moved
from tribe.notices.services.choosing import Chosen, choose, take_up_again
from tribe.notices.services.counting import admits, is_over, take
from tribe.notices.services.devices import connect, disconnect, prune_devices
from tribe.notices.services.gathering import write_digests
from tribe.notices.services.noting import note_brand
from tribe.notices.services.pushing import PUSH, push
from tribe.notices.services.reading import (
    check_own,
    mark_all_read,
    mark_of,
    mark_read,
    mark_seen,
    put_away,
)
from tribe.notices.services.reminding import forget, remind
from tribe.notices.services.taking_back import keep_only, prune, take_back
from tribe.notices.services.telling import cause_of, tell, tell_at_once

__all__ = [
    "PUSH",
    "Chosen",
    "admits",
    "bring_back",
    "cause_of",
    "check_own",
    "choose",
    "connect",
    "disconnect",
    "follow_moved",
    "forget",
    "is_over",
    "keep_only",
    "mark_all_read",
    "mark_of",
    "mark_read",
    "mark_seen",
    "note_brand",
    "prune",
    "prune_devices",
    "push",
    "put_away",
    "remind",
    "take",
    "take_back",
    "take_up_again",
    "tell",
    "tell_at_once",
    "write_digests",
]
