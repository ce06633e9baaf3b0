"""The verbs of gatherings: inviting, answering, and what is told to the ledger afterwards."""

from tribe.events.services.answers import answer
from tribe.events.services.attendance import record_attendance
from tribe.events.services.by_name import (
    find_seat,
    forget_guest,
    forget_guests,
    give_back,
    may_seat,
    remove_guest,
    seat_guest,
)
from tribe.events.services.gatherings import (
    EventDraft,
    cancel_event,
    create_event,
    edit_event,
    reinstate_event,
    restore_event,
    state_of,
)
from tribe.events.services.hosting import (
    accept_hosting,
    decline_hosting,
    remove_host,
    step_down,
)
from tribe.events.services.own_calendar import close_calendar, open_calendar

__all__ = [
    "EventDraft",
    "accept_hosting",
    "answer",
    "cancel_event",
    "close_calendar",
    "create_event",
    "decline_hosting",
    "edit_event",
    "find_seat",
    "forget_guest",
    "forget_guests",
    "give_back",
    "may_seat",
    "open_calendar",
    "record_attendance",
    "reinstate_event",
    "remove_guest",
    "remove_host",
    "restore_event",
    "seat_guest",
    "state_of",
    "step_down",
]
