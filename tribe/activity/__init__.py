"""What happened: one row for each act, written in the transaction of its cause, and who hears."""

from tribe.activity.kinds import NOBODY, ActivityKind, Audience
from tribe.activity.listening import (
    Follower,
    Happened,
    Listener,
    Turn,
    Undone,
    closing,
    register,
)
from tribe.activity.models import Activity
from tribe.activity.services import DoneTo, record, record_each

__all__ = [
    "NOBODY",
    "Activity",
    "ActivityKind",
    "Audience",
    "DoneTo",
    "Follower",
    "Happened",
    "Listener",
    "Turn",
    "Undone",
    "closing",
    "record",
    "record_each",
    "register",
]
