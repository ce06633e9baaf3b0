"""Who keeps apart from whom: what is read leaves them out, and whoever tells or lets asks here.

A feature declares the columns by which its rows belong to members (`Feature(apart=[…])`). Whatever
is read for somebody is read as by them: in a request that changes nothing, and within `seen_by`.
"""

from tribe.blocking.asking import (
    apart_among,
    are_apart,
    kept_from,
    may_not_be_told,
    pairs_among,
    require_met,
)
from tribe.blocking.models import Block, Ignoring
from tribe.blocking.reading import (
    EVERYBODY,
    NOBODY,
    Reader,
    as_guest,
    begin,
    init_app,
    known_of,
    read_from_here,
    reader,
    seen_by,
)

__all__ = [
    "EVERYBODY",
    "NOBODY",
    "Block",
    "Ignoring",
    "Reader",
    "apart_among",
    "are_apart",
    "as_guest",
    "begin",
    "init_app",
    "kept_from",
    "known_of",
    "may_not_be_told",
    "pairs_among",
    "read_from_here",
    "reader",
    "require_met",
    "seen_by",
]
