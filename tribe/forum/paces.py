"""How often members do what can be done in the forum, by trust: far above what talking needs."""

from tribe.access import TrustLevel
from tribe.forum import activities
from tribe.spam import activities as held
from tribe.spam.attempts import Act

NEW, KNOWN, TRUSTED = TrustLevel.NEW, TrustLevel.KNOWN, TrustLevel.TRUSTED
_HELD = held.TEXT_HELD.name
TOPIC = Act(
    "topic",
    (activities.TOPIC_BEGUN.name, _HELD),
    {NEW: (3, 8), KNOWN: (10, 30), TRUSTED: (20, 60)},
)
REPLY = Act(
    "reply",
    (activities.POST_REPLIED.name, _HELD),
    {NEW: (15, 50), KNOWN: (40, 200), TRUSTED: (80, 500)},
)
EDIT = Act(
    "edit",
    (activities.POST_EDITED.name,),
    {NEW: (20, 60), KNOWN: (60, 200), TRUSTED: (120, 600)},
    may_wait=False,
)
SIGN = Act(
    "sign",
    (activities.POST_REACTED.name,),
    {NEW: (60, 200), KNOWN: (150, 600), TRUSTED: (300, 1500)},
    has_text=False,
    may_wait=False,
)
