"""The verbs of private conversations."""

from tribe.messages.services.beginning import (
    MAX_OTHERS,
    Entry,
    begin,
    choose,
    may_write_to,
    most_first_messages,
)
from tribe.messages.services.being_in import accept, decline, leave, mute, unmute
from tribe.messages.services.forgetting import cook_again, forget_old
from tribe.messages.services.hiding import hide, show_again
from tribe.messages.services.writing import edit, mark_read, own_place, read_place, remove, write

__all__ = [
    "MAX_OTHERS",
    "Entry",
    "accept",
    "begin",
    "choose",
    "cook_again",
    "decline",
    "edit",
    "forget_old",
    "hide",
    "leave",
    "mark_read",
    "may_write_to",
    "most_first_messages",
    "mute",
    "own_place",
    "read_place",
    "remove",
    "show_again",
    "unmute",
    "write",
]
