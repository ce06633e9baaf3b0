"""The verbs of the door for guests: following, asking, deciding on questions, and forgetting."""

from tribe.guests.services.asking import ask, publish, put_aside, reply
from tribe.guests.services.following import FOLLOW, ask_to_follow, follow, tell_news
from tribe.guests.services.forgetting import forget, forget_person
from tribe.guests.services.seats import HEARD, come, remind_guests, tell_guests

__all__ = [
    "FOLLOW",
    "HEARD",
    "ask",
    "ask_to_follow",
    "come",
    "follow",
    "forget",
    "forget_person",
    "publish",
    "put_aside",
    "remind_guests",
    "reply",
    "tell_guests",
    "tell_news",
]
