"""The verbs of spam and haste: weighing an attempt, and what becomes of a text that waits."""

from tribe.spam.services.heeding import hear_report
from tribe.spam.services.judging import remember, weigh
from tribe.spam.services.waiting import (
    change,
    decline,
    hold,
    own_held,
    prune,
    publish,
    undo_decline,
    unpublish,
    version_of,
    waiting_of,
    withdraw,
)
from tribe.spam.services.wording import keep_words

__all__ = [
    "change",
    "decline",
    "hear_report",
    "hold",
    "keep_words",
    "own_held",
    "prune",
    "publish",
    "remember",
    "undo_decline",
    "unpublish",
    "version_of",
    "waiting_of",
    "weigh",
    "withdraw",
]
