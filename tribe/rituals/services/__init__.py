"""The verbs of rites: declaring, keeping, enacting, telling."""

from tribe.rituals.services.enactments import enact, recap, unmark
from tribe.rituals.services.keeping import (
    ask_member_to_keep,
    ask_to_keep,
    decline_keeper,
    remove_keeper,
)
from tribe.rituals.services.rites import (
    RitualDraft,
    become_keeper,
    declare,
    edit_ritual,
    release,
    rest,
    restore_ritual,
    retire,
    state_of,
    wake,
)

__all__ = [
    "RitualDraft",
    "ask_member_to_keep",
    "ask_to_keep",
    "become_keeper",
    "declare",
    "decline_keeper",
    "edit_ritual",
    "enact",
    "recap",
    "release",
    "remove_keeper",
    "rest",
    "restore_ritual",
    "retire",
    "state_of",
    "unmark",
    "wake",
]
