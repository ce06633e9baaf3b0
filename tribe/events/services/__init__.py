"""The verbs of gatherings: inviting, answering, and what is told to the ledger afterwards."""

from tribe.events.services.answers import MOST_GUESTS, answer
from tribe.events.services.gatherings import EventDraft, cancel_event, create_event, edit_event
from tribe.events.services.settling import settle

__all__ = [
    "MOST_GUESTS",
    "EventDraft",
    "answer",
    "cancel_event",
    "create_event",
    "edit_event",
    "settle",
]
