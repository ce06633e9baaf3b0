"""The verbs of rites: declaring, keeping, enacting, telling."""

from tribe.rituals.services.enactments import enact, recap, unmark
from tribe.rituals.services.rites import (
    RitualDraft,
    become_keeper,
    declare,
    edit_ritual,
    release,
    rest,
    retire,
    wake,
)

__all__ = [
    "RitualDraft",
    "become_keeper",
    "declare",
    "edit_ritual",
    "enact",
    "recap",
    "release",
    "rest",
    "retire",
    "unmark",
    "wake",
]
