"""The verbs of one's own data: leaving and staying, erasing, taking along."""

from tribe.personal_data.services.erasing import erase, forget_after_restore, forget_again
from tribe.personal_data.services.exporting import KEPT, ask_for_export, find_export, may_ask
from tribe.personal_data.services.leaving import PAUSE, find_departure, leave, stay

__all__ = [
    "KEPT",
    "PAUSE",
    "ask_for_export",
    "erase",
    "find_departure",
    "find_export",
    "forget_after_restore",
    "forget_again",
    "leave",
    "may_ask",
    "stay",
]
