"""The kinds of interaction, and how much each weighs in a tie."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What one member did towards another."""

    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    REACTION = "reaction"
    WELCOME = "welcome"
    THANKS = "thanks"
    CO_ATTENDANCE = "co_attendance"
    CO_HOSTING = "co_hosting"
    CO_AUTHORED = "co_authored"


KINDS: tuple[Kind, ...] = tuple(Kind)
CODES: Mapping[str, int] = MappingProxyType({kind.value: code for code, kind in enumerate(KINDS)})
GROUP_KINDS: frozenset[Kind] = frozenset({Kind.CO_ATTENDANCE, Kind.CO_HOSTING, Kind.CO_AUTHORED})

OMEGA: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.REPLY: 1.0,
        Kind.MENTION: 1.0,
        Kind.QUOTE: 1.0,
        Kind.REACTION: 0.25,
        Kind.WELCOME: 1.5,
        Kind.THANKS: 2.0,
        Kind.CO_ATTENDANCE: 1.0,
        Kind.CO_HOSTING: 3.0,
        Kind.CO_AUTHORED: 3.0,
    }
)
"""Weight of one act. A group act of n persons gives each pair its weight over n - 1."""

ALIKE: Mapping[Kind, float] = MappingProxyType(dict.fromkeys(KINDS, 1.0))
"""Every kind weighs the same: the comparison that shows how much the choice of weights matters."""
