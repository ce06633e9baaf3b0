"""The verbs of spam and haste: weighing an attempt, and what becomes of a text that waits."""

from tribe.spam.services.heeding import hear_report
from tribe.spam.services.judging import remember, weigh
from tribe.spam.services.waiting import (
    change,
    decline,
    decline_all,
    hold,
    own_held,
    prune,
    publish,
    undo_decline,
    undo_decline_all,
    unpublish,
    version_of,
    waiting_of,
    withdraw,
)
from tribe.spam.services.wording import keep_words

__all__ = [
    "change",
    "decline",
    "decline_all",
    "hear_report",
    "hold",
    "keep_words",
    "own_held",
    "prune",
    "publish",
    "remember",
    "undo_decline",
    "undo_decline_all",
    "unpublish",
    "version_of",
    "waiting_of",
    "weigh",
    "withdraw",
]
